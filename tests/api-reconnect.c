/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VMRPC_CONNECTION_OPEN_RECONNECT: a daemon that is killed and started again is found,
 * subscriptions go on, and that something may have been lost is told once to each of them.
 */
#include "api_daemon.h"

static void take(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    GString *seen = data;

    g_assert_nonnull(connection);
    if (event->kind == VMRPC_EVENT_KIND_GAP)
        g_string_append(seen, "gap ");
    else if (event->kind == VMRPC_EVENT_KIND_LIFECYCLE &&
             strcmp(vmrpc_domain_name(event->domain), "demo") == 0)
        g_string_append_printf(seen, "%s:%s ", vmrpc_domain_name(event->domain),
                               vmrpc_event_lifecycle_to_string(event->u.lifecycle.type));
}

static void wait_seen(VmrpcConnection *connection, const GString *seen, const char *words)
{
    while (!strstr(seen->str, words))
        API_OK(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, &error));
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
    GString *seen = g_string_new(NULL);
    GString *seen_all = g_string_new(NULL);
    Daemon running = daemon_start();
    VmrpcConnection *connection = daemon_open(VMRPC_CONNECTION_OPEN_RECONNECT);
    int fd = vmrpc_connection_fd(connection);
    uint64_t epoch;
    uint64_t old_epoch;
    uint64_t sequence;

    API_OK(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, take, seen, NULL,
                                 &error));
    API_OK(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_ALL, NULL, take, seen_all, NULL,
                                 &error));
    run_life(connection);
    wait_seen(connection, seen, "demo:Stopped");
    API_OK(vmrpc_event_position(connection, &old_epoch, &sequence, &error));
    daemon_kill(&running);
    API_OK(vmrpc_connection_dispatch(connection, 0, &error)); /* sees that it is gone */
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
    g_assert_cmpint(vmrpc_connection_fd(connection), ==, fd);
    vmrpc_connection_close(connection);
    daemon_kill(&running);
    g_string_free(seen, TRUE);
    g_string_free(seen_all, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/reconnect/restart", test_restart);
    return daemon_test_run();
}
