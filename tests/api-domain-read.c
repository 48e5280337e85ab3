/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What there is to ask about a domain: figures, document, title, messages. */
#include "api_check.h"

static void check_text(char *text, const char *words)
{
    g_assert_nonnull(text);
    if (!strstr(text, words))
        g_error("\"%s\" does not contain \"%s\"", text, words);
    vmrpc_free(text);
}

static void test_figures(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);
    VmrpcDomainInfo info;
    uint64_t memory_kib;

    API_OK(vmrpc_domain_info(domain, &info, &error));
    g_assert_cmpint(info.state, ==, VMRPC_DOMAIN_STATE_SHUTOFF);
    g_assert_cmpuint(info.max_memory_kib, ==, 65536);
    g_assert_cmpuint(info.vcpus, ==, 2);
    API_OK(vmrpc_domain_max_memory(domain, &memory_kib, &error));
    g_assert_cmpuint(memory_kib, ==, 65536);
    g_assert_cmpint(vmrpc_domain_max_vcpus(domain, NULL), ==, 2);
    g_assert_cmpint(vmrpc_domain_has_managed_save(domain, NULL), ==, 0);
    g_assert_cmpint(vmrpc_snapshot_list(domain, 0, NULL, NULL), ==, 0);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_texts(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = api_define_demo(connection);
    VmrpcError *error = NULL;
    char **messages;

    check_text(vmrpc_domain_xml(domain, 0, NULL), "<name>demo</name>");
    check_text(vmrpc_domain_os_type(domain, NULL), "hvm");
    check_text(vmrpc_domain_metadata(domain, VMRPC_DOMAIN_METADATA_TYPE_TITLE, NULL, 0, NULL),
               "A title");
    g_assert_null(
        vmrpc_domain_metadata(domain, VMRPC_DOMAIN_METADATA_TYPE_DESCRIPTION, NULL, 0, &error));
    api_check_error(error, VMRPC_ERR_NO_DOMAIN_METADATA, "demo");
    messages = vmrpc_domain_messages(domain, 0, NULL);
    g_assert_nonnull(messages);
    vmrpc_string_list_free(messages);
    check_text(vmrpc_domain_security_label(domain, NULL, NULL), "");
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/domain-read/figures", test_figures);
    g_test_add_func("/api/domain-read/texts", test_texts);
    return g_test_run();
}
