/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Saving a guest, going on with it, dumping it, and its jobs, by the public interface. */
#include "api_guest.h"

static void check_no_job(Guest *guest)
{
    VmrpcDomainJobInfo info = {.type = -1};
    int type = -1, state = -1, details = -1;
    uint64_t since_ms = 1;
    VmrpcParams *params;

    API_OK(vmrpc_domain_job_info(guest->domain, &info, &error));
    g_assert_cmpint(info.type, ==, VMRPC_DOMAIN_JOB_TYPE_NONE);
    g_assert_cmpuint(info.data_total, ==, 0);
    params = API_GIVES(vmrpc_domain_job_stats(guest->domain, 0, &type, &error));
    g_assert_cmpint(type, ==, VMRPC_DOMAIN_JOB_TYPE_NONE);
    g_assert_cmpuint(vmrpc_params_count(params), ==, 0);
    vmrpc_params_free(params);
    API_FAILS(vmrpc_domain_job_abort(guest->domain, &error), VMRPC_ERR_OPERATION_INVALID,
              "no job is active");
    API_OK(vmrpc_domain_control_info(guest->domain, &state, &details, &since_ms, &error));
    g_assert_cmpstr(vmrpc_domain_control_state_to_string(state), ==, "ok");
    g_assert_cmpuint(since_ms, ==, 0);
    API_OK(vmrpc_domain_control_info(guest->domain, NULL, NULL, NULL, &error));
}

/* The last job is forgotten once it has been read without KEEP. */
static void check_completed(Guest *guest, const char *operation)
{
    for (unsigned i = 0; i < 3; i++) {
        unsigned flags = i == 0 ? VMRPC_DOMAIN_JOB_STATS_KEEP_COMPLETED : 0;
        int type = -1;
        VmrpcParams *params = API_GIVES(vmrpc_domain_job_stats(
            guest->domain, VMRPC_DOMAIN_JOB_STATS_COMPLETED | flags, &type, &error));
        int64_t number = -1;

        g_assert_cmpstr(vmrpc_domain_job_type_to_string(type), ==, i < 2 ? "completed" : "none");
        g_assert_cmpint(vmrpc_params_int64(params, "operation", &number), ==, i < 2);
        if (i < 2)
            g_assert_cmpstr(vmrpc_domain_job_operation_to_string((int) number), ==, operation);
        vmrpc_params_free(params);
    }
}

