/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu+ext: runs a program, without a shell, and speaks over its standard input and output; it is
 * reaped when the connection is closed; one that ends, talks nonsense or does not exist is told as
 * such. The program is this one itself.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_server.h"

static char *self;

static void check_no_child(void)
{
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

static void check_fails(const char *command, const char *role, int code, const char *words)
{
    g_autofree char *uri = g_strdup_printf("qemu+ext:///session?command=%s", command);
    VmrpcError *error = NULL;

    g_setenv("FAKE_PROGRAM", role, TRUE);
    g_assert_null(vmrpc_connection_open(uri, 0, &error));
    if (vmrpc_error_code(error) != code || !strstr(vmrpc_error_message(error), words) ||
        !strstr(vmrpc_error_message(error), "transport ext: command '"))
        g_error("%s: %d %s", role, vmrpc_error_code(error), vmrpc_error_message(error));
    vmrpc_error_free(error);
    check_no_child();
}

static void test_serves(void)
{
    g_autofree char *uri = g_strdup_printf("qemu+ext:///session?command=%s", self);
    g_autofree char *address = g_strdup_printf("ext:%s", self);
    VmrpcError *error = NULL;
    VmrpcConnection *connection;

    g_setenv("FAKE_PROGRAM", "server", TRUE);
    connection = vmrpc_connection_open(uri, 0, &error);
    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    g_assert_cmpstr(vmrpc_connection_server_software(connection), ==, "fake 1.2");
    g_assert_cmpstr(vmrpc_connection_address(connection), ==, address);
    vmrpc_connection_close(connection);
    check_no_child();
}

static void test_ends(void)
{
    check_fails(self, "ends", VMRPC_ERR_NO_CONNECT, "unit-client-ext ended with exit status 4");
}

static void test_babbles(void)
{
    check_fails(self, "babbles", VMRPC_ERR_NO_CONNECT, "first call: ");
}

/* A program that neither answers nor ends is stopped, also if it does not want to. */
static void test_hangs(void)
{
    int before = vmrpc_set_thread_timeout(100);

    check_fails(self, "hangs", VMRPC_ERR_OPERATION_TIMEOUT, "no answer in time");
    check_fails(self, "hangs on", VMRPC_ERR_OPERATION_TIMEOUT, "no answer in time");
    vmrpc_set_thread_timeout(before);
}

/* Nothing of the value is anything but a name: no arguments, no shell. */
static void test_no_shell(void)
{
    check_fails("/bin/sh%20-c%20true", "server", VMRPC_ERR_NO_CONNECT,
                "there is no program '/bin/sh -c true' that can be run");
    check_fails("/nowhere/x", "server", VMRPC_ERR_NO_CONNECT, "there is no program '/nowhere/x'");
}

static int program(const char *role)
{
    if (strcmp(role, "server") == 0)
        fake_serve(STDIN_FILENO, fake_script_answer, NULL);
    else if (strcmp(role, "babbles") == 0)
        puts("Hello, this is not the program you are looking for; it only greets everybody.");
    else if (strcmp(role, "hangs") == 0)
        pause();
    else if (strcmp(role, "hangs on") == 0 && signal(SIGTERM, SIG_IGN) != SIG_ERR)
        for (;;)
            pause();
    else
        return 4;
    return 0;
}

int main(int argc, char **argv)
{
    if (g_getenv("FAKE_PROGRAM"))
        return program(g_getenv("FAKE_PROGRAM"));
    g_test_init(&argc, &argv, NULL);
    self = g_file_read_link("/proc/self/exe", NULL);
    g_test_add_func("/client/ext/serves", test_serves);
    g_test_add_func("/client/ext/ends", test_ends);
    g_test_add_func("/client/ext/babbles", test_babbles);
    g_test_add_func("/client/ext/hangs", test_hangs);
    g_test_add_func("/client/ext/no-shell", test_no_shell);
    argc = g_test_run();
    g_free(self);
    return argc;
}
