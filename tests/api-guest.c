/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with a guest every day, and its figures, by the public interface. */
#include "api_guest.h"

#define SPACE "urn:example:owner"

static void check_metadata(Guest *guest, int type, const char *uri, const char *text)
{
    char *got = API_GIVES(vmrpc_domain_metadata(guest->domain, type, uri, 0, &error));

    g_assert_nonnull(strstr(got, text));
    free(got);
}

static void test_texts(void)
{
    VmrpcDomain *found;
    Guest guest;

    guest_init(&guest, "", "");
    API_OK(vmrpc_domain_set_metadata(guest.domain, VMRPC_DOMAIN_METADATA_TYPE_TITLE, "A title",
                                     NULL, NULL, 0, &error));
    check_metadata(&guest, VMRPC_DOMAIN_METADATA_TYPE_TITLE, NULL, "A title");
    API_FAILS(vmrpc_domain_set_metadata(guest.domain, VMRPC_DOMAIN_METADATA_TYPE_TITLE,
                                        "two\nlines", NULL, NULL, 0, &error),
              VMRPC_ERR_INVALID_ARG, "title");
    API_OK(vmrpc_domain_set_metadata(guest.domain, VMRPC_DOMAIN_METADATA_TYPE_ELEMENT,
                                     "<owner>me</owner>", "o", SPACE, 0, &error));
    check_metadata(&guest, VMRPC_DOMAIN_METADATA_TYPE_ELEMENT, SPACE, "me");
    API_OK(vmrpc_domain_set_metadata(guest.domain, VMRPC_DOMAIN_METADATA_TYPE_ELEMENT, NULL, "o",
                                     SPACE, 0, &error));
    API_GIVES_NOTHING(
        vmrpc_domain_metadata(guest.domain, VMRPC_DOMAIN_METADATA_TYPE_ELEMENT, SPACE, 0, &error),
        VMRPC_ERR_NO_DOMAIN_METADATA, "");
    g_assert_cmpint(vmrpc_domain_is_updated(guest.domain, NULL), ==, 0);
    API_OK(vmrpc_domain_rename(guest.domain, "other", &error));
    g_assert_cmpstr(vmrpc_domain_name(guest.domain), ==, "demo");
    found = API_GIVES(vmrpc_domain_lookup_by_name(guest.connection, "other", &error));
    API_FAILS(vmrpc_domain_rename(found, "", &error), VMRPC_ERR_XML, "name");
    vmrpc_domain_unref(found);
    guest_clear(&guest);
}

static void read_log(Guest *guest)
{
    g_autoptr(GString) log = g_string_new(NULL);
    VmrpcStream *stream = API_GIVES(vmrpc_domain_open_log(guest->domain, 0, 0, &error));
    char buffer[1000];
    ssize_t n;

    while ((n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_DEFAULT, NULL,
                                  NULL)) > 0)
        g_string_append_len(log, buffer, n);
    g_assert_cmpint(n, ==, 0);
    g_assert_nonnull(strstr(log->str, guest_uuid));
    vmrpc_stream_free(stream);
}

