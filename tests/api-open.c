/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an opened connection says of its other end, and that a closed one refuses calls. */
#include "api_check.h"

static void check_text(char *text, const char *words)
{
    g_assert_nonnull(text);
    if (!strstr(text, words))
        g_error("\"%s\" does not contain \"%s\"", text, words);
    vmrpc_free(text);
}

static void test_answers(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcNodeInfo node;
    uint64_t version;
    char *model;
    char *doi;

    check_text(vmrpc_connection_uri(connection, NULL), "test:///default");
    check_text(vmrpc_connection_driver(connection, NULL), "Test");
    check_text(vmrpc_connection_hostname(connection, NULL), "");
    check_text(vmrpc_connection_capabilities(connection, NULL), "<capabilities>");
    API_OK(vmrpc_connection_hypervisor_version(connection, &version, &error));
    API_OK(vmrpc_connection_libvirt_version(connection, &version, &error));
    g_assert_cmpuint(version, >, 0);
    API_OK(vmrpc_node_info(connection, &node, &error));
    g_assert_cmpint(node.cpus, >, 0);
    g_assert_cmpuint(node.memory_kib, >, 0);
    API_OK(vmrpc_connection_security_model(connection, &model, &doi, &error));
    vmrpc_free(model);
    vmrpc_free(doi);
    g_assert_cmpint(vmrpc_connection_is_secure(connection, NULL), ==, 1);
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 1);
    g_assert_true(g_str_has_prefix(vmrpc_connection_server_software(connection), "vmrpcd "));
    vmrpc_connection_close(connection);
}

static void test_closed(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);
    VmrpcError *failure = NULL;

    vmrpc_connection_ref(connection);
    vmrpc_connection_close(connection);
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 0);
    g_assert_null(vmrpc_connection_hostname(connection, &failure));
    api_check_error(failure, VMRPC_ERR_INVALID_CONN, "closed");
    API_FAILS(vmrpc_domain_is_active(domain, &error), VMRPC_ERR_INVALID_CONN, "closed");
    g_assert_cmpstr(vmrpc_domain_name(domain), ==, "test");
    vmrpc_connection_close(connection); /* the reference taken above */
    vmrpc_domain_unref(domain);
}

static void test_no_driver(void)
{
    VmrpcError *error = NULL;

    g_assert_null(vmrpc_connection_open("test:///other", 0, &error));
    g_assert_cmpint(vmrpc_error_is_remote(error), ==, 1);
    vmrpc_error_free(error);
}

/* NULL is $VMRPC_URI. */
static void test_default(void)
{
    VmrpcConnection *connection;

    g_setenv("VMRPC_URI", "test:///default", TRUE);
    connection = api_open(NULL, 0);
    check_text(vmrpc_connection_uri(connection, NULL), "test:///default");
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/open/answers", test_answers);
    g_test_add_func("/api/open/closed", test_closed);
    g_test_add_func("/api/open/no-driver", test_no_driver);
    g_test_add_func("/api/open/default", test_default);
    return g_test_run();
}
