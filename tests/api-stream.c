/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams of the real daemon: several at once and calls between them, a receiver that waits while
 * others send, without waiting by the poll loop's means, a whole picture, the ways to end.
 */
#include <poll.h>

#include "api_check.h"

#define STREAMS 4
#define ROUNDS 50

static VmrpcDomain *lookup_test(VmrpcConnection *connection)
{
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);

    g_assert_nonnull(domain);
    return domain;
}

static VmrpcStream *open_console(VmrpcDomain *domain, unsigned flags)
{
    VmrpcError *failure = NULL;
    VmrpcStream *stream = vmrpc_domain_open_console(domain, NULL, flags, &failure);

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    return stream;
}

/* Receives until these words have come. */
static void expect(VmrpcStream *stream, const char *words)
{
    g_autoptr(GString) got = g_string_new(NULL);
    char buffer[7];

    while (!strstr(got->str, words)) {
        VmrpcError *failure = NULL;
        ssize_t n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_DEFAULT, NULL,
                                      &failure);

        if (n <= 0)
            g_error("%s: got \"%s\" instead of \"%s\"", vmrpc_error_message(failure), got->str,
                    words);
        g_string_append_len(got, buffer, n);
    }
}

/* One of the threads: a console of its own, on the one connection. */
static void *talk(void *data)
{
    static gint next;
    int number = g_atomic_int_add(&next, 1);
    g_autofree char *name = g_strdup_printf("guest%d", number);
    g_autofree char *xml =
        g_strdup_printf("<domain type='test'><name>%s</name><memory>4096</memory>"
                        "<os><type>hvm</type></os></domain>",
                        name);
    VmrpcError *failure = NULL;
    VmrpcDomain *domain = vmrpc_domain_create(data, xml, 0, &failure);
    VmrpcStream *stream;

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    stream = open_console(domain, 0);
    expect(stream, name);
    for (int i = 0; i < ROUNDS; i++) {
        g_autofree char *words = g_strdup_printf("<%d.%d>", number, i);
        ssize_t size = (ssize_t) strlen(words);

        g_assert_cmpint(
            vmrpc_stream_send(stream, words, (size_t) size, VMRPC_TIMEOUT_DEFAULT, NULL), ==, size);
        expect(stream, words);
        g_assert_cmpint(vmrpc_domain_is_active(domain, NULL), ==, 1);
    }
    API_OK(vmrpc_stream_finish(stream, &error));
    vmrpc_stream_free(stream);
    vmrpc_domain_unref(domain);
    return NULL;
}

static void test_many(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    GThread *threads[STREAMS];

    for (int i = 0; i < STREAMS; i++)
        threads[i] = g_thread_new("talker", talk, connection);
    for (int i = 0; i < STREAMS; i++)
        g_thread_join(threads[i]);
    vmrpc_connection_close(connection);
}

static void *receive_bye(void *data)
{
    expect(data, "bye");
    return NULL;
}

/* One thread receives, another sends on the same stream. */
static void test_both_ways(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = lookup_test(connection);
    VmrpcStream *stream = open_console(domain, 0);
    GThread *receiver = g_thread_new("receiver", receive_bye, stream);

    for (int i = 0; i < ROUNDS; i++)
        g_assert_cmpint(vmrpc_stream_send(stream, "abc\n", 4, VMRPC_TIMEOUT_DEFAULT, NULL), ==, 4);
    g_assert_cmpint(vmrpc_stream_send(stream, "bye", 3, VMRPC_TIMEOUT_DEFAULT, NULL), ==, 3);
    API_OK(vmrpc_stream_flush(stream, VMRPC_TIMEOUT_DEFAULT, &error));
    g_thread_join(receiver);
    g_assert_true(vmrpc_stream_connection(stream) == connection);
    API_OK(vmrpc_stream_abort(stream, &error));
    API_FAILS(vmrpc_stream_finish(stream, &error), VMRPC_ERR_OPERATION_ABORTED, "aborted");
    vmrpc_stream_free(stream);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

/* ---- without waiting ------------------------------------------------- */

typedef struct Loop {
    GString *got;
    int calls;
} Loop;

static void on_ready(VmrpcStream *stream, void *data)
{
    Loop *loop = data;
    VmrpcError *failure = NULL;
    char buffer[64];
    ssize_t n;

    loop->calls++;
    while ((n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), 0, NULL, &failure)) > 0)
        g_string_append_len(loop->got, buffer, n);
    g_assert_cmpint(n, ==, -1);
    api_check_error(failure, VMRPC_ERR_OPERATION_TIMEOUT, "nothing in time");
}

