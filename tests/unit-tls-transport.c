/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes go through TLS unchanged and in order, whatever the sizes of reads, writes and socket
 * buffers, for a caller that knows only poll() and the transport's results. */
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tests/tls_pair.h"

/* One direction: a known sequence of bytes, sent in pieces and checked where it arrives. */
typedef struct Flow {
    Transport *from, *to;
    size_t size, sent, received;
    size_t read_size;
} Flow;

static Pki *pki;

static uint8_t flow_byte(size_t at)
{
    return (uint8_t) (at * 31 + (at >> 8) + (at >> 16));
}

/* The next bytes, up to 100000, in pieces of all sizes, some empty: so records have all sizes too.
 * The same bytes again if the last write took none. */
static void flow_send(Flow *flow)
{
    static uint8_t bytes[100000];
    size_t size = MIN(flow->size - flow->sent, 1 + flow->sent * 7919 % sizeof(bytes));
    struct iovec pieces[48];
    size_t at = 0;
    int n = 0;
    ssize_t put;

    for (size_t i = 0; i < size; i++)
        bytes[i] = flow_byte(flow->sent + i);
    for (; n < 47; n++) {
        size_t piece = MIN((size_t) (n * n * 7 % 23000), size - at);

        pieces[n] = (struct iovec){.iov_base = bytes + at, .iov_len = piece};
        at += piece;
    }
    pieces[n++] = (struct iovec){.iov_base = bytes + at, .iov_len = size - at};
    put = transport_writev(flow->from, pieces, n);
    if (put < 0)
        g_assert_cmpint(errno, ==, EAGAIN);
    else
        flow->sent += (size_t) put;
}

static void flow_receive(Flow *flow)
{
    g_autofree uint8_t *bytes = g_malloc(flow->read_size);
    ssize_t got;

    /* As transport.h says: small reads go on until EAGAIN, large ones need not. */
    do {
        got = transport_read(flow->to, bytes, flow->read_size);
        for (ssize_t i = 0; i < got; i++)
            g_assert_cmpuint(bytes[i], ==, flow_byte(flow->received + (size_t) i));
        if (got > 0)
            flow->received += (size_t) got;
    } while (got > 0 && flow->read_size < TRANSPORT_READ_MIN);
    g_assert_true(got > 0 || (got < 0 && errno == EAGAIN));
}

/* Nobody may get a turn without being ready: bytes hidden above the descriptor would hang here. */
static void flows_run(Flow *flows, unsigned n)
{
    for (bool done = false; !done;) {
        bool moved = false;

        done = true;
        for (unsigned i = 0; i < n; i++) {
            if (flows[i].sent < flows[i].size && tls_pair_ready(flows[i].from, POLLOUT, 0)) {
                flow_send(&flows[i]);
                moved = true;
            }
            if (tls_pair_ready(flows[i].to, POLLIN, 0)) {
                flow_receive(&flows[i]);
                moved = true;
            }
            done &= flows[i].received == flows[i].size;
        }
        g_assert_true(moved || done);
    }
}

static void run_both_ways(size_t size, size_t read_size, bool small)
{
    g_auto(TlsPair) pair = tls_pair_new_default(pki, small);
    Flow flows[] = {
        {.from = pair.client, .to = pair.server, .size = size, .read_size = read_size},
        {.from = pair.server, .to = pair.client, .size = size, .read_size = read_size},
    };

    flows_run(flows, G_N_ELEMENTS(flows));
    g_assert_cmpint(transport_tls_state(pair.client), ==, TLS_OPEN);
    g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_OPEN);
}

static void test_large_reads(void)
{
    run_both_ways(8 * 1024 * 1024, 65536, false);
    run_both_ways(4 * 1024 * 1024, TRANSPORT_READ_MIN, false);
}

/* What would hide at the end shows: the last records have many sizes here. */
static void test_many_ends(void)
{
    for (size_t i = 0; i < 40; i++)
        run_both_ways(60000 + i * 1237, TRANSPORT_READ_MIN, false);
}

static void test_small_buffers(void)
{
    run_both_ways(1024 * 1024, 65536, true);
    run_both_ways(1024 * 1024, 1000, true);
}

static void test_one_byte_reads(void)
{
    run_both_ways(100000, 1, false);
    run_both_ways(100000, 1, true);
}

/* One way at a time, so that the first flight of each end meets an end that does nothing else. */
static void test_one_way(void)
{
    g_auto(TlsPair) pair = tls_pair_new_default(pki, false);
    Flow up = {.from = pair.client, .to = pair.server, .size = 300000, .read_size = 40000};
    Flow down = {.from = pair.server, .to = pair.client, .size = 300000, .read_size = 40000};

    tls_pair_handshake(&pair);
    flows_run(&up, 1);
    flows_run(&down, 1);
}

/* Many small records that arrive at once are all given out by one read. */
static void test_many_records(void)
{
    g_auto(TlsPair) pair = tls_pair_new_default(pki, false);
    g_autofree char *bytes = g_malloc(65536);

    tls_pair_handshake(&pair);
    for (int i = 0; i < 200; i++)
        tls_pair_write(pair.client, "0123456789");
    g_assert_cmpint(tls_pair_read(pair.server, bytes, 65536), ==, 2000);
    g_assert_cmpint(tls_pair_ready(pair.server, POLLIN, 0), ==, 0);
}

