/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls in flight get their own results, in whatever order the server answers. */
#include "fake_server.h"

#define CALLS 16

static void script(FakeServer *server)
{
    FakeCall calls[CALLS];

    for (int i = 0; i < CALLS; i++)
        g_assert_true(fake_receive(server, &calls[i]));
    for (int i = CALLS - 1; i >= 0; i -= 2)
        fake_reply_echo(server, &calls[i]);
    for (int i = 0; i < CALLS; i += 2)
        fake_reply_echo(server, &calls[i]);
    fake_script_answer(server);
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    connect_list_domains_res results[CALLS] = {0};
    VmrpcCall *calls[CALLS];

    for (int i = 0; i < CALLS; i++)
        calls[i] = fake_start_echo(connection, 1000 + i, &results[i], VMRPC_TIMEOUT_DEFAULT);
    for (int i = 0; i < CALLS; i++) {
        g_assert_cmpint(vmrpc_call_wait(calls[i], NULL), ==, 0);
        g_assert_cmpint(vmrpc_call_is_done(calls[i]), ==, 1);
        g_assert_cmpint(fake_echoed(&results[i]), ==, 1000 + i);
        vmrpc_call_free(calls[i]);
        xdr_free((xdrproc_t) xdr_connect_list_domains_res, &results[i]);
    }
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/out-of-order", test);
    return g_test_run();
}
