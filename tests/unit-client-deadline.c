/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A call that is not answered in time fails alone: the call before it and after it are answered,
 * and its own answer, when it comes at last, is nobody's.
 */
#include <string.h>

#include "fake_server.h"

/* Keeps the first echo until the second has been asked for. */
static void script(FakeServer *server)
{
    FakeCall first;
    FakeCall second;

    g_assert_true(fake_receive(server, &first));
    g_assert_true(fake_receive(server, &second));
    fake_reply_echo(server, &first);
    fake_reply_echo(server, &second);
    fake_script_answer(server);
}

static void test_call(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    connect_list_domains_res results[2] = {0};
    VmrpcError *error = NULL;
    VmrpcCall *late = fake_start_echo(connection, 1, &results[0], 20);
    VmrpcCall *good;

    g_assert_cmpint(vmrpc_call_wait(late, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_OPERATION_TIMEOUT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "no answer in time from fake"));
    vmrpc_error_free(error);
    good = fake_start_echo(connection, 2, &results[1], VMRPC_TIMEOUT_NONE);
    g_assert_cmpint(vmrpc_call_wait(good, NULL), ==, 0);
    g_assert_cmpint(fake_echoed(&results[1]), ==, 2);
    g_assert_cmpint(results[0].status, ==, 0);
    g_assert_null(results[0].connect_list_domains_res_u.ret.ids.ids_val);
    vmrpc_call_free(late);
    vmrpc_call_free(good);
    xdr_free((xdrproc_t) xdr_connect_list_domains_res, &results[1]);
    fake_end(&server, connection);
}

static void script_silent(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call))
        continue;
}

/* The thread's timeout goes before the connection's. */
static void test_thread(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_silent, NULL);
    VmrpcError *error = NULL;

    vmrpc_connection_set_timeout(connection, VMRPC_TIMEOUT_NONE);
    g_assert_cmpint(vmrpc_set_thread_timeout(10), ==, VMRPC_TIMEOUT_DEFAULT);
    g_assert_null(vmrpc_connection_hostname(connection, &error));
    g_assert_cmpint(vmrpc_set_thread_timeout(VMRPC_TIMEOUT_DEFAULT), ==, 10);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_OPERATION_TIMEOUT);
    vmrpc_error_free(error);
    fake_end(&server, connection);
}

static void count_end(VmrpcCall *call, void *data)
{
    g_assert_cmpint(vmrpc_call_is_done(call), ==, 1);
    (*(int *) data)++;
}

/* A call that nobody waits for still ends, in the dispatch. */
static void test_dispatch(void)
{
    static const VmrpcCallProcedure procedure = {
        .program = REMOTE_PROGRAM,
        .version = REMOTE_V1,
        .procedure = CONNECT_LIST_DOMAINS,
        .xdr_args = (xdrproc_t) xdr_connect_list_domains_args,
        .xdr_result = (xdrproc_t) xdr_connect_list_domains_res,
    };
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_silent, NULL);
    connect_list_domains_args args = {.maxids = 1};
    connect_list_domains_res result = {0};
    int ended = 0;
    int timeout_ms;
    VmrpcCall *call =
        vmrpc_call_start(connection, &procedure, &args, &result, count_end, &ended, 20, NULL);

    g_assert_nonnull(call);
    timeout_ms = vmrpc_connection_poll_timeout(connection);
    g_assert_cmpint(timeout_ms, >=, 0);
    g_assert_cmpint(timeout_ms, <=, 20);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), ==, 1);
    g_assert_cmpint(ended, ==, 1);
    vmrpc_call_free(call);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/deadline/call", test_call);
    g_test_add_func("/client/deadline/thread", test_thread);
    g_test_add_func("/client/deadline/dispatch", test_dispatch);
    return g_test_run();
}
