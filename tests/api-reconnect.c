/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VMRPC_OPEN_RECONNECT: a daemon that is killed and started again is found, subscriptions go on,
 * and that something may have been lost is told once to each of them.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "api_check.h"

typedef struct Daemon {
    GPid pid;
    FILE *out;
} Daemon;

static char *folder;

/* In the new process: it does not outlive a test that fails. */
static void daemon_bind(void *data)
{
    (void) data;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static Daemon daemon_start(void)
{
    g_autofree char *root = g_build_filename(folder, "root", NULL);
    g_autofree char *listen = g_strdup_printf("unix:%s/s", folder);
    char *argv[] = {(char *) g_getenv("VMRPC_DAEMON"),
                    (char *) "--session",
                    (char *) "--root",
                    root,
                    (char *) "--driver",
                    (char *) "test",
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

static void daemon_kill(Daemon *running)
{
    kill(running->pid, SIGKILL);
    g_assert_cmpint(waitpid(running->pid, NULL, 0), ==, running->pid);
    fclose(running->out);
}

static void take(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    GString *seen = data;

    g_assert_nonnull(connection);
    if (event->kind == VMRPC_EVENT_GAP)
        g_string_append(seen, "gap ");
    else if (event->kind == VMRPC_EVENT_LIFECYCLE &&
             strcmp(vmrpc_domain_name(event->domain), "demo") == 0)
        g_string_append_printf(seen, "%s:%s ", vmrpc_domain_name(event->domain),
                               vmrpc_lifecycle_to_string(event->u.lifecycle.type));
}

static void wait_seen(VmrpcConnection *connection, const GString *seen, const char *words)
{
    while (!strstr(seen->str, words))
        API_OK(vmrpc_wait_event(connection, VMRPC_TIMEOUT_NONE, &error));
}

static void run_life(VmrpcConnection *connection)
{
    VmrpcDomain *domain = api_define_demo(connection);

    API_OK(vmrpc_domain_start(domain, 0, &error));
    API_OK(vmrpc_domain_destroy(domain, 0, &error));
    vmrpc_domain_unref(domain);
}

static void test_restart(void)
{
    g_autofree char *uri = g_strdup_printf("test+unix:///default?socket=%s/s", folder);
    GString *seen = g_string_new(NULL);
    GString *seen_all = g_string_new(NULL);
    Daemon running = daemon_start();
    VmrpcConnection *connection = api_open(uri, VMRPC_OPEN_RECONNECT);
    int fd = vmrpc_fd(connection);
    uint64_t epoch;
    uint64_t old_epoch;
    uint64_t sequence;

    API_OK(
        vmrpc_event_subscribe(connection, VMRPC_EVENT_LIFECYCLE, NULL, take, seen, NULL, &error));
    API_OK(vmrpc_event_subscribe(connection, VMRPC_EVENT_ALL, NULL, take, seen_all, NULL, &error));
    run_life(connection);
    wait_seen(connection, seen, "demo:Stopped");
    API_OK(vmrpc_event_position(connection, &old_epoch, &sequence, &error));
    daemon_kill(&running);
    API_OK(vmrpc_dispatch(connection, &error)); /* sees that it is gone */
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 0);
    running = daemon_start();
    run_life(connection);
    wait_seen(connection, seen, "gap demo:Defined demo:Started demo:Stopped");
    g_assert_cmpstr(seen->str, ==,
                    "demo:Defined demo:Started demo:Stopped "
                    "gap demo:Defined demo:Started demo:Stopped ");
    g_assert_cmpstr(seen_all->str, ==, seen->str);
    API_OK(vmrpc_event_position(connection, &epoch, &sequence, &error));
    g_assert_cmpuint(epoch, !=, old_epoch);
    g_assert_cmpint(vmrpc_fd(connection), ==, fd);
    vmrpc_close(connection);
    daemon_kill(&running);
    g_string_free(seen, TRUE);
    g_string_free(seen_all, TRUE);
}

int main(int argc, char **argv)
{
    g_autofree char *command = NULL;
    int status;

    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    g_test_add_func("/api/reconnect/restart", test_restart);
    status = g_test_run();
    command = g_strdup_printf("rm -rf '%s'", folder);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(folder);
    return status;
}
