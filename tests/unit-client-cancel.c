/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A cancelled call is done, does not call back and its result stays as it was, although the answer
 * comes afterwards; a finished one calls back once, from the dispatch, where it may be freed.
 */
#include "fake_server.h"

static const VmrpcCallProcedure echo = {
    .program = REMOTE_PROGRAM,
    .version = REMOTE_V1,
    .procedure = CONNECT_LIST_DOMAINS,
    .xdr_args = (xdrproc_t) xdr_connect_list_domains_args,
    .xdr_result = (xdrproc_t) xdr_connect_list_domains_res,
};

static void script(FakeServer *server)
{
    FakeCall calls[2];

    for (int i = 0; i < 2; i++)
        g_assert_true(fake_receive(server, &calls[i]));
    for (int i = 0; i < 2; i++)
        fake_reply_echo(server, &calls[i]);
    fake_script_answer(server);
}

static void count_and_free(VmrpcCall *call, void *data)
{
    (*(int *) data)++;
    g_assert_cmpint(vmrpc_call_wait(call, NULL), ==, 0);
    vmrpc_call_free(call);
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    connect_list_domains_args args = {.maxids = 5};
    connect_list_domains_res results[2] = {0};
    VmrpcError *error = NULL;
    int ended = 0;
    VmrpcCall *cancelled = vmrpc_call_start(connection, &echo, &args, &results[0], count_and_free,
                                            &ended, VMRPC_TIMEOUT_DEFAULT, NULL);

    vmrpc_call_cancel(cancelled);
    g_assert_cmpint(vmrpc_call_is_done(cancelled), ==, 1);
    g_assert_cmpint(vmrpc_call_wait(cancelled, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_OPERATION_ABORTED);
    vmrpc_error_free(error);
    g_assert_nonnull(vmrpc_call_start(connection, &echo, &args, &results[1], count_and_free, &ended,
                                      VMRPC_TIMEOUT_DEFAULT, NULL));
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), ==, 1);
    g_assert_cmpint(ended, ==, 1);
    g_assert_cmpint(fake_echoed(&results[1]), ==, 5);
    g_assert_null(results[0].connect_list_domains_res_u.ret.ids.ids_val);
    vmrpc_call_free(cancelled);
    xdr_free((xdrproc_t) xdr_connect_list_domains_res, &results[1]);
    fake_end(&server, connection);
}

/* A call whose user has gone before the answer: nothing is written to, nothing is called. */
static void test_free(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    connect_list_domains_args args = {.maxids = 5};
    g_autofree char *name = NULL;
    int ended = 0;

    for (int i = 0; i < 2; i++) {
        connect_list_domains_res *result = g_new0(connect_list_domains_res, 1);

        vmrpc_call_free(vmrpc_call_start(connection, &echo, &args, result, count_and_free, &ended,
                                         VMRPC_TIMEOUT_DEFAULT, NULL));
        g_free(result);
    }
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    g_assert_cmpint(ended, ==, 0);
    fake_end(&server, connection);
}

/* Arguments that cannot be sent are refused before anything is. */
static void test_bad_arguments(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, fake_script_answer, NULL);
    g_autofree char *too_long = g_strnfill(REMOTE_STRING_MAX + 1, 'x');
    g_autofree char *name = NULL;
    VmrpcError *error = NULL;

    g_assert_null(vmrpc_domain_lookup_by_name(connection, too_long, &error));
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_INVALID_ARG);
    vmrpc_error_free(error);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/cancel/cancel", test);
    g_test_add_func("/client/cancel/free", test_free);
    g_test_add_func("/client/cancel/bad-arguments", test_bad_arguments);
    return g_test_run();
}
