/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu:///session starts a daemon if none runs: once, however many clients come at the same time;
 * and says what a daemon that did not start had to say. The daemon is this program itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_server.h"

#define CLIENTS 4

static void *daemon_serve(void *data)
{
    fake_serve(GPOINTER_TO_INT(data), fake_script_answer, NULL);
    return NULL;
}

/* Counts its starts in a file, serves CLIENTS connections, ends. */
static int daemon_main(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("XDG_RUNTIME_DIR"), "vmrpc", "vmrpc-sock", NULL);
    g_autofree char *starts = g_build_filename(g_getenv("XDG_RUNTIME_DIR"), "starts", NULL);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    GThread *clients[CLIENTS];
    int count = open(starts, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (g_getenv("FAKE_DAEMON_FAILS")) {
        fprintf(stderr, "no daemon today\n");
        return 3;
    }
    if (write(count, "x", 1) != 1)
        return 1;
    g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
    if (bind(listener, (struct sockaddr *) &address, sizeof(address)) < 0 ||
        listen(listener, 8) < 0)
        return 1;
    printf("listening on unix:%s\n", path);
    fflush(stdout);
    alarm(60); /* should the test die */
    for (int i = 0; i < CLIENTS; i++)
        clients[i] =
            g_thread_new("client", daemon_serve, GINT_TO_POINTER(accept(listener, NULL, NULL)));
    g_unlink(path);
    for (int i = 0; i < CLIENTS; i++)
        g_thread_join(clients[i]);
    return 0;
}

static void *open_once(void *data)
{
    VmrpcError *error = NULL;
    VmrpcConnection *connection = vmrpc_connection_open("qemu:///session", 0, &error);

    (void) data;
    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    g_assert_nonnull(connection);
    return connection;
}

static void test_once(void)
{
    const char *folder = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *starts = g_build_filename(folder, "starts", NULL);
    g_autofree char *text = NULL;
    GThread *threads[CLIENTS];
    VmrpcConnection *connections[CLIENTS];

    for (int i = 0; i < CLIENTS; i++)
        threads[i] = g_thread_new("client", open_once, NULL);
    for (int i = 0; i < CLIENTS; i++)
        connections[i] = g_thread_join(threads[i]);
    g_assert_true(g_file_get_contents(starts, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "x");
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1); /* it is nobody's child here */
    g_assert_cmpint(errno, ==, ECHILD);
    for (int i = 0; i < CLIENTS; i++)
        vmrpc_connection_close(connections[i]);
}

static void test_not_wanted(void)
{
    VmrpcError *error = NULL;

    g_assert_null(
        vmrpc_connection_open("qemu:///session", VMRPC_CONNECTION_OPEN_NO_AUTOSTART, &error));
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "is vmrpcd running?"));
    vmrpc_error_free(error);
}

static void test_fails(void)
{
    VmrpcError *error = NULL;

    g_setenv("FAKE_DAEMON_FAILS", "1", TRUE);
    g_assert_null(vmrpc_connection_open("qemu:///session", 0, &error));
    g_unsetenv("FAKE_DAEMON_FAILS");
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "it says: no daemon today"));
    vmrpc_error_free(error);
}

int main(int argc, char **argv)
{
    g_autofree char *folder = NULL;
    g_autofree char *self = NULL;
    g_autofree char *command = NULL;
    int status;

    if (argc > 1 && strcmp(argv[1], "--session") == 0)
        return daemon_main();
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vmrpc-XXXXXX", NULL);
    self = g_file_read_link("/proc/self/exe", NULL);
    g_setenv("XDG_RUNTIME_DIR", folder, TRUE);
    g_setenv("VMRPC_DAEMON", self, TRUE);
    g_test_add_func("/client/session-start/not-wanted", test_not_wanted);
    g_test_add_func("/client/session-start/fails", test_fails);
    g_test_add_func("/client/session-start/once", test_once);
    status = g_test_run();
    command = g_strdup_printf("rm -rf '%s'", folder);
    return system(command) == 0 ? status : 1;
}
