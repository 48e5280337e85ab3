/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connections that were used last keep OpenSSL's buffers and need no more memory for a record;
 * all others have none, also if they were left in the middle of a record, and lose no byte. */
#include <errno.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "rpc/tls_warm.h"
#include "tests/tls_pair.h"

/* So many connections, each of two ends. */
#define PAIRS (2 * TLS_WARM_MAX)
/* Nothing else of OpenSSL's that lives long is as large. */
#define LARGE 16384

static Pki *pki;
static gint made, alive; /* large pieces of memory: ever, now */

/* In front of each piece of memory of OpenSSL's; keeps it aligned. */
typedef union Head {
    size_t size;
    max_align_t align;
} Head;

static void *counting_malloc(size_t size, const char *file, int line)
{
    Head *head = g_malloc(sizeof(*head) + size);

    (void) file;
    (void) line;
    head->size = size;
    if (size >= LARGE) {
        g_atomic_int_inc(&made);
        g_atomic_int_inc(&alive);
    }
    return head + 1;
}

static void counting_free(void *memory, const char *file, int line)
{
    Head *head;

    (void) file;
    (void) line;
    if (!memory)
        return;
    head = (Head *) memory - 1;
    if (head->size >= LARGE)
        g_atomic_int_add(&alive, -1);
    g_free(head);
}

static void *counting_realloc(void *memory, size_t size, const char *file, int line)
{
    void *moved = NULL;

    if (size > 0)
        moved = counting_malloc(size, file, line);
    if (memory && moved)
        memcpy(moved, memory, MIN(size, ((Head *) memory - 1)->size));
    counting_free(memory, file, line);
    return moved;
}

static void open_pairs(TlsPair pairs[PAIRS])
{
    for (unsigned i = 0; i < PAIRS; i++) {
        pairs[i] = tls_pair_new_default(pki, false);
        tls_pair_handshake(&pairs[i]);
    }
}

static void close_pairs(TlsPair pairs[PAIRS])
{
    for (unsigned i = 0; i < PAIRS; i++)
        tls_pair_clear(&pairs[i]);
    g_assert_cmpint(alive, ==, 0);
}

/* To the server and back. */
static void exchange(TlsPair *pair)
{
    char bytes[TRANSPORT_READ_MIN];

    tls_pair_write(pair->client, "question");
    g_assert_cmpint(tls_pair_read(pair->server, bytes, sizeof(bytes)), ==, 8);
    tls_pair_write(pair->server, "answer");
    g_assert_cmpint(tls_pair_read(pair->client, bytes, sizeof(bytes)), ==, 6);
}

static void test_few(void)
{
    TlsPair pairs[PAIRS];
    gint before;

    open_pairs(pairs);
    g_assert_cmpint(alive, ==, 0);
    for (unsigned i = 0; i < 3 * PAIRS; i++) {
        exchange(&pairs[i % PAIRS]);
        g_assert_cmpint(alive, <=, 2 * TLS_WARM_MAX);
    }
    before = made;
    for (unsigned i = 0; i < 10; i++)
        exchange(&pairs[PAIRS - 1]);
    g_assert_cmpint(made, ==, before);
    close_pairs(pairs);
}

/* One that goes leaves its place. */
static void test_gone(void)
{
    TlsPair pairs[PAIRS];

    open_pairs(pairs);
    exchange(&pairs[0]);
    g_assert_cmpint(alive, ==, 4);
    tls_pair_clear(&pairs[0]);
    g_assert_cmpint(alive, ==, 0);
    exchange(&pairs[1]);
    g_assert_cmpint(alive, ==, 4);
    close_pairs(pairs);
}

/* All have got the first bytes of a record before any gets the rest. */
static void test_in_the_middle(void)
{
    TlsPair pairs[PAIRS];
    char bytes[TRANSPORT_READ_MIN];
    int from[PAIRS], to[PAIRS][2];
    ssize_t got;

    open_pairs(pairs);
    for (unsigned i = 0; i < PAIRS; i++) {
        tls_pair_write(pairs[i].client, "a record that comes in two parts");
        from[i] = dup(pairs[i].server->in_fd);
        g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to[i]), ==, 0);
        dup2(to[i][1], pairs[i].server->in_fd);
        got = recv(from[i], bytes, 5 + i, 0);
        g_assert_cmpint(write(to[i][0], bytes, (size_t) got), ==, got);
        g_assert_cmpint(transport_read(pairs[i].server, bytes, sizeof(bytes)), ==, -1);
        g_assert_cmpint(errno, ==, EAGAIN);
    }
    for (unsigned i = 0; i < PAIRS; i++) {
        got = recv(from[i], bytes, sizeof(bytes), 0);
        g_assert_cmpint(write(to[i][0], bytes, (size_t) got), ==, got);
        g_assert_cmpint(tls_pair_read(pairs[i].server, bytes, sizeof(bytes)), ==, 32);
        g_assert_cmpint(memcmp(bytes, "a record that comes in two parts", 32), ==, 0);
        close(from[i]);
        close(to[i][0]);
        close(to[i][1]);
    }
    g_assert_cmpint(alive, <=, 2 * TLS_WARM_MAX);
    close_pairs(pairs);
}

static gpointer exchange_often(gpointer data)
{
    TlsPair *pairs = data;

    for (unsigned i = 0; i < 400; i++)
        exchange(&pairs[i * i % (PAIRS / 2)]);
    return NULL;
}

/* Each thread has connections of its own, and takes places from the other's. */
static void test_threads(void)
{
    TlsPair pairs[PAIRS];
    GThread *other;

    open_pairs(pairs);
    other = g_thread_new("other", exchange_often, pairs + PAIRS / 2);
    exchange_often(pairs);
    g_thread_join(other);
    g_assert_cmpint(alive, <=, 2 * TLS_WARM_MAX);
    close_pairs(pairs);
}

int main(int argc, char **argv)
{
    int failed;

    g_assert_true(CRYPTO_set_mem_functions(counting_malloc, counting_realloc, counting_free));
    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    g_test_add_func("/tls-warm/few", test_few);
    g_test_add_func("/tls-warm/gone", test_gone);
    g_test_add_func("/tls-warm/in-the-middle", test_in_the_middle);
    g_test_add_func("/tls-warm/threads", test_threads);
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
