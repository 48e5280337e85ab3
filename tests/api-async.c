/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that do not wait, and libtirpc's way of calling, on the same connection: a thousand NULL
 * calls in flight all come back, and clnt_call() works in between.
 */
#include "api_check.h"
#include "vmrpc_rpc.h"

#define CALLS 1000
#define REMOTE_PROGRAM_NUMBER 0x20008086u

static bool_t xdr_nothing(XDR *xdr, ...)
{
    return xdr != NULL;
}

static const VmrpcCallProcedure null_procedure = {
    .program = REMOTE_PROGRAM_NUMBER,
    .version = 1,
    .xdr_args = xdr_nothing,
    .xdr_result = xdr_nothing,
};

static void count(VmrpcCall *call, void *data)
{
    API_OK(vmrpc_call_wait(call, &error));
    vmrpc_call_free(call);
    (*(int *) data)++;
}

static void test_many(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    CLIENT *client = vmrpc_clnt_create(connection, REMOTE_PROGRAM_NUMBER, 1, NULL);
    struct timeval timeout = {10, 0};
    int done = 0;

    for (int i = 0; i < CALLS; i++)
        g_assert_nonnull(vmrpc_call_start(connection, &null_procedure, NULL, NULL, count, &done,
                                          VMRPC_TIMEOUT_DEFAULT, NULL));
    g_assert_cmpint(clnt_call(client, 0, xdr_nothing, NULL, xdr_nothing, NULL, timeout), ==,
                    RPC_SUCCESS);
    while (done < CALLS)
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 10000, NULL), >, 0);
    clnt_destroy(client);
    vmrpc_connection_close(connection);
}

/* What a server lacks is told as ONC RPC tells it. */
static void test_unavailable(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    CLIENT *client = vmrpc_clnt_create(connection, REMOTE_PROGRAM_NUMBER, 1, NULL);
    CLIENT *version = vmrpc_clnt_create(connection, REMOTE_PROGRAM_NUMBER, 9, NULL);
    CLIENT *program = vmrpc_clnt_create(connection, 0x20001234, 1, NULL);
    struct timeval timeout = {10, 0};
    struct rpc_err error;

    g_assert_cmpint(clnt_call(client, 9999, xdr_nothing, NULL, xdr_nothing, NULL, timeout), ==,
                    RPC_PROCUNAVAIL);
    g_assert_cmpint(clnt_call(program, 0, xdr_nothing, NULL, xdr_nothing, NULL, timeout), ==,
                    RPC_PROGUNAVAIL);
    g_assert_cmpint(clnt_call(version, 0, xdr_nothing, NULL, xdr_nothing, NULL, timeout), ==,
                    RPC_PROGVERSMISMATCH);
    clnt_geterr(version, &error);
    g_assert_cmpuint(error.re_vers.low, ==, 1);
    g_assert_cmpuint(error.re_vers.high, ==, 1);
    clnt_destroy(client);
    clnt_destroy(version);
    clnt_destroy(program);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/async/many", test_many);
    g_test_add_func("/api/async/unavailable", test_unavailable);
    return g_test_run();
}
