/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server that has gone silent is noticed though nothing is asked of it; one that answers, and one
 * that could not be heard because nobody looked, are kept.
 */
#include <poll.h>
#include <string.h>

#include "fake_server.h"

#define LIMIT_US G_USEC_PER_SEC

static void keep_alive(VmrpcConnection *connection)
{
    wire_lock(connection->wire);
    wire_set_keepalive(connection->wire, LIMIT_US / G_USEC_PER_SEC);
    wire_unlock(connection->wire);
}

static void script_silent(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call))
        continue;
}

static void script_counting(FakeServer *server)
{
    unsigned *asked = server->data;
    FakeCall call;

    while (fake_receive(server, &call)) {
        g_assert_cmpuint(call.program, ==, REMOTE_PROGRAM);
        g_assert_cmpuint(call.procedure, ==, 0);
        g_assert_cmpuint(call.body_size, ==, 0);
        (*asked)++;
        fake_reply(server, &call, (xdrproc_t) (void (*)(void)) xdr_void, NULL);
    }
}

static void expect_broken(VmrpcError *error)
{
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "the connection to fake is broken: the "
                                                        "server has answered nothing for 1 sec"));
    vmrpc_error_free(error);
}

static void test_silent(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_silent, NULL);
    int64_t start_us = g_get_monotonic_time();
    VmrpcError *error = NULL;

    keep_alive(connection);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 60000, &error), ==, -1);
    g_assert_cmpint(g_get_monotonic_time() - start_us, >=, LIMIT_US);
    g_assert_cmpint(g_get_monotonic_time() - start_us, <, 30 * LIMIT_US);
    expect_broken(error);
    fake_end(&server, connection);
}

/* Also a call that would wait for ever ends. */
static void test_call(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_silent, NULL);
    VmrpcError *error = NULL;

    keep_alive(connection);
    vmrpc_connection_set_timeout(connection, VMRPC_TIMEOUT_NONE);
    g_assert_null(vmrpc_connection_hostname(connection, &error));
    expect_broken(error);
    fake_end(&server, connection);
}

static void test_answering(void)
{
    FakeServer server;
    unsigned asked = 0;
    VmrpcConnection *connection = fake_connect(&server, script_counting, &asked);

    keep_alive(connection);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 3 * LIMIT_US / 1000, NULL), ==, 0);
    fake_end(&server, connection);
    g_assert_cmpuint(asked, >=, 3);
    g_assert_cmpuint(asked, <=, 10);
}

/* An application with a loop of its own, which then does not come back to it for too long. */
static void test_late(void)
{
    FakeServer server;
    unsigned asked = 0;
    VmrpcConnection *connection = fake_connect(&server, script_counting, &asked);
    int timeout_ms;

    keep_alive(connection);
    timeout_ms = vmrpc_connection_poll_timeout(connection);
    g_assert_cmpint(timeout_ms, >, 0);
    g_assert_cmpint(timeout_ms, <=, LIMIT_US / 1000);
    for (int i = 0; i < 3; i++) {
        poll(NULL, 0, 2 * LIMIT_US / 1000); /* it looks at nothing meanwhile */
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    }
    fake_end(&server, connection);
    g_assert_cmpuint(asked, >=, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/keepalive/silent", test_silent);
    g_test_add_func("/client/keepalive/call", test_call);
    g_test_add_func("/client/keepalive/answering", test_answering);
    g_test_add_func("/client/keepalive/late", test_late);
    return g_test_run();
}
