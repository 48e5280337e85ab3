/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How TLS ends: an end that was announced is read as the end, one that was not is an error, what
 * came before is never lost, and whoever waits in poll() is told. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/tls_pair.h"

static Pki *pki;

static TlsPair open_pair(bool small)
{
    TlsPair pair = tls_pair_new_default(pki, small);

    tls_pair_handshake(&pair);
    g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_OPEN);
    return pair;
}

/* Closes the client's socket without a word from TLS. */
static void cut_client(TlsPair *pair)
{
    g_assert_cmpint(shutdown(pair->client->out_fd, SHUT_WR), ==, 0);
}

static void test_announced(void)
{
    g_auto(TlsPair) pair = open_pair(false);
    char bytes[8];

    g_clear_pointer(&pair.client, transport_free);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 0);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 0);
    g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_OPEN);
}

/* Data and the end arrive together: one read takes both from the kernel, and the second read must
 * still be asked for. The descriptor stays open, so the kernel has no end of its own to tell of. */
static void test_data_then_end(void)
{
    g_auto(TlsPair) pair = open_pair(false);
    int kept = dup(pair.client->out_fd);
    char bytes[TRANSPORT_READ_MIN];

    tls_pair_write(pair.client, "last words");
    g_clear_pointer(&pair.client, transport_free);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 10);
    g_assert_cmpint(tls_pair_ready(pair.server, POLLIN, 0) & POLLIN, ==, POLLIN);
    g_assert_cmpint(transport_read(pair.server, bytes, sizeof(bytes)), ==, 0);
    close(kept);
}

/* The same, with more data than one read has room for. */
static void test_much_data_then_end(void)
{
    static char large[100000];
    struct iovec piece = {.iov_base = large, .iov_len = sizeof(large)};
    g_auto(TlsPair) pair = open_pair(false);
    int kept = dup(pair.client->out_fd);
    char bytes[TRANSPORT_READ_MIN];
    size_t total = 0;
    ssize_t got;

    g_assert_cmpint(transport_writev(pair.client, &piece, 1), ==, sizeof(large));
    g_clear_pointer(&pair.client, transport_free);
    while ((got = tls_pair_read(pair.server, bytes, sizeof(bytes))) > 0)
        total += (size_t) got;
    g_assert_cmpint(got, ==, 0);
    g_assert_cmpuint(total, ==, sizeof(large));
    close(kept);
}

static void test_truncated(void)
{
    g_auto(TlsPair) pair = open_pair(false);
    char bytes[TRANSPORT_READ_MIN];

    tls_pair_write(pair.client, "half a message");
    cut_client(&pair);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 14);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, -1);
    tls_pair_assert_failed(pair.server, "the client has closed the connection without ending TLS");
}

static void test_garbage(void)
{
    g_auto(TlsPair) pair = open_pair(false);
    char bytes[TRANSPORT_READ_MIN];

    tls_pair_write(pair.client, "good");
    g_assert_cmpint(
        write(pair.client->out_fd, "\x17\x03\x03\x00\x20 and nothing that was encrypted", 37), ==,
        37);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 4);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, -1);
    g_assert_cmpint(errno, ==, EPROTO);
    tls_pair_assert_failed(pair.server, "TLS with the client has failed: ");
    /* The other end is told. */
    g_assert_cmpint(tls_pair_read(pair.client, bytes, sizeof(bytes)), ==, -1);
    tls_pair_assert_failed(pair.client, "the server has ended TLS with alert 20 (bad record mac)");
}

/* After the other end's last word we may still answer. */
static void test_answer_after_end(void)
{
    g_auto(TlsPair) pair = open_pair(false);
    Transport *server = pair.server;
    char bytes[64];
    int kept = dup(pair.client->out_fd);

    g_clear_pointer(&pair.client, transport_free);
    g_assert_cmpint(tls_pair_read(server, bytes, sizeof(bytes)), ==, 0);
    tls_pair_write(server, "answer");
    g_assert_cmpint(recv(kept, bytes, sizeof(bytes), MSG_DONTWAIT), ==, 5 + 6 + 1 + 16);
    close(kept);
}

/* A write to one who has gone fails without a signal, and gives the reason that was sent before. */
static void test_write_to_nobody(void)
{
    struct iovec piece = {.iov_base = (void *) (uintptr_t) "x", .iov_len = 1};
    g_auto(TlsPair) pair = open_pair(false);

    g_clear_pointer(&pair.client, transport_free);
    g_assert_cmpint(transport_writev(pair.server, &piece, 1), ==, -1);
    g_assert_cmpint(errno, ==, EPIPE);
    tls_pair_assert_failed(pair.server, "the connection to the client is broken: Broken pipe");
}

static void test_reason_behind_broken_write(void)
{
    struct iovec piece = {.iov_base = (void *) (uintptr_t) "x", .iov_len = 1};
    TlsOptions options;
    g_autoptr(TlsContext) client = NULL;
    g_autoptr(TlsContext) server = NULL;
    g_auto(TlsPair) pair = open_pair(false);

    tls_pair_clear(&pair);
    options = tls_pair_options(pki, TLS_CLIENT, NULL);
    client = tls_context_new(&options, NULL);
    options = tls_pair_options(pki, TLS_SERVER, "server");
    server = tls_context_new(&options, NULL);
    pair = tls_pair_new(client, server, "localhost", false);
    tls_pair_handshake(&pair);
    g_assert_cmpint(transport_tls_state(pair.client), ==, TLS_OPEN);
    g_clear_pointer(&pair.server, transport_free);
    g_assert_cmpint(transport_writev(pair.client, &piece, 1), ==, -1);
    tls_pair_assert_failed(pair.client, "the server wants a certificate and we have sent none");
}

/* Freed in the middle of a handshake, or with a write half done: nothing is left behind (which the
 * sanitizers would see), and the other end sees an end that was not announced. */
static void test_freed_early(void)
{
    static char large[100000];
    struct iovec piece = {.iov_base = large, .iov_len = sizeof(large)};
    g_auto(TlsPair) early = tls_pair_new_default(pki, false);
    g_auto(TlsPair) late = open_pair(true);
    char byte;

    g_clear_pointer(&early.client, transport_free);
    transport_tls_handshake(early.server);
    tls_pair_assert_failed(early.server,
                           "the client has closed the connection in the TLS handshake");
    g_assert_cmpint(transport_writev(late.client, &piece, 1), ==, -1);
    g_assert_cmpint(errno, ==, EAGAIN);
    g_clear_pointer(&late.client, transport_free);
    g_assert_cmpint(tls_pair_read(late.server, &byte, 1), ==, -1);
    tls_pair_assert_failed(late.server, "the client has closed the connection without ending TLS");
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    g_test_add_func("/tls-end/announced", test_announced);
    g_test_add_func("/tls-end/data-then-end", test_data_then_end);
    g_test_add_func("/tls-end/much-data-then-end", test_much_data_then_end);
    g_test_add_func("/tls-end/truncated", test_truncated);
    g_test_add_func("/tls-end/garbage", test_garbage);
    g_test_add_func("/tls-end/answer-after-end", test_answer_after_end);
    g_test_add_func("/tls-end/write-to-nobody", test_write_to_nobody);
    g_test_add_func("/tls-end/reason-behind-broken-write", test_reason_behind_broken_write);
    g_test_add_func("/tls-end/freed-early", test_freed_early);
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
