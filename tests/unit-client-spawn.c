/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test:///default runs a daemon of its own, which has ended and been reaped when the connection is
 * closed; one that ends at once, or does not exist, is told as such. The daemon is this program
 * itself.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_server.h"

static void check_no_child(void)
{
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

static void test_reaped(void)
{
    for (int i = 0; i < 3; i++) {
        VmrpcError *error = NULL;
        VmrpcConnection *connection = vmrpc_connection_open("test:///default", 0, &error);

        g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
        g_assert_cmpstr(vmrpc_connection_server_software(connection), ==, "fake 1.2");
        g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, 0);
        vmrpc_connection_close(connection);
        check_no_child();
    }
}

static void test_ends_at_once(void)
{
    VmrpcError *error = NULL;

    g_assert_null(vmrpc_connection_open("fails+unix:///x?socket=/nowhere/s", 0, NULL));
    g_setenv("FAKE_DAEMON_FAILS", "1", TRUE);
    g_assert_null(vmrpc_connection_open("test:///default", 0, &error));
    g_unsetenv("FAKE_DAEMON_FAILS");
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "it ended with exit status 3"));
    vmrpc_error_free(error);
    check_no_child();
}

static void test_not_there(void)
{
    g_autofree char *before = g_strdup(g_getenv("VMRPC_DAEMON"));
    VmrpcError *error = NULL;

    g_setenv("VMRPC_DAEMON", "/nowhere/vmrpcd", TRUE);
    g_assert_null(vmrpc_connection_open("test:///default", 0, &error));
    g_setenv("VMRPC_DAEMON", before, TRUE);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "'/nowhere/vmrpcd'"));
    vmrpc_error_free(error);
    check_no_child();
}

int main(int argc, char **argv)
{
    g_autofree char *self = NULL;

    if (argc > 1 && strcmp(argv[1], "--stdio") == 0) {
        if (g_getenv("FAKE_DAEMON_FAILS"))
            return 3;
        g_assert_cmpint(argc, ==, 4);
        g_assert_cmpstr(argv[3], ==, "test");
        fake_serve(0, fake_script_answer, NULL);
        return 0;
    }
    g_test_init(&argc, &argv, NULL);
    self = g_file_read_link("/proc/self/exe", NULL);
    g_setenv("VMRPC_DAEMON", self, TRUE);
    g_test_add_func("/client/spawn/reaped", test_reaped);
    g_test_add_func("/client/spawn/ends-at-once", test_ends_at_once);
    g_test_add_func("/client/spawn/not-there", test_not_there);
    return g_test_run();
}