static void test_run(void)
{
    const unsigned keys[] = {29, 56, 111};
    g_autofree unsigned *many = g_new0(unsigned, VMRPC_DOMAIN_SEND_KEY_MAX + 1);
    Guest guest;
    char *answer;

    guest_init(&guest, "", "");
    API_FAILS(vmrpc_domain_inject_nmi(guest.domain, &error), VMRPC_ERR_OPERATION_INVALID,
              "not running");
    API_OK(vmrpc_domain_set_lifecycle_action(guest.domain, VMRPC_DOMAIN_LIFECYCLE_CRASH,
                                             VMRPC_DOMAIN_LIFECYCLE_ACTION_PRESERVE,
                                             VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_OK(vmrpc_domain_send_key(guest.domain, VMRPC_DOMAIN_KEYCODE_SET_LINUX, 10, keys,
                                 G_N_ELEMENTS(keys), &error));
    API_FAILS(vmrpc_domain_send_key(guest.domain, VMRPC_DOMAIN_KEYCODE_SET_LINUX, 0, many,
                                    VMRPC_DOMAIN_SEND_KEY_MAX + 1, &error),
              VMRPC_ERR_INVALID_ARG, "keys");
    API_OK(vmrpc_domain_inject_nmi(guest.domain, &error));
    API_FAILS(vmrpc_domain_wakeup(guest.domain, &error), VMRPC_ERR_OPERATION_INVALID, "");
    answer = API_GIVES(vmrpc_domain_monitor_command(guest.domain, "info status",
                                                    VMRPC_DOMAIN_MONITOR_COMMAND_HMP, &error));
    g_assert_nonnull(strstr(answer, "running"));
    free(answer);
    answer = API_GIVES(
        vmrpc_domain_monitor_command(guest.domain, "{\"execute\":\"nonsense\"}", 0, &error));
    g_assert_nonnull(strstr(answer, "CommandNotFound"));
    free(answer);
    read_log(&guest);
    answer = API_GIVES(vmrpc_domain_xml(guest.domain, VMRPC_DOMAIN_XML_INACTIVE, &error));
    free(answer);
    guest_clear(&guest);
}

static void test_native(void)
{
    static const char xml[] = "<domain type='qemu'><name>native</name><memory>32768</memory>"
                              "<os><type>hvm</type></os></domain>";
    Guest guest;
    char *line;

    guest_init(&guest, "", "");
    line = API_GIVES(vmrpc_connection_domain_to_native(guest.connection, "qemu-argv", xml, &error));
    g_assert_nonnull(strstr(line, "guest=native"));
    free(line);
    API_GIVES_NOTHING(vmrpc_connection_domain_to_native(guest.connection, "nonsense", xml, &error),
                      VMRPC_ERR_INVALID_ARG, "nonsense");
    guest_clear(&guest);
}

/* ---- figures ---- */

static void check_all(Guest *guest)
{
    VmrpcDomain *wanted[] = {guest->domain, NULL};
    VmrpcDomainStats **stats = NULL;
    int64_t state = -1;

    g_assert_cmpint(vmrpc_domain_stats_list(guest->connection, wanted, 0, 0, &stats, NULL), ==, 1);
    g_assert_cmpstr(vmrpc_domain_uuid_string(vmrpc_domain_stats_domain(stats[0])), ==, guest_uuid);
    g_assert_cmpint(vmrpc_params_int64(vmrpc_domain_stats_params(stats[0]), "state.state", &state),
                    ==, 1);
    g_assert_cmpint(state, ==, VMRPC_DOMAIN_STATE_RUNNING);
    g_assert_null(stats[1]);
    vmrpc_domain_stats_list_free(stats);
    g_assert_cmpint(vmrpc_domain_stats_list(guest->connection, NULL, VMRPC_DOMAIN_STATS_GROUP_STATE,
                                            VMRPC_DOMAIN_LIST_INACTIVE, &stats, NULL),
                    ==, 0);
    vmrpc_domain_stats_list_free(stats);
    vmrpc_domain_stats_list_free(NULL);
}

static void check_params(VmrpcParams *params, const char *name)
{
    g_assert_nonnull(vmrpc_params_find(params, name));
    vmrpc_params_free(params);
}

static void check_disks(Guest *guest)
{
    VmrpcDomainDiskError *errors = NULL;
    VmrpcDomainBlockInfo info;

    API_OK(vmrpc_domain_block_info(guest->domain, "hda", 0, &info, &error));
    g_assert_cmpuint(info.capacity, ==, 1024 * 1024);
    API_FAILS(vmrpc_domain_block_info(guest->domain, "none", 0, &info, &error),
              VMRPC_ERR_INVALID_ARG, "none");
    g_assert_cmpint(vmrpc_domain_disk_errors(guest->domain, 0, &errors, NULL), ==, 0);
    vmrpc_free(errors);
    check_params(API_GIVES(vmrpc_domain_block_stats(guest->domain, "hda", 0, &error)), "rd_bytes");
    API_GIVES_NOTHING(vmrpc_domain_block_stats(guest->domain, "none", 0, &error),
                      VMRPC_ERR_INVALID_ARG, "none");
}

static void test_figures(void)
{
    VmrpcDomainInterfaceStats interface;
    VmrpcDomainMemoryStat *memory = NULL;
    Guest guest;

    guest_init(&guest, "", "");
    API_FAILS(vmrpc_domain_memory_stats(guest.domain, 0, &memory, &error),
              VMRPC_ERR_OPERATION_INVALID, "not running");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    check_all(&guest);
    check_disks(&guest);
    API_FAILS(vmrpc_domain_interface_stats(guest.domain, "none", &interface, &error),
              VMRPC_ERR_INVALID_ARG, "none");
    g_assert_cmpint(vmrpc_domain_memory_stats(guest.domain, 0, &memory, NULL), >, 0);
    vmrpc_free(memory);
    check_params(API_GIVES(vmrpc_domain_cpu_stats(guest.domain, -1, 0, &error)), "cpu_time");
    g_assert_cmpint(vmrpc_domain_cpu_stats_count(guest.domain, 0, NULL), >=, 0);
    API_FAILS(vmrpc_domain_measure_dirty_rate(guest.domain, 0, 0, &error),
              VMRPC_ERR_CONFIG_UNSUPPORTED, "seconds");
    API_OK(vmrpc_domain_measure_dirty_rate(guest.domain, 1,
                                           VMRPC_DOMAIN_DIRTY_RATE_MODE_PAGE_SAMPLING, &error));
    guest_clear(&guest);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/guest/texts", test_texts);
    g_test_add_func("/api/guest/run", test_run);
    g_test_add_func("/api/guest/native", test_native);
    g_test_add_func("/api/guest/figures", test_figures);
    return guest_test_run();
}
