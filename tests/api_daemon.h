/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A daemon on a socket, for the tests of the public interface that want more of it than
 * test:///default has: api_check.h. It serves the drivers test and storage, in a folder that is
 * gone at the end.
 */
#ifndef VMRPC_TESTS_API_DAEMON_H
#define VMRPC_TESTS_API_DAEMON_H

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "api_check.h"

typedef struct Daemon {
    GPid pid;
    FILE *out;
} Daemon;

/* Of main(): made before and removed after all tests. */
static char *folder;

/* In the new process: it does not outlive a test that fails. */
static inline void daemon_bind(void *data)
{
    (void) data;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* driver: beside storage. */
static inline Daemon daemon_start_with(const char *driver)
{
    g_autofree char *root = g_build_filename(folder, "root", NULL);
    g_autofree char *listen = g_strdup_printf("unix:%s/s", folder);
    char *argv[] = {(char *) g_getenv("VMRPC_DAEMON"),
                    (char *) "--session",
                    (char *) "--root",
                    root,
                    (char *) "--driver",
                    (char *) driver,
                    (char *) "--driver",
                    (char *) "storage",
                    (char *) "--listen",
                    listen,
                    NULL};
    Daemon started;
    char line[200];
    int out;

    g_assert_true(g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, daemon_bind,
                                           NULL, &started.pid, NULL, &out, NULL, NULL));
    started.out = fdopen(out, "r");
    g_assert_nonnull(fgets(line, sizeof(line), started.out));
    g_assert_true(g_str_has_prefix(line, "listening on unix:"));
    return started;
}

static inline Daemon daemon_start(void)
{
    return daemon_start_with("test");
}

static inline void daemon_kill(Daemon *running)
{
    kill(running->pid, SIGKILL);
    g_assert_cmpint(waitpid(running->pid, NULL, 0), ==, running->pid);
    fclose(running->out);
}

static inline VmrpcConnection *daemon_open(unsigned flags)
{
    g_autofree char *uri = g_strdup_printf("test+unix:///default?socket=%s/s", folder);

    return api_open(uri, flags);
}

/* g_test_run() with a folder. */
static inline int daemon_test_run(void)
{
    g_autofree char *command = NULL;
    int status;

    folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    status = g_test_run();
    command = g_strdup_printf("rm -rf '%s'", folder);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(folder);
    return status;
}

#endif
