/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots, block jobs, limits and sizes of disks by the public interface. */
#include "api_guest.h"

#define MIB (1024 * 1024)

static const char disk_only[] = "<domainsnapshot><name>%s</name><disks><disk name='hda' "
                                "snapshot='external'><source file='%s/%s.qcow2'/></disk></disks>"
                                "</domainsnapshot>";

static VmrpcSnapshot *take(Guest *guest, const char *name)
{
    g_autofree char *xml = g_strdup_printf(disk_only, name, folder, name);

    return API_GIVES(
        vmrpc_snapshot_create(guest->domain, xml, VMRPC_SNAPSHOT_CREATE_DISK_ONLY, &error));
}

static void check_same(VmrpcSnapshot *found, VmrpcSnapshot *wanted)
{
    g_assert_cmpstr(vmrpc_snapshot_name(found), ==, vmrpc_snapshot_name(wanted));
    vmrpc_snapshot_unref(found);
}

static void check_tree(Guest *guest, VmrpcSnapshot *one, VmrpcSnapshot *two)
{
    VmrpcSnapshot **list = NULL;
    char *xml;

    g_assert_cmpint(vmrpc_domain_has_current_snapshot(guest->domain, NULL), ==, 1);
    check_same(API_GIVES(vmrpc_snapshot_lookup_current(guest->domain, &error)), two);
    check_same(API_GIVES(vmrpc_snapshot_lookup_by_name(guest->domain, "one", &error)), one);
    check_same(API_GIVES(vmrpc_snapshot_parent(two, &error)), one);
    API_GIVES_NOTHING(vmrpc_snapshot_parent(one, &error), VMRPC_ERR_NO_DOMAIN_SNAPSHOT, "one");
    API_GIVES_NOTHING(vmrpc_snapshot_lookup_by_name(guest->domain, "none", &error),
                      VMRPC_ERR_NO_DOMAIN_SNAPSHOT, "none");
    g_assert_cmpint(vmrpc_snapshot_list(guest->domain, 0, NULL, NULL), ==, 2);
    g_assert_cmpint(
        vmrpc_snapshot_list(guest->domain, VMRPC_SNAPSHOT_LIST_TOPOLOGICAL, &list, NULL), ==, 2);
    g_assert_cmpstr(vmrpc_snapshot_name(list[0]), ==, "one");
    g_assert_null(list[2]);
    vmrpc_snapshot_list_free(list);
    g_assert_cmpint(vmrpc_snapshot_list_children(one, 0, &list, NULL), ==, 1);
    g_assert_cmpstr(vmrpc_snapshot_name(list[0]), ==, "two");
    vmrpc_snapshot_list_free(list);
    vmrpc_snapshot_list_free(NULL);
    g_assert_cmpint(vmrpc_snapshot_is_current(one, NULL), ==, 0);
    g_assert_cmpint(vmrpc_snapshot_is_current(two, NULL), ==, 1);
    g_assert_cmpint(vmrpc_snapshot_has_metadata(one, NULL), ==, 1);
    g_assert_cmpstr(vmrpc_domain_uuid_string(vmrpc_snapshot_domain(one)), ==, guest_uuid);
    xml = API_GIVES(vmrpc_snapshot_xml(one, 0, &error));
    g_assert_nonnull(strstr(xml, "<name>one</name>"));
    free(xml);
}

static void test_snapshots(void)
{
    VmrpcSnapshot *one, *two;
    Guest guest;

    guest_init(&guest, "", "");
    g_assert_cmpint(vmrpc_domain_has_current_snapshot(guest.domain, NULL), ==, 0);
    API_GIVES_NOTHING(vmrpc_snapshot_lookup_current(guest.domain, &error),
                      VMRPC_ERR_NO_DOMAIN_SNAPSHOT, "");
    API_GIVES_NOTHING(vmrpc_snapshot_create(guest.domain, "<nonsense/>", 0, &error), VMRPC_ERR_XML,
                      "");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    one = take(&guest, "one");
    two = take(&guest, "two");
    check_tree(&guest, one, two);
    API_OK(vmrpc_domain_destroy(guest.domain, 0, &error));
    API_OK(vmrpc_snapshot_revert(one, 0, &error));
    g_assert_cmpint(vmrpc_snapshot_is_current(one, NULL), ==, 1);
    API_OK(vmrpc_snapshot_delete(two, VMRPC_SNAPSHOT_DELETE_METADATA_ONLY, &error));
    API_FAILS(vmrpc_snapshot_delete(two, 0, &error), VMRPC_ERR_NO_DOMAIN_SNAPSHOT, "two");
    API_OK(vmrpc_snapshot_delete(one, VMRPC_SNAPSHOT_DELETE_METADATA_ONLY, &error));
    vmrpc_snapshot_unref(vmrpc_snapshot_ref(two));
    vmrpc_snapshot_unref(two);
    vmrpc_snapshot_unref(one);
    vmrpc_snapshot_unref(NULL);
    guest_clear(&guest);
}

static void ignore_event(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    (void) connection;
    (void) event;
    (void) data;
}

