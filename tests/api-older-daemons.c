/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Daemons of older releases: functions whose procedure they lack do the same by others, or fail
 * with VMRPC_ERR_NO_SUPPORT and say that the daemon is older; events arrive as ever.
 */
#include "api_check.h"

/* A private daemon of the test driver, of that release. */
static VmrpcConnection *open_older(const char *program)
{
    g_autofree char *path = g_build_filename(g_getenv("builddir"), "tests", program, NULL);

    g_setenv("VMRPC_DAEMON", path, TRUE);
    return api_open("test:///default", 0);
}

static void take(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    g_assert_nonnull(connection);
    if (event->kind == VMRPC_EVENT_KIND_LIFECYCLE)
        g_string_append_printf(data, "%s ",
                               vmrpc_event_lifecycle_to_string(event->u.lifecycle.type));
}

/* The same whatever the daemon has; reason: of a domain that runs. */
static void check_life(VmrpcConnection *connection, int started, int destroyed)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    VmrpcDomain *demo;
    VmrpcDomain **domains;

    API_OK(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_ALL, NULL, take, seen, NULL, &error));
    demo = api_define_demo(connection);
    g_assert_cmpint(vmrpc_domain_list(connection, 0, NULL, NULL), ==, 2);
    API_OK(vmrpc_domain_start(demo, 0, &error));
    g_assert_cmpint(vmrpc_domain_id(demo), ==, 2);
    api_check_state(demo, VMRPC_DOMAIN_STATE_RUNNING, started);
    g_assert_cmpint(vmrpc_domain_list(connection, VMRPC_DOMAIN_LIST_ACTIVE, &domains, NULL), ==, 2);
    g_assert_cmpstr(vmrpc_domain_name(domains[1]), ==, "demo");
    g_assert_cmpint(vmrpc_domain_id(domains[1]), ==, 2);
    vmrpc_domain_list_free(domains);
    API_OK(vmrpc_domain_destroy(demo, 0, &error));
    g_assert_cmpint(vmrpc_domain_id(demo), ==, -1);
    api_check_state(demo, VMRPC_DOMAIN_STATE_SHUTOFF, destroyed);
    g_assert_cmpint(vmrpc_domain_list(connection, VMRPC_DOMAIN_LIST_INACTIVE, &domains, NULL), ==,
                    1);
    g_assert_cmpstr(vmrpc_domain_uuid_string(domains[0]), ==, API_DEMO_UUID);
    vmrpc_domain_list_free(domains);
    API_OK(vmrpc_domain_undefine(demo, 0, &error));
    API_FAILS(vmrpc_domain_state(demo, NULL, NULL, &error), VMRPC_ERR_NO_DOMAIN, "");
    while (!strstr(seen->str, "Undefined"))
        API_OK(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, &error));
    g_assert_cmpstr(seen->str, ==, "Defined Started Stopped Undefined ");
    vmrpc_domain_unref(demo);
}

/* It failed for want of the procedure, which the library noticed, and says so in these words. */
#define LACKS(failed, words)                                                                       \
    do {                                                                                           \
        VmrpcError *error = NULL;                                                                  \
        g_assert_true(failed);                                                                     \
        g_assert_false(vmrpc_error_is_remote(error));                                              \
        api_check_error(error, VMRPC_ERR_NO_SUPPORT, words);                                       \
    } while (0)

static void test_release_ago(void)
{
    VmrpcConnection *connection = open_older("vmrpcd-older");
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);
    uint64_t number;
    unsigned major;
    unsigned minor;

    vmrpc_connection_server_release(connection, &major, &minor);
    g_assert_cmpuint(major * 1000 + minor, ==, 0);
    API_OK(vmrpc_event_position(connection, &number, &number, &error));
    check_life(connection, VMRPC_DOMAIN_REASON_RUNNING_BOOTED,
               VMRPC_DOMAIN_REASON_SHUTOFF_DESTROYED);
    LACKS(!vmrpc_domain_messages(domain, 0, &error),
          "domain_get_messages: the server at a daemon of its own does not know this procedure "
          "(it is older: vmrpcd 0.0.9)");
    LACKS(vmrpc_pool_list(connection, 0, NULL, &error) < 0, "(it is older: vmrpcd 0.0.9)");
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_first_release(void)
{
    VmrpcConnection *connection = open_older("vmrpcd-first");
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);
    uint64_t number;

    g_assert_null(vmrpc_connection_server_software(connection));
    LACKS(vmrpc_event_position(connection, &number, &number, &error) < 0, "");
    check_life(connection, 0, 0);
    LACKS(vmrpc_domain_reset(domain, &error) < 0, "(it is older, and does not tell its version)");
    /* With a flag it is another thing, which is not done as if there were none. */
    LACKS(vmrpc_domain_start(domain, VMRPC_DOMAIN_START_PAUSED, &error) < 0,
          "domain_create_with_flags: ");
    LACKS(vmrpc_domain_list(connection, VMRPC_DOMAIN_LIST_NO_CHECKPOINT, NULL, &error) < 0,
          "connect_list_all_domains: ");
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/older-daemons/release-ago", test_release_ago);
    g_test_add_func("/api/older-daemons/first-release", test_first_release);
    return g_test_run();
}
