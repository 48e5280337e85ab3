/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server that goes away in the middle of a reply fails every call in flight, with the same error;
 * what it sent completely before counts, and events that came before are still delivered.
 */
#include <string.h>

#include "fake_server.h"

static void script(FakeServer *server)
{
    static const uint8_t half[] = {0x80, 0, 0, 100, 1, 2, 3};
    FakeCall calls[3];

    for (int i = 0; i < 3; i++)
        g_assert_true(fake_receive(server, &calls[i]));
    fake_event(server, 1, "abc");
    fake_reply_echo(server, &calls[1]);
    fake_send(server, half, sizeof(half));
}

static void check_broken(VmrpcCall *call)
{
    VmrpcError *error = NULL;

    g_assert_cmpint(vmrpc_call_wait(call, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    g_assert_cmpstr(vmrpc_error_message(error), ==,
                    "the connection to fake is broken: the server closed it");
    vmrpc_error_free(error);
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    connect_list_domains_res results[3] = {0};
    VmrpcCall *calls[3];
    VmrpcError *error = NULL;

    for (int i = 0; i < 3; i++)
        calls[i] = fake_start_echo(connection, i, &results[i], VMRPC_TIMEOUT_NONE);
    check_broken(calls[0]);
    g_assert_cmpint(vmrpc_call_wait(calls[1], NULL), ==, 0);
    g_assert_cmpint(fake_echoed(&results[1]), ==, 1);
    check_broken(calls[2]);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    vmrpc_error_free(error);
    for (int i = 0; i < 3; i++) {
        vmrpc_call_free(calls[i]);
        xdr_free((xdrproc_t) xdr_connect_list_domains_res, &results[i]);
    }
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/server-gone", test);
    return g_test_run();
}
