/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two ends of TLS on a socketpair in one thread, moved by poll() as a level-triggered loop would:
 * an end gets its turn only if its descriptor is ready for what transport_events() wants.
 */
#ifndef VMRPC_TESTS_TLS_PAIR_H
#define VMRPC_TESTS_TLS_PAIR_H

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "rpc/transport_tls.h"
#include "tests/pki_fixture.h"

#define TLS_PAIR_TIMEOUT_MS 20000

typedef struct TlsPair {
    Transport *client;
    Transport *server;
} TlsPair;

/* The role's usual options: ca.pem, NAME.pem and NAME-key.pem (NULL: no certificate). */
static inline TlsOptions tls_pair_options(Pki *pki, TlsRole role, const char *name)
{
    g_autofree char *cert = g_strconcat(name ? name : "", ".pem", NULL);
    g_autofree char *key = g_strconcat(name ? name : "", "-key.pem", NULL);

    return (TlsOptions){.role = role,
                        .ca_file = pki_path(pki, "ca.pem"),
                        .cert_file = name ? pki_path(pki, cert) : NULL,
                        .key_file = name ? pki_path(pki, key) : NULL};
}

/* Takes nothing over; contexts may be unreferenced right after. small: buffers of a few kB. */
static inline TlsPair tls_pair_new(TlsContext *client, TlsContext *server, const char *server_name,
                                   bool small)
{
    int size = 4096;
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    for (int i = 0; small && i < 2; i++) {
        setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
        setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    }
    return (TlsPair){.client = transport_tls_new(fds[0], client, server_name),
                     .server = transport_tls_new(fds[1], server, NULL)};
}

/* With certificates "client" and "server" for localhost, made here. */
static inline TlsPair tls_pair_new_default(Pki *pki, bool small)
{
    g_autoptr(TlsContext) client = NULL;
    g_autoptr(TlsContext) server = NULL;
    TlsOptions options;
    GError *error = NULL;

    pki_issue(pki, "server", &(PkiSpec){.san = "DNS:localhost", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    options = tls_pair_options(pki, TLS_CLIENT, "client");
    client = tls_context_new(&options, &error);
    g_assert_no_error(error);
    options = tls_pair_options(pki, TLS_SERVER, "server");
    server = tls_context_new(&options, &error);
    g_assert_no_error(error);
    return tls_pair_new(client, server, "localhost", small);
}

static inline void tls_pair_clear(TlsPair *pair)
{
    g_clear_pointer(&pair->client, transport_free);
    g_clear_pointer(&pair->server, transport_free);
}

/* Which of the wanted events the transport's descriptor is ready for, within the time. */
static inline short tls_pair_ready(const Transport *transport, short wanted, int timeout_ms)
{
    struct pollfd fd = {.fd = transport->in_fd, .events = transport_events(transport, wanted)};

    g_assert_cmpint(poll(&fd, 1, timeout_ms), >=, 0);
    return fd.revents;
}

/* Until neither end is in the handshake. */
static inline void tls_pair_handshake(TlsPair *pair)
{
    Transport *ends[] = {pair->client, pair->server};
    bool moved = true;

    transport_tls_handshake(pair->client);
    while (moved) {
        moved = false;
        for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
            if (transport_tls_state(ends[i]) != TLS_HANDSHAKE ||
                !tls_pair_ready(ends[i], POLLIN | POLLOUT, 0))
                continue;
            transport_tls_handshake(ends[i]);
            moved = true;
        }
    }
}

/* Reads when there is something to read: as read(2). */
static inline ssize_t tls_pair_read(Transport *transport, void *data, size_t size)
{
    ssize_t got;

    do {
        g_assert_true(tls_pair_ready(transport, POLLIN, TLS_PAIR_TIMEOUT_MS));
        got = transport_read(transport, data, size);
    } while (got < 0 && errno == EAGAIN);
    return got;
}

static inline void tls_pair_write(Transport *transport, const char *text)
{
    struct iovec piece = {.iov_base = (void *) (uintptr_t) text, .iov_len = strlen(text)};

    g_assert_cmpint(transport_writev(transport, &piece, 1), ==, piece.iov_len);
}

/* The transport must have failed, and this pattern (with * and ?) match the beginning of its
 * reason. */
static inline void tls_pair_assert_failed(const Transport *transport, const char *beginning)
{
    g_autofree char *pattern = g_strconcat(beginning, "*", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(transport_tls_state(transport), ==, TLS_FAILED);
    g_assert_false(transport_tls_error(transport, &error));
    if (!g_pattern_match_simple(pattern, error->message))
        g_error("expected '%s', got '%s'", pattern, error->message);
    g_assert_null(strchr(error->message, '\n'));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TlsPair, tls_pair_clear)

#endif
