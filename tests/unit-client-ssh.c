/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ssh is run with, and that a shell on the far side gets the helper, its options and the URI
 * as they were meant, however odd they are. The ssh is this program: it notes its arguments and
 * gives the last one to a shell, as sshd does; so is the helper, which notes its own.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake_server.h"

/* Unless the URI says otherwise. */
#define ALIVE "<-o> <ConnectTimeout=30> <-o> <ServerAliveInterval=10> <-o> <ServerAliveCountMax=3> "

static char *self;
static char *folder;
static char *notes;

static void note(const char *who, int argc, char **argv)
{
    FILE *file = fopen(g_getenv("FAKE_NOTES"), "a");

    g_assert_nonnull(file);
    fputs(who, file);
    for (int i = 1; i < argc; i++)
        fprintf(file, " <%s>", argv[i]);
    fputc('\n', file);
    fclose(file);
}

static int play_ssh(int argc, char **argv)
{
    note("ssh", argc, argv);
    if (g_getenv("FAKE_SSH_FAILS")) {
        fputs("banner\nfake@host: Permission \033denied\n\n", stderr);
        return 255;
    }
    execl("/bin/sh", "sh", "-c", argv[argc - 1], NULL);
    return 127;
}

static int play_helper(int argc, char **argv)
{
    note("helper", argc, argv);
    fake_serve(STDIN_FILENO, fake_script_answer, NULL);
    return 0;
}

static VmrpcConnection *open_ssh(const char *authority, const char *rest, unsigned flags,
                                 VmrpcError **error)
{
    g_autofree char *uri =
        g_strdup_printf("qemu+ssh://%s/system?command=%s/ssh%s", authority, folder, rest);

    unlink(notes);
    return vmrpc_connection_open(uri, flags, error);
}

/* helper: a file name below the test's folder. */
static void check(const char *authority, const char *helper, const char *rest, unsigned flags,
                  const char *ssh_words, const char *helper_words)
{
    g_autofree char *path = g_build_filename(folder, helper, NULL);
    g_autofree char *escaped = g_uri_escape_string(path, NULL, FALSE);
    g_autofree char *parameters = g_strdup_printf("&helper=%s%s", escaped, rest);
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    VmrpcError *error = NULL;
    VmrpcConnection *connection;

    unlink(path);
    g_assert_cmpint(symlink(self, path), ==, 0);
    connection = open_ssh(authority, parameters, flags, &error);
    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    vmrpc_connection_close(connection);
    g_assert_true(g_file_get_contents(notes, &text, NULL, NULL));
    lines = g_strsplit(text, "\n", -1);
    g_assert_nonnull(lines[1]);
    if (!g_str_has_prefix(lines[0], ssh_words))
        g_error("'%s' is not '%s'", lines[0], ssh_words);
    g_assert_cmpstr(lines[1], ==, helper_words);
}

static void test_plain(void)
{
    check("host", "helper", "", 0, "ssh <-T> <-e> <none> " ALIVE "<--> <host> <'",
          "helper <--> <qemu:///system>");
}

static void test_options(void)
{
    check("me@[::1]:2222", "helper", "&keyfile=/k%20k&no_verify=1&no_tty=1&keepalive=0",
          VMRPC_CONNECTION_OPEN_READ_ONLY,
          "ssh <-T> <-e> <none> <-p> <2222> <-l> <me> <-i> </k k> <-o> <BatchMode=yes> "
          "<-o> <StrictHostKeyChecking=no> <-o> <UserKnownHostsFile=/dev/null> <--> <::1> <'",
          "helper <--readonly> <--> <qemu:///system>");
    check("host", "helper", "&no_verify=0", VMRPC_CONNECTION_OPEN_NO_AUTOSTART,
          "ssh <-T> <-e> <none> " ALIVE "<--> <host> <'",
          "helper <--no-autostart> <--> <qemu:///system>");
}

static void test_quoting(void)
{
    g_autofree char *trap = g_build_filename(folder, "trapped", NULL);
    g_autofree char *rest = g_strdup_printf(
        "&socket=/a%%20%%22b%%27%%3b%%3Etouch%%20%s%%60%%24%%28touch%%20%s%%29", trap, trap);
    g_autofree char *helper = g_strdup_printf("h;$(touch trapped)`touch trapped`\"&|<> *~#");
    g_autofree char *escaped_trap = g_uri_escape_string(trap, "/", FALSE);
    g_autofree char *far = g_strdup_printf(
        "helper <--> <qemu+unix:///system?socket=/a%%20%%22b%%27%%3B%%3Etouch%%20%s%%60%%24%%28"
        "touch%%20%s%%29>",
        escaped_trap, escaped_trap);

    check("host", helper, rest, 0, "ssh <-T> <-e> <none> " ALIVE "<--> <host> <'", far);
    g_assert_cmpint(access(trap, F_OK), ==, -1);
    g_assert_cmpint(access("trapped", F_OK), ==, -1);
}

/* Without a terminal the last line that ssh wrote is in the message; with one it goes there. */
static void test_fails(void)
{
    VmrpcError *error = NULL;

    g_setenv("FAKE_SSH_FAILS", "1", TRUE);
    g_assert_null(open_ssh("host:22", "&no_tty=1", 0, &error));
    g_unsetenv("FAKE_SSH_FAILS");
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "transport ssh: host 'host' port 22: "));
    g_assert_nonnull(strstr(vmrpc_error_message(error), "ssh ended with exit status 255: "
                                                        "fake@host: Permission  denied"));
    vmrpc_error_free(error);
}

static void test_no_ssh(void)
{
    VmrpcError *error = NULL;

    g_assert_null(vmrpc_connection_open("qemu+ssh://h/system?command=/nowhere/ssh", 0, &error));
    g_assert_cmpstr(vmrpc_error_message(error), ==,
                    "transport ssh: host 'h': start ssh: there is no program '/nowhere/ssh' that "
                    "can be run");
    vmrpc_error_free(error);
}

int main(int argc, char **argv)
{
    g_autofree char *ssh = NULL;
    g_autofree char *command = NULL;

    if (g_getenv("FAKE_NOTES"))
        return g_str_has_suffix(argv[0], "/ssh") ? play_ssh(argc, argv) : play_helper(argc, argv);
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    notes = g_build_filename(folder, "notes", NULL);
    self = g_file_read_link("/proc/self/exe", NULL);
    ssh = g_build_filename(folder, "ssh", NULL);
    g_assert_cmpint(symlink(self, ssh), ==, 0);
    g_setenv("FAKE_NOTES", notes, TRUE);
    g_test_add_func("/client/ssh/plain", test_plain);
    g_test_add_func("/client/ssh/options", test_options);
    g_test_add_func("/client/ssh/quoting", test_quoting);
    g_test_add_func("/client/ssh/fails", test_fails);
    g_test_add_func("/client/ssh/no-ssh", test_no_ssh);
    argc = g_test_run();
    command = g_strdup_printf("rm -rf '%s'", folder);
    g_assert_cmpint(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL), ==, TRUE);
    g_free(folder);
    g_free(notes);
    g_free(self);
    return argc;
}