/* What the client writes goes to the server only through this: as much of it as one likes. */
typedef struct Tap {
    int from, to;
} Tap;

static Tap tap_into(TlsPair *pair)
{
    Tap tap = {.from = dup(pair->server->in_fd)};
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    g_assert_cmpint(dup2(fds[1], pair->server->in_fd), >=, 0);
    close(fds[1]);
    tap.to = fds[0];
    return tap;
}

/* How many bytes have been let through, at most `max`. */
static size_t tap_let(const Tap *tap, size_t max)
{
    g_autofree uint8_t *bytes = g_malloc(max);
    ssize_t got = recv(tap->from, bytes, max, MSG_DONTWAIT);

    if (got > 0)
        g_assert_cmpint(send(tap->to, bytes, (size_t) got, 0), ==, got);
    return got > 0 ? (size_t) got : 0;
}

/* Records of many sizes that arrive in parts of one size, whatever border that falls on: each is
 * given out when its last byte has come. */
static void flow_in_parts(Flow *flow, const Tap *tap, size_t part)
{
    static const size_t sizes[] = {1, 5, 4090, 16384, 100, 3, 4097};

    flow->size = flow->sent;
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (flow->size += sizes[i]; flow->sent < flow->size;)
            flow_send(flow);
    }
    while (tap_let(tap, part) > 0)
        while (tls_pair_ready(flow->to, POLLIN, 0))
            flow_receive(flow);
    g_assert_cmpuint(flow->received, ==, flow->size);
}

static void test_parts(void)
{
    static const size_t parts[] = {1, 2, 4, 5, 6, 21, 22, 4095, 4096, 4097, 4101, 16405, 16406};
    g_auto(TlsPair) pair = tls_pair_new_default(pki, false);
    Flow flow = {.from = pair.client, .to = pair.server, .read_size = 65536};
    Tap tap;

    tls_pair_handshake(&pair);
    tap = tap_into(&pair);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        flow_in_parts(&flow, &tap, parts[i]);
    flow.read_size = TRANSPORT_READ_MIN;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        flow_in_parts(&flow, &tap, parts[i]);
    close(tap.from);
    close(tap.to);
}

/* A program's own use of OpenSSL may leave errors behind on the thread. */
static void test_errors_of_others(void)
{
    g_auto(TlsPair) pair = tls_pair_new_default(pki, false);
    char bytes[TRANSPORT_READ_MIN];

    tls_pair_handshake(&pair);
    ERR_raise(ERR_LIB_USER, 1);
    g_assert_cmpint(transport_read(pair.server, bytes, sizeof(bytes)), ==, -1);
    g_assert_cmpint(errno, ==, EAGAIN);
    ERR_raise(ERR_LIB_USER, 1);
    tls_pair_write(pair.client, "0123456789");
    ERR_raise(ERR_LIB_USER, 1);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 10);
    g_clear_pointer(&pair.client, transport_free);
    ERR_raise(ERR_LIB_USER, 1);
    g_assert_cmpint(tls_pair_read(pair.server, bytes, sizeof(bytes)), ==, 0);
    ERR_clear_error();
}

static void test_state(void)
{
    g_auto(TlsPair) pair = tls_pair_new_default(pki, false);
    const TlsIdentity *client;
    const TlsIdentity *server;

    g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_HANDSHAKE);
    g_assert_cmpint(transport_events(pair.server, POLLOUT), ==, POLLIN);
    tls_pair_handshake(&pair);
    g_assert_cmpint(transport_tls_state(pair.client), ==, TLS_OPEN);
    g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_OPEN);
    g_assert_cmpint(transport_events(pair.server, POLLOUT), ==, POLLOUT);
    client = transport_tls_peer(pair.server);
    server = transport_tls_peer(pair.client);
    g_assert_cmpstr(client->subject, ==, "CN=client");
    g_assert_cmpstr(server->subject, ==, "CN=server");
    g_assert_cmpstr(server->names[0], ==, "dns:localhost");
    g_assert_true(g_str_has_prefix(server->issuer, "CN=Test CA "));
    g_assert_cmpstr(transport_tls_alpn(pair.client), ==, "sunrpc");
    g_assert_cmpstr(transport_tls_alpn(pair.server), ==, "sunrpc");
    g_assert_true(g_str_has_prefix(transport_tls_cipher(pair.client), "TLS_"));
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    g_test_add_func("/tls-transport/state", test_state);
    g_test_add_func("/tls-transport/large-reads", test_large_reads);
    g_test_add_func("/tls-transport/many-ends", test_many_ends);
    g_test_add_func("/tls-transport/small-buffers", test_small_buffers);
    g_test_add_func("/tls-transport/one-byte-reads", test_one_byte_reads);
    g_test_add_func("/tls-transport/one-way", test_one_way);
    g_test_add_func("/tls-transport/many-records", test_many_records);
    g_test_add_func("/tls-transport/parts", test_parts);
    g_test_add_func("/tls-transport/errors-of-others", test_errors_of_others);
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
