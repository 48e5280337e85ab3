/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server that sends what is no RPC ends the connection with one error, for the call in flight and
 * for all that come after; a reply that cannot be decoded ends only its call.
 */
#include <string.h>

#include "fake_server.h"

static void script_noise(FakeServer *server)
{
    static const uint8_t noise[] = {0xff, 0xff, 0xff, 0xff, 'n', 'o', 'i', 's', 'e'};
    FakeCall call;

    g_assert_true(fake_receive(server, &call));
    fake_send(server, noise, sizeof(noise));
    g_assert_false(fake_receive(server, &call));
}

static void test_noise(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_noise, NULL);

    for (int i = 0; i < 2; i++) {
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_connection_hostname(connection, &error));
        g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
        g_assert_cmpint(vmrpc_error_is_remote(error), ==, 0);
        g_assert_nonnull(strstr(vmrpc_error_message(error), "the connection to fake is broken: "));
        vmrpc_error_free(error);
    }
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 0);
    fake_end(&server, connection);
}

static void script_wrong_body(FakeServer *server)
{
    FakeCall call;

    g_assert_true(fake_receive(server, &call));
    fake_refuse(server, &call, 0); /* success, and nothing after it */
    g_assert_true(fake_receive(server, &call));
    fake_reply_echo(server, &(FakeCall){.xid = call.xid, .procedure = CONNECT_LIST_DOMAINS});
    fake_script_answer(server);
}

static void test_wrong_body(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_wrong_body, NULL);
    g_autofree char *name = NULL;

    for (int i = 0; i < 2; i++) {
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_connection_hostname(connection, &error));
        g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
        g_assert_nonnull(strstr(vmrpc_error_message(error), "cannot be decoded"));
        vmrpc_error_free(error);
    }
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/garbage/noise", test_noise);
    g_test_add_func("/client/garbage/wrong-body", test_wrong_body);
    return g_test_run();
}
