/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A domain from definition to its end: every step shows in state and reason, and in the handle's
 * id. */
#include "api_check.h"

static void test_defined(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);

    g_assert_cmpstr(vmrpc_domain_name(domain), ==, "demo");
    g_assert_cmpstr(vmrpc_domain_uuid_string(domain), ==, API_DEMO_UUID);
    g_assert_cmpint(vmrpc_domain_id(domain), ==, -1);
    g_assert_cmpint(vmrpc_domain_is_persistent(domain, NULL), ==, 1);
    g_assert_cmpint(vmrpc_domain_is_active(domain, NULL), ==, 0);
    API_OK(vmrpc_domain_start(domain, VMRPC_DOMAIN_START_PAUSED, &error));
    g_assert_cmpint(vmrpc_domain_id(domain), >, 0);
    g_assert_cmpint(vmrpc_domain_is_active(domain, NULL), ==, 1);
    API_OK(vmrpc_domain_resume(domain, &error));
    api_check_state(domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_UNPAUSED);
    API_OK(vmrpc_domain_suspend(domain, &error));
    api_check_state(domain, VMRPC_DOMAIN_STATE_PAUSED, VMRPC_DOMAIN_REASON_PAUSED_USER);
    API_OK(vmrpc_domain_resume(domain, &error));
    API_OK(vmrpc_domain_reboot(domain, 0, &error));
    API_OK(vmrpc_domain_reset(domain, &error));
    API_OK(vmrpc_domain_destroy(domain, 0, &error));
    api_check_state(domain, VMRPC_DOMAIN_STATE_SHUTOFF, VMRPC_DOMAIN_REASON_SHUTOFF_DESTROYED);
    g_assert_cmpint(vmrpc_domain_id(domain), ==, -1);
    API_OK(vmrpc_domain_start(domain, 0, &error));
    api_check_state(domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_BOOTED);
    API_OK(vmrpc_domain_shutdown(domain, 0, &error));
    api_check_state(domain, VMRPC_DOMAIN_STATE_SHUTOFF, VMRPC_DOMAIN_REASON_SHUTOFF_SHUTDOWN);
    API_OK(vmrpc_domain_undefine(domain, 0, &error));
    API_FAILS(vmrpc_domain_is_active(domain, &error), VMRPC_ERR_NO_DOMAIN, API_DEMO_UUID);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_transient(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcError *failure = NULL;
    VmrpcDomain *domain = vmrpc_domain_create(connection, API_DEMO_XML, 0, &failure);

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    g_assert_cmpint(vmrpc_domain_id(domain), >, 0);
    g_assert_cmpint(vmrpc_domain_is_persistent(domain, NULL), ==, 0);
    API_OK(vmrpc_domain_destroy(domain, 0, &error));
    API_FAILS(vmrpc_domain_is_active(domain, &error), VMRPC_ERR_NO_DOMAIN, API_DEMO_UUID);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_autostart(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);

    g_assert_cmpint(vmrpc_domain_has_autostart(domain, NULL), ==, 0);
    API_OK(vmrpc_domain_set_autostart(domain, 1, &error));
    g_assert_cmpint(vmrpc_domain_has_autostart(domain, NULL), ==, 1);
    API_OK(vmrpc_domain_set_autostart(domain, 0, &error));
    g_assert_cmpint(vmrpc_domain_has_autostart(domain, NULL), ==, 0);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/domain-life/defined", test_defined);
    g_test_add_func("/api/domain-life/transient", test_transient);
    g_test_add_func("/api/domain-life/autostart", test_autostart);
    return g_test_run();
}
