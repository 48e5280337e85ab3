/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains are found by name, UUID, id, or whichever of these a person gives, and listed by filters.
 */
#include "api_check.h"

static void check_demo(VmrpcDomain *domain)
{
    g_assert_nonnull(domain);
    g_assert_cmpstr(vmrpc_domain_name(domain), ==, "demo");
    vmrpc_domain_unref(domain);
}

static void test_lookup(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);
    char id[16];

    API_OK(vmrpc_domain_start(domain, 0, &error));
    g_snprintf(id, sizeof(id), "%d", (int) vmrpc_domain_id(domain));
    check_demo(vmrpc_domain_lookup_by_name(connection, "demo", NULL));
    check_demo(vmrpc_domain_lookup_by_id(connection, vmrpc_domain_id(domain), NULL));
    check_demo(vmrpc_domain_lookup_by_uuid(connection, vmrpc_domain_uuid(domain), NULL));
    check_demo(
        vmrpc_domain_lookup_by_uuid_string(connection, "4DEA24B31D52D8F32516782E98A23FA0", NULL));
    check_demo(vmrpc_domain_lookup(connection, id, NULL));
    check_demo(vmrpc_domain_lookup(connection, API_DEMO_UUID, NULL));
    check_demo(vmrpc_domain_lookup(connection, "demo", NULL));
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_not_there(void)
{
    static const char *const words[] = {"nobody", "4242", "00000000-0000-0000-0000-000000000001"};
    VmrpcConnection *connection = api_open("test:///default", 0);

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_domain_lookup(connection, words[i], &error));
        api_check_error(error, VMRPC_ERR_NO_DOMAIN, words[i]);
    }
    {
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_domain_lookup_by_uuid_string(connection, "not-a-uuid", &error));
        api_check_error(error, VMRPC_ERR_INVALID_ARG, "'not-a-uuid' is not a UUID");
    }
    vmrpc_connection_close(connection);
}

static void check_list(VmrpcConnection *connection, unsigned flags, const char *names)
{
    g_autoptr(GString) found = g_string_new(NULL);
    VmrpcDomain **domains;
    int n;

    n = vmrpc_domain_list(connection, flags, &domains, NULL);
    for (int i = 0; i < n; i++)
        g_string_append_printf(found, "%s ", vmrpc_domain_name(domains[i]));
    g_assert_null(domains[n]);
    g_assert_cmpstr(found->str, ==, names);
    g_assert_cmpint(vmrpc_domain_list(connection, flags, NULL, NULL), ==, n);
    vmrpc_domain_list_free(domains);
}

static void test_list(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);

    check_list(connection, VMRPC_DOMAIN_LIST_ACTIVE, "test ");
    check_list(connection, VMRPC_DOMAIN_LIST_INACTIVE, "demo ");
    check_list(connection, VMRPC_DOMAIN_LIST_SHUTOFF, "demo ");
    check_list(connection, VMRPC_DOMAIN_LIST_RUNNING | VMRPC_DOMAIN_LIST_INACTIVE, "");
    check_list(connection, VMRPC_DOMAIN_LIST_TRANSIENT, "");
    g_assert_cmpint(vmrpc_domain_list(connection, 0, NULL, NULL), ==, 2);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/domain-find/lookup", test_lookup);
    g_test_add_func("/api/domain-find/not-there", test_not_there);
    g_test_add_func("/api/domain-find/list", test_list);
    return g_test_run();
}