static void test_poll_loop(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = lookup_test(connection);
    VmrpcStream *stream = open_console(domain, 0);
    Loop loop = {.got = g_string_new(NULL)};

    vmrpc_stream_set_callback(stream, on_ready, &loop);
    on_ready(stream, &loop);
    g_assert_cmpint(vmrpc_stream_send(stream, "hello", 5, 0, NULL), ==, 5);
    while (!strstr(loop.got->str, "hello")) {
        struct pollfd p = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};
        int timeout_ms;

        timeout_ms = vmrpc_connection_poll_timeout(connection);
        poll(&p, 1, timeout_ms);
        API_OK(vmrpc_connection_dispatch(connection, 0, &error));
    }
    g_assert_cmpint(loop.calls, >=, 2);
    vmrpc_stream_free(stream);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
    g_string_free(loop.got, TRUE);
}

/* ---- the ways to end ------------------------------------------------- */

/* A picture is read to its end, and then again after a stream that nobody read. */
static void test_screenshot(void)
{
    static const char png[] = "\x89PNG\r\n\x1a\n";
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = lookup_test(connection);

    for (int i = 0; i < 2; i++) {
        g_autofree char *mime = NULL;
        VmrpcStream *stream = vmrpc_domain_screenshot(domain, 0, 0, &mime, NULL);
        char buffer[4096];
        ssize_t n;

        g_assert_nonnull(stream);
        g_assert_cmpstr(mime, ==, "image/png");
        if (i == 0) {
            vmrpc_stream_free(stream);
            continue;
        }
        n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_DEFAULT, NULL, NULL);
        g_assert_cmpint(n, >, 8);
        g_assert_cmpint(memcmp(buffer, png, 8), ==, 0);
        g_assert_cmpint(vmrpc_stream_recv(stream, buffer, 1, VMRPC_TIMEOUT_DEFAULT, NULL, NULL), ==,
                        0);
        API_FAILS((int) vmrpc_stream_send(stream, "x", 1, VMRPC_TIMEOUT_DEFAULT, &error) < 0
                      ? -1
                      : vmrpc_stream_flush(stream, VMRPC_TIMEOUT_DEFAULT, &error),
                  VMRPC_ERR_OPERATION_INVALID, "can only be read");
        vmrpc_stream_free(stream);
    }
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

/* The guest goes: what waits for it is told. */
static void test_guest_stops(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = lookup_test(connection);
    VmrpcStream *stream = open_console(domain, 0);
    VmrpcError *failure = NULL;
    char buffer[64];
    ssize_t n;

    API_OK(vmrpc_domain_destroy(domain, 0, &error));
    do
        n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_DEFAULT, NULL,
                              &failure);
    while (n > 0);
    g_assert_cmpint(n, ==, 0);
    vmrpc_stream_free(stream);
    g_assert_null(vmrpc_domain_open_console(domain, NULL, 0, &failure));
    api_check_error(failure, VMRPC_ERR_OPERATION_INVALID, "");
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

/* An open stream does not hold up the end of its connection, and outlives it as an object. */
static void test_closed(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = lookup_test(connection);
    VmrpcStream *stream = open_console(domain, 0);
    char byte;

    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
    API_FAILS((int) vmrpc_stream_recv(stream, &byte, 1, VMRPC_TIMEOUT_DEFAULT, NULL, &error),
              VMRPC_ERR_INVALID_CONN, "closed");
    vmrpc_stream_free(stream);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/stream/many", test_many);
    g_test_add_func("/api/stream/both-ways", test_both_ways);
    g_test_add_func("/api/stream/poll-loop", test_poll_loop);
    g_test_add_func("/api/stream/screenshot", test_screenshot);
    g_test_add_func("/api/stream/guest-stops", test_guest_stops);
    g_test_add_func("/api/stream/closed", test_closed);
    return g_test_run();
}
