/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The warm ones: see tls_warm.h. Whoever takes a place locks the places, then only tries whether
 * its holder is busy: so nobody waits for one who waits for him.
 */
#include "rpc/tls_warm.h"

#include <openssl/ssl.h>

static struct {
    pthread_mutex_t lock;
    TlsWarm *holder[TLS_WARM_MAX];
    unsigned next; /* to be taken */
} places = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* OpenSSL frees at once what holds nothing, and the rest when the record in it is dealt with. */
static void tls_warm_cool(TlsWarm *warm)
{
    warm->is_warm = false;
    SSL_set_mode(warm->ssl, SSL_MODE_RELEASE_BUFFERS);
    SSL_free_buffers(warm->ssl);
}

/* Whether the place can be had, which is empty then. */
static bool place_is_free(unsigned place)
{
    TlsWarm *holder = places.holder[place];

    if (!holder)
        return true;
    if (pthread_mutex_trylock(&holder->busy) != 0)
        return false;
    tls_warm_cool(holder);
    pthread_mutex_unlock(&holder->busy);
    return true;
}

static void tls_warm_take_place(TlsWarm *warm)
{
    pthread_mutex_lock(&places.lock);
    for (unsigned i = 0; i < TLS_WARM_MAX && !warm->is_warm; i++) {
        unsigned place = places.next;

        places.next = (places.next + 1) % TLS_WARM_MAX;
        if (!place_is_free(place))
            continue;
        places.holder[place] = warm;
        warm->is_warm = true;
        SSL_clear_mode(warm->ssl, SSL_MODE_RELEASE_BUFFERS);
    }
    pthread_mutex_unlock(&places.lock);
}

void tls_warm_init(TlsWarm *warm, SSL *ssl)
{
    *warm = (TlsWarm){.ssl = ssl};
    pthread_mutex_init(&warm->busy, NULL);
}

void tls_warm_enter(TlsWarm *warm)
{
    pthread_mutex_lock(&warm->busy);
    if (!warm->is_warm)
        tls_warm_take_place(warm);
}

void tls_warm_leave(TlsWarm *warm)
{
    pthread_mutex_unlock(&warm->busy);
}

void tls_warm_clear(TlsWarm *warm)
{
    pthread_mutex_lock(&places.lock);
    for (unsigned i = 0; i < TLS_WARM_MAX; i++)
        if (places.holder[i] == warm)
            places.holder[i] = NULL;
    pthread_mutex_unlock(&places.lock);
    pthread_mutex_destroy(&warm->busy);
}
