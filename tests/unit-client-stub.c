/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rpcgen's stubs and clnt_call() work on a CLIENT from vmrpc_clnt_create(), and what RPC itself
 * answers comes out as libtirpc's users know it.
 */
#include "fake_server.h"

static void script(FakeServer *server)
{
    static const uint32_t refusals[] = {1, 3, 4, 5}; /* in the order of the test below */
    FakeCall call;
    unsigned n = 0;

    while (fake_receive(server, &call)) {
        if (call.procedure == REMOTE_NULL && call.program == REMOTE_PROGRAM)
            fake_refuse(server, &call, 0);
        else if (call.procedure == CONNECT_GET_TYPE)
            fake_reply_error(server, &call, VMRPC_ERR_NO_SUPPORT, "not here");
        else if (!fake_answer(server, &call))
            fake_refuse(server, &call, refusals[n++ % G_N_ELEMENTS(refusals)]);
    }
}

static void test(void)
{
    static const enum clnt_stat expected[] = {RPC_PROGUNAVAIL, RPC_PROCUNAVAIL, RPC_CANTDECODEARGS,
                                              RPC_SYSTEMERROR};
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    CLIENT *client = vmrpc_clnt_create(connection, REMOTE_PROGRAM, REMOTE_V1, NULL);
    connect_get_hostname_res hostname = {0};
    connect_get_type_res type = {0};
    connect_is_secure_res secure = {0};
    VmrpcError *error;
    struct rpc_err rpc_error;

    g_assert_nonnull(client);
    g_assert_cmpint(remote_null_1(NULL, NULL, client), ==, RPC_SUCCESS);
    g_assert_cmpint(connect_get_hostname_1(NULL, &hostname, client), ==, RPC_SUCCESS);
    g_assert_null(vmrpc_call_result_error(&hostname));
    g_assert_cmpstr(hostname.connect_get_hostname_res_u.ret.hostname, ==, "fake");
    clnt_freeres(client, (xdrproc_t) xdr_connect_get_hostname_res, (caddr_t) &hostname);
    g_assert_cmpint(connect_get_type_1(NULL, &type, client), ==, RPC_SUCCESS);
    error = vmrpc_call_result_error(&type);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_SUPPORT);
    g_assert_cmpint(vmrpc_error_is_remote(error), ==, 1);
    g_assert_cmpstr(vmrpc_error_message(error), ==, "not here");
    vmrpc_error_free(error);
    xdr_free((xdrproc_t) xdr_connect_get_type_res, &type);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpint(connect_is_secure_1(NULL, &secure, client), ==, expected[i]);
        clnt_geterr(client, &rpc_error);
        g_assert_cmpint(rpc_error.re_status, ==, expected[i]);
    }
    clnt_destroy(client);
    fake_end(&server, connection);
}

static void script_silent(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call))
        if (call.procedure == CONNECT_GET_HOSTNAME)
            fake_answer(server, &call);
}

/* Timeouts: 0 sends and does not wait, CLSET_TIMEOUT replaces the stub's 25 seconds and that 0. */
static void test_timeout(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_silent, NULL);
    CLIENT *client = vmrpc_clnt_create(connection, REMOTE_PROGRAM, REMOTE_V1, NULL);
    connect_is_secure_res secure = {0};
    struct timeval none = {0, 0};
    struct timeval short_time = {0, 10000};
    struct timeval long_time = {60, 0};
    connect_get_hostname_res hostname = {0};
    gint64 before;
    struct timeval given;
    rpcprog_t program;
    g_autofree char *name = NULL;

    g_assert_cmpint(clnt_call(client, CONNECT_IS_SECURE, (xdrproc_t) (void *) xdr_void, NULL,
                              (xdrproc_t) xdr_connect_is_secure_res, (caddr_t) &secure, none),
                    ==, RPC_TIMEDOUT);
    g_assert_true(clnt_control(client, CLSET_TIMEOUT, (char *) &short_time));
    g_assert_true(clnt_control(client, CLGET_TIMEOUT, (char *) &given));
    g_assert_cmpint(given.tv_usec, ==, 10000);
    g_assert_true(clnt_control(client, CLGET_PROG, (char *) &program));
    g_assert_cmpuint(program, ==, REMOTE_PROGRAM);
    g_assert_false(clnt_control(client, CLSET_FD_CLOSE, NULL));
    before = g_get_monotonic_time();
    g_assert_cmpint(connect_is_secure_1(NULL, &secure, client), ==, RPC_TIMEDOUT);
    g_assert_cmpint(g_get_monotonic_time() - before, <, 20 * G_USEC_PER_SEC);
    g_assert_true(clnt_control(client, CLSET_TIMEOUT, (char *) &long_time));
    g_assert_cmpint(clnt_call(client, CONNECT_GET_HOSTNAME, (xdrproc_t) (void *) xdr_void, NULL,
                              (xdrproc_t) xdr_connect_get_hostname_res, (caddr_t) &hostname, none),
                    ==, RPC_SUCCESS);
    xdr_free((xdrproc_t) xdr_connect_get_hostname_res, &hostname);
    clnt_destroy(client);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/stub/calls", test);
    g_test_add_func("/client/stub/timeout", test_timeout);
    return g_test_run();
}