/* Asked first, so that the end cannot come between the look and the wait. */
static void await_no_job(Guest *guest)
{
    int id = vmrpc_event_subscribe(guest->connection, VMRPC_EVENT_KIND_BLOCK_JOB_2, guest->domain,
                                   ignore_event, NULL, NULL, NULL);
    VmrpcDomainBlockJob job;

    g_assert_cmpint(id, >, 0);
    while (vmrpc_domain_block_job(guest->domain, "hda", &job, NULL) != 0)
        g_assert_cmpint(vmrpc_connection_dispatch(guest->connection, 30000, NULL), >, 0);
    g_assert_cmpint(vmrpc_event_unsubscribe(guest->connection, id, NULL), ==, 0);
}

/* It goes on until it is asked to end. */
static void copy(Guest *guest)
{
    g_autofree char *xml = g_strdup_printf(
        "<disk type='file'><driver type='raw'/><source file='%s/copy.img'/></disk>", folder);
    const VmrpcParam params[] = {
        {.name = "bandwidth", .type = VMRPC_PARAM_TYPE_ULLONG, .value.ul = 100 * MIB}};
    VmrpcDomainBlockJob job = {0};

    API_FAILS(vmrpc_domain_block_job_abort(guest->domain, "hda", 0, &error), VMRPC_ERR_INVALID_ARG,
              "hda");
    API_OK(vmrpc_domain_block_copy(guest->domain, "hda", xml, params, 1,
                                   VMRPC_DOMAIN_BLOCK_COPY_TRANSIENT_JOB, &error));
    g_assert_cmpint(vmrpc_domain_block_job(guest->domain, "hda", &job, NULL), ==, 1);
    g_assert_cmpint(job.type, ==, VMRPC_DOMAIN_BLOCK_JOB_TYPE_COPY);
    API_OK(vmrpc_domain_set_block_job_bandwidth(guest->domain, "hda", MIB, &error));
    g_assert_cmpint(vmrpc_domain_block_job(guest->domain, "hda", &job, NULL), ==, 1);
    g_assert_cmpuint(job.bandwidth, ==, MIB);
    API_OK(vmrpc_domain_block_job_abort(guest->domain, "hda", 0, &error));
    await_no_job(guest);
}

static void test_jobs(void)
{
    g_autofree char *top = g_build_filename(folder, "low.qcow2", NULL);
    VmrpcSnapshot *low, *high;
    Guest guest;

    guest_init(&guest, "", "");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    copy(&guest);
    low = take(&guest, "low");
    high = take(&guest, "high");
    API_FAILS(vmrpc_domain_block_commit(guest.domain, "hda", "/none", NULL, 0, 0, &error),
              VMRPC_ERR_INVALID_ARG, "none");
    API_OK(vmrpc_domain_block_commit(guest.domain, "hda", NULL, top, 0, 0, &error));
    await_no_job(&guest);
    API_OK(vmrpc_domain_block_pull(guest.domain, "hda", NULL, 0, 0, &error));
    await_no_job(&guest);
    API_FAILS(vmrpc_domain_block_pull(guest.domain, "none", NULL, 0, 0, &error),
              VMRPC_ERR_INVALID_ARG, "none");
    for (unsigned i = 0; i < 2; i++) {
        VmrpcSnapshot *snapshot = i ? low : high;

        API_OK(vmrpc_snapshot_delete(snapshot, VMRPC_SNAPSHOT_DELETE_METADATA_ONLY, &error));
        vmrpc_snapshot_unref(snapshot);
    }
    guest_clear(&guest);
}

static void test_tune(void)
{
    const VmrpcParam limit = {
        .name = "total_bytes_sec", .type = VMRPC_PARAM_TYPE_ULLONG, .value.ul = 5 * MIB};
    VmrpcParams *params;
    uint64_t value = 0;
    Guest guest;

    guest_init(&guest, "", "");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_OK(vmrpc_domain_set_block_io_tune(guest.domain, "hda", &limit, 1, VMRPC_DOMAIN_AFFECT_LIVE,
                                          &error));
    params = API_GIVES(
        vmrpc_domain_block_io_tune(guest.domain, "hda", VMRPC_DOMAIN_AFFECT_LIVE, &error));
    g_assert_cmpint(vmrpc_params_uint64(params, "total_bytes_sec", &value), ==, 1);
    g_assert_cmpuint(value, ==, 5 * MIB);
    vmrpc_params_free(params);
    API_GIVES_NOTHING(vmrpc_domain_block_io_tune(guest.domain, "none", 0, &error),
                      VMRPC_ERR_INVALID_ARG, "none");
    API_OK(vmrpc_domain_block_resize(guest.domain, "hda", 2 * MIB, 0, &error));
    API_FAILS(vmrpc_domain_block_resize(guest.domain, "hda", MIB, 0, &error), VMRPC_ERR_INVALID_ARG,
              "shrink");
    API_OK(vmrpc_domain_block_resize(guest.domain, "hda", MIB, VMRPC_DOMAIN_BLOCK_RESIZE_SHRINK,
                                     &error));
    API_OK(vmrpc_domain_set_block_threshold(guest.domain, "hda", MIB, &error));
    guest_clear(&guest);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/disks/snapshots", test_snapshots);
    g_test_add_func("/api/disks/jobs", test_jobs);
    g_test_add_func("/api/disks/tune", test_tune);
    return guest_test_run();
}
