/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program's own poll loop sees every event, also those that come in while another thread's call
 * reads the socket empty, and sleeps when there is nothing.
 */
#include <poll.h>

#include "fake_server.h"

static void script(FakeServer *server)
{
    FakeCall call;
    uint64_t sequence = 0;

    while (fake_receive(server, &call)) {
        if (call.program == REMOTE_PROGRAM && call.procedure == CONNECT_GET_HOSTNAME)
            fake_event(server, ++sequence, "abc");
        fake_answer(server, &call);
    }
}

static void count(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    g_assert_nonnull(connection);
    g_assert_nonnull(happened->domain);
    (*(int *) data)++;
}

static bool is_ready(VmrpcConnection *connection)
{
    struct pollfd pollfd = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};

    g_assert_cmpint(pollfd.fd, >=, 0);
    return poll(&pollfd, 1, 0) > 0;
}

static void *call_once(void *data)
{
    g_autofree char *name = vmrpc_connection_hostname(data, NULL);

    g_assert_cmpstr(name, ==, "fake");
    return NULL;
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    int seen = 0;

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, count,
                                          &seen, NULL, NULL),
                    >, 0);
    while (is_ready(connection))
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    for (int round = 1; round <= 3; round++) {
        g_thread_join(g_thread_new("caller", call_once, connection));
        g_assert_true(is_ready(connection));
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 1);
        g_assert_cmpint(seen, ==, round);
        g_assert_false(is_ready(connection));
    }
    fake_end(&server, connection);
}

static void script_gone(FakeServer *server)
{
    FakeCall call;

    g_assert_true(fake_receive(server, &call));
    fake_answer(server, &call);
}

/* A server that goes away makes the descriptor ready, and dispatching says so. */
static void test_gone(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_gone, NULL);
    struct pollfd pollfd = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};
    VmrpcError *error = NULL;
    int called = 0;

    call_once(connection);
    while (called == 0) {
        g_assert_cmpint(poll(&pollfd, 1, -1), ==, 1);
        called = vmrpc_connection_dispatch(connection, 0, &error);
    }
    g_assert_cmpint(called, ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    vmrpc_error_free(error);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/poll-loop/thread", test);
    g_test_add_func("/client/poll-loop/gone", test_gone);
    return g_test_run();
}
