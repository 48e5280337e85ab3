/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the child starts with: no blocked signal, none ignored (the daemon ignores SIGPIPE and
 * blocks what its loop takes), the folder and environment asked for, and its own session if asked.
 */
#include "base/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *output_of(SpawnOptions *options)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char part[4096];
    ssize_t got;
    int ends[2];
    int status;
    pid_t pid;

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    options->stdout_fd = ends[1];
    pid = spawn_process(options, NULL);
    g_assert_cmpint(pid, >, 0);
    close(ends[1]);
    while ((got = read(ends[0], part, sizeof(part))) > 0)
        g_string_append_len(text, part, got);
    close(ends[0]);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void test_signals(void)
{
    const char *const argv[] = {"grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status", NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    g_autofree char *text = NULL;
    const char *ignored;
    sigset_t some;
    sigset_t after;

    options.argv = argv;
    sigemptyset(&some);
    sigaddset(&some, SIGTERM);
    sigprocmask(SIG_BLOCK, &some, NULL);
    signal(SIGPIPE, SIG_IGN);
    text = output_of(&options);
    g_assert_nonnull(strstr(text, "SigBlk:\t0000000000000000\n"));
    ignored = strstr(text, "SigIgn:\t");
    g_assert_nonnull(ignored);
    /* 32 and 33 are glibc's own: what was started with posix_spawn, by make say, ignores them. */
    g_assert_cmphex(g_ascii_strtoull(ignored + strlen("SigIgn:\t"), NULL, 16) & ~0x180000000ULL, ==,
                    0);
    /* Our own are untouched. */
    sigprocmask(SIG_SETMASK, NULL, &after);
    g_assert_true(sigismember(&after, SIGTERM));
    g_assert_false(sigismember(&after, SIGINT));
    g_assert_true(signal(SIGPIPE, SIG_DFL) == SIG_IGN);
    sigprocmask(SIG_UNBLOCK, &some, NULL);
}

static void test_session(void)
{
    const char *const argv[] = {"sh", "-c",
                                "set -- $(cat /proc/$$/stat); [ $6 = $$ ] && echo own; pwd", NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    g_autofree char *plain = NULL;
    g_autofree char *session = NULL;

    options.argv = argv;
    options.folder = "/";
    plain = output_of(&options);
    options.new_session = true;
    session = output_of(&options);
    g_assert_cmpstr(plain, ==, "/\n");
    g_assert_cmpstr(session, ==, "own\n/\n");
}

static void test_environment(void)
{
    const char *const argv[] = {"env", NULL};
    const char *const envp[] = {"VMRPC_A=1", "VMRPC_B=2", NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    g_autofree char *given = NULL;
    g_autofree char *ours = NULL;

    g_setenv("VMRPC_C", "3", TRUE);
    options.argv = argv;
    ours = output_of(&options);
    options.envp = envp;
    given = output_of(&options);
    g_assert_nonnull(strstr(ours, "VMRPC_C=3\n"));
    g_assert_cmpstr(given, ==, "VMRPC_A=1\nVMRPC_B=2\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spawn/signals", test_signals);
    g_test_add_func("/spawn/session-and-folder", test_session);
    g_test_add_func("/spawn/environment", test_environment);
    return g_test_run();
}
