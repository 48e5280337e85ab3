/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection belongs to the process that opened it: in a child calls fail with words that say so,
 * and closing there disturbs nobody.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_server.h"

static int child_main(VmrpcConnection *connection, VmrpcDomain *domain)
{
    VmrpcError *error = NULL;
    int state;
    bool refused = vmrpc_domain_state(domain, &state, NULL, &error) == -1 &&
                   vmrpc_error_code(error) == VMRPC_ERR_INVALID_CONN &&
                   strstr(vmrpc_error_message(error), "from which this one was forked") &&
                   vmrpc_connection_dispatch(connection, 0, NULL) == -1 &&
                   vmrpc_connection_fd(connection) == -1;

    vmrpc_error_free(error);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
    return refused ? 0 : 1;
}

static void script(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (call.procedure == DOMAIN_LOOKUP_BY_NAME) {
            char name[] = "abc";
            domain_lookup_by_name_res result = {
                .domain_lookup_by_name_res_u.ret.dom = {.name = name, .id = 1}};

            fake_reply(server, &call, (xdrproc_t) xdr_domain_lookup_by_name_res, &result);
        } else if (!fake_answer(server, &call)) {
            fake_refuse(server, &call, 3);
        }
    }
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "abc", NULL);
    g_autofree char *name = NULL;
    int status;
    pid_t pid;

    g_assert_nonnull(domain);
    pid = fork();
    if (pid == 0)
        _exit(child_main(connection, domain));
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    vmrpc_domain_unref(domain);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/fork", test);
    return g_test_run();
}