static void test_file(void)
{
    g_autofree char *path = g_build_filename(folder, "saved", NULL);
    g_autofree char *absent = g_build_filename(folder, "absent", NULL);
    Guest guest;
    char *xml;

    guest_init(&guest, "", "");
    API_FAILS(vmrpc_domain_save(guest.domain, path, NULL, 0, &error), VMRPC_ERR_OPERATION_INVALID,
              "not running");
    API_FAILS(
        vmrpc_domain_core_dump(guest.domain, path, VMRPC_DOMAIN_CORE_DUMP_FORMAT_RAW, 0, &error),
        VMRPC_ERR_OPERATION_INVALID, "not running");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    check_no_job(&guest);
    API_FAILS(vmrpc_domain_save(guest.domain, path, NULL,
                                VMRPC_DOMAIN_SAVE_RUNNING | VMRPC_DOMAIN_SAVE_PAUSED, &error),
              VMRPC_ERR_INVALID_ARG, "exclude each other");
    API_OK(vmrpc_domain_save(guest.domain, path, NULL, 0, &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_SHUTOFF, VMRPC_DOMAIN_REASON_SHUTOFF_SAVED);
    check_completed(&guest, "save");

    API_GIVES_NOTHING(vmrpc_domain_save_image_xml(guest.connection, absent, 0, &error),
                      VMRPC_ERR_SYSTEM, "absent");
    xml = API_GIVES(
        vmrpc_domain_save_image_xml(guest.connection, path, VMRPC_DOMAIN_XML_SECURE, &error));
    g_assert_nonnull(strstr(xml, guest_uuid));
    API_OK(vmrpc_domain_save_image_define(guest.connection, path, xml, VMRPC_DOMAIN_SAVE_PAUSED,
                                          &error));
    API_FAILS(vmrpc_domain_save_image_define(guest.connection, path, "<domain/>", 0, &error),
              VMRPC_ERR_XML, "");
    API_FAILS(vmrpc_domain_restore(guest.connection, absent, NULL, 0, &error), VMRPC_ERR_SYSTEM,
              "absent");
    API_OK(vmrpc_domain_restore(guest.connection, path, NULL, 0, &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_PAUSED, VMRPC_DOMAIN_REASON_PAUSED_USER);
    check_completed(&guest, "restore");
    API_OK(vmrpc_domain_save(guest.domain, path, xml, VMRPC_DOMAIN_SAVE_BYPASS_CACHE, &error));
    API_OK(vmrpc_domain_restore(guest.connection, path, xml, VMRPC_DOMAIN_SAVE_RUNNING, &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_RESTORED);
    free(xml);
    guest_clear(&guest);
}

static void test_managed(void)
{
    Guest guest;
    char *xml;

    guest_init(&guest, "", "");
    API_FAILS(vmrpc_domain_managed_save(guest.domain, 0, &error), VMRPC_ERR_OPERATION_INVALID,
              "not running");
    API_OK(vmrpc_domain_managed_save_remove(guest.domain, &error));
    API_GIVES_NOTHING(vmrpc_domain_managed_save_xml(guest.domain, 0, &error),
                      VMRPC_ERR_OPERATION_INVALID, "managed save");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_OK(vmrpc_domain_managed_save(guest.domain, VMRPC_DOMAIN_SAVE_PAUSED, &error));
    g_assert_cmpint(vmrpc_domain_has_managed_save(guest.domain, NULL), ==, 1);
    xml = API_GIVES(vmrpc_domain_managed_save_xml(guest.domain, 0, &error));
    g_assert_nonnull(strstr(xml, guest_uuid));
    API_OK(vmrpc_domain_managed_save_define(guest.domain, xml, VMRPC_DOMAIN_SAVE_RUNNING, &error));
    free(xml);
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_RESTORED);
    g_assert_cmpint(vmrpc_domain_has_managed_save(guest.domain, NULL), ==, 0);
    API_OK(vmrpc_domain_managed_save(guest.domain, 0, &error));
    API_OK(vmrpc_domain_managed_save_remove(guest.domain, &error));
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_BOOTED);
    guest_clear(&guest);
}

static void test_dump(void)
{
    g_autofree char *path = g_build_filename(folder, "core", NULL);
    g_autofree char *core = NULL;
    gsize size;
    Guest guest;

    guest_init(&guest, "", "");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_FAILS(vmrpc_domain_core_dump(guest.domain, path, VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB,
                                     0, &error),
              VMRPC_ERR_INVALID_ARG, "only for dumps of memory");
    API_OK(vmrpc_domain_core_dump(guest.domain, path, VMRPC_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                  VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY, &error));
    g_assert_true(g_file_get_contents(path, &core, &size, NULL));
    g_assert_cmpuint(size, >, 32 * 1024 * 1024);
    g_assert_cmpint(memcmp(core, "\177ELF", 4), ==, 0);
    check_completed(&guest, "dump");
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_UNPAUSED);
    API_OK(vmrpc_domain_core_dump(guest.domain, path, VMRPC_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                  VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY | VMRPC_DOMAIN_CORE_DUMP_CRASH,
                                  &error));
    api_check_state(guest.domain, VMRPC_DOMAIN_STATE_SHUTOFF, VMRPC_DOMAIN_REASON_SHUTOFF_CRASHED);
    guest_clear(&guest);
}

static void test_words(void)
{
    g_assert_cmpstr(vmrpc_domain_job_type_to_string(VMRPC_DOMAIN_JOB_TYPE_UNBOUNDED), ==,
                    "unbounded");
    g_assert_cmpstr(vmrpc_domain_job_type_to_string(-1), ==, "unknown");
    g_assert_cmpstr(vmrpc_domain_job_operation_to_string(99), ==, "unknown");
    g_assert_cmpstr(vmrpc_domain_control_state_to_string(VMRPC_DOMAIN_CONTROL_STATE_OCCUPIED), ==,
                    "occupied");
    g_assert_cmpstr(vmrpc_domain_control_state_to_string(99), ==, "unknown");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/save/file", test_file);
    g_test_add_func("/api/save/managed", test_managed);
    g_test_add_func("/api/save/dump", test_dump);
    g_test_add_func("/api/save/words", test_words);
    return guest_test_run();
}
