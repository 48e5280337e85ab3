/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors of the server arrive with their code, their words and where they come from. */
#include "api_check.h"

static void test_codes(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);
    VmrpcError *error = NULL;
    VmrpcError *copy;

    g_assert_cmpint(vmrpc_domain_start(domain, 0, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_is_remote(error), ==, 1);
    copy = vmrpc_error_copy(error);
    vmrpc_error_free(error);
    api_check_error(copy, VMRPC_ERR_OPERATION_INVALID, "running");
    error = NULL;
    g_assert_null(vmrpc_domain_define(connection, "<domain", 0, &error));
    api_check_error(error, VMRPC_ERR_XML_DETAIL, "");
    error = NULL;
    g_assert_null(vmrpc_domain_define(connection, "<network/>", 0, &error));
    api_check_error(error, VMRPC_ERR_XML, "");
    g_assert_cmpint(vmrpc_domain_start(domain, 0, NULL), ==, -1); /* nobody wants to know */
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_read_only(void)
{
    VmrpcConnection *connection = api_open("test:///default", VMRPC_CONNECTION_OPEN_READ_ONLY);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "test", NULL);

    g_assert_nonnull(domain);
    api_check_state(domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_BOOTED);
    API_FAILS(vmrpc_domain_destroy(domain, 0, &error), VMRPC_ERR_OPERATION_DENIED, "read-only");
    api_check_state(domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_BOOTED);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
}

static void test_words(void)
{
    g_assert_cmpstr(vmrpc_error_code_to_string(VMRPC_ERR_NO_DOMAIN), ==, "no-domain");
    g_assert_cmpstr(vmrpc_error_code_to_string(4711), ==, "unknown");
    g_assert_cmpint(vmrpc_error_code(NULL), ==, VMRPC_ERR_OK);
    g_assert_cmpstr(vmrpc_error_message(NULL), ==, "no error");
    g_assert_cmpstr(vmrpc_domain_state_to_string(VMRPC_DOMAIN_STATE_SHUTOFF), ==, "shut off");
    g_assert_cmpstr(vmrpc_domain_reason_to_string(VMRPC_DOMAIN_STATE_SHUTOFF,
                                                  VMRPC_DOMAIN_REASON_SHUTOFF_DESTROYED),
                    ==, "destroyed");
    g_assert_cmpstr(vmrpc_domain_reason_to_string(VMRPC_DOMAIN_STATE_SHUTOFF, 99), ==, "unknown");
    for (int kind = VMRPC_EVENT_KIND_ALL; kind <= VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE;
         kind++)
        g_assert_cmpint(vmrpc_event_kind_from_string(vmrpc_event_kind_to_string(kind)), ==, kind);
    g_assert_cmpint(vmrpc_event_kind_from_string("nothing"), ==, -2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/errors/codes", test_codes);
    g_test_add_func("/api/errors/read-only", test_read_only);
    g_test_add_func("/api/errors/words", test_words);
    return g_test_run();
}
