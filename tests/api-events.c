/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events of a domain's life come in order, to a blocking wait and to a program's own poll loop
 * alike, and stop with the subscription.
 */
#include <poll.h>

#include "api_check.h"

static void note(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    GString *seen = data;

    g_assert_nonnull(connection);
    g_assert_cmpint(event->kind, ==, VMRPC_EVENT_KIND_LIFECYCLE);
    g_assert_cmpint(event->time_us, >, 0);
    g_string_append_printf(
        seen, "%s:%s/%s ", vmrpc_domain_name(event->domain),
        vmrpc_event_lifecycle_to_string(event->u.lifecycle.type),
        vmrpc_event_lifecycle_detail_to_string(event->u.lifecycle.type, event->u.lifecycle.detail));
}

static void live(VmrpcConnection *connection)
{
    VmrpcDomain *domain = api_define_demo(connection);

    API_OK(vmrpc_domain_start(domain, 0, &error));
    API_OK(vmrpc_domain_suspend(domain, &error));
    API_OK(vmrpc_domain_resume(domain, &error));
    API_OK(vmrpc_domain_destroy(domain, 0, &error));
    API_OK(vmrpc_domain_undefine(domain, 0, &error));
    vmrpc_domain_unref(domain);
}

static const char life[] = "demo:Defined/Added demo:Started/Booted demo:Suspended/Paused "
                           "demo:Resumed/Unpaused demo:Stopped/Destroyed demo:Undefined/Removed ";

static void test_wait(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    g_autoptr(GString) seen = g_string_new(NULL);
    int id =
        vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, note, seen, NULL, NULL);

    g_assert_cmpint(id, >, 0);
    live(connection);
    g_assert_cmpstr(seen->str, ==, "");
    while (seen->len < strlen(life))
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 10000, NULL), >, 0);
    g_assert_cmpstr(seen->str, ==, life);
    API_OK(vmrpc_event_unsubscribe(connection, id, &error));
    live(connection);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    g_assert_cmpstr(seen->str, ==, life);
    vmrpc_connection_close(connection);
}

static void test_poll(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    g_autoptr(GString) seen = g_string_new(NULL);
    struct pollfd pollfd = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};

    g_assert_cmpint(
        vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, note, seen, NULL, NULL),
        >, 0);
    live(connection);
    while (seen->len < strlen(life)) {
        int timeout_ms;

        timeout_ms = vmrpc_connection_poll_timeout(connection);
        poll(&pollfd, 1, timeout_ms);
        API_OK(vmrpc_connection_dispatch(connection, 0, &error));
    }
    g_assert_cmpstr(seen->str, ==, life);
    vmrpc_connection_close(connection);
}

/* Of one domain only. */
static void test_domain(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);
    g_autoptr(GString) seen = g_string_new(NULL);

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, domain, note,
                                          seen, NULL, NULL),
                    >, 0);
    live(connection);
    API_OK(vmrpc_domain_suspend(domain, &error));
    while (seen->len == 0)
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 10000, NULL), >=, 0);
    g_assert_cmpstr(seen->str, ==, "test:Suspended/Paused ");
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/events/wait", test_wait);
    g_test_add_func("/api/events/poll", test_poll);
    g_test_add_func("/api/events/domain", test_domain);
    return g_test_run();
}
