/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pools and volumes by the public interface: a pool from definition to its end with its events, a
 * volume made, filled, read back with its holes, copied, changed and deleted, and what is not
 * there.
 */
#include "api_daemon.h"

#define POOL_UUID "6a1c7e52-0c3f-4f4e-8a55-0d2f1b7c9a10"
#define MIB (1024 * 1024)

static VmrpcPool *define_pool(VmrpcConnection *connection)
{
    g_autofree char *xml =
        g_strdup_printf("<pool type='dir'><name>p</name><uuid>" POOL_UUID "</uuid>"
                        "<target><path>%s/pool</path></target></pool>",
                        folder);
    VmrpcError *failure = NULL;
    VmrpcPool *pool = vmrpc_pool_define(connection, xml, 0, &failure);

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    return pool;
}

static void take(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    g_assert_nonnull(connection);
    g_assert_null(event->domain);
    g_assert_cmpstr(vmrpc_pool_uuid_string(event->pool), ==, POOL_UUID);
    g_string_append_printf(data, "%s", vmrpc_event_kind_to_string(event->kind));
    if (event->kind == VMRPC_EVENT_KIND_POOL_LIFECYCLE)
        g_string_append_printf(data, ":%s",
                               vmrpc_event_pool_lifecycle_to_string(event->u.pool_lifecycle.type));
    g_string_append_c(data, ' ');
}

static void check_list(VmrpcConnection *connection, unsigned flags, int n)
{
    VmrpcPool **pools = NULL;

    g_assert_cmpint(vmrpc_pool_list(connection, flags, NULL, NULL), ==, n);
    g_assert_cmpint(vmrpc_pool_list(connection, flags, &pools, NULL), ==, n);
    if (n > 0)
        g_assert_cmpstr(vmrpc_pool_name(pools[0]), ==, "p");
    vmrpc_pool_list_free(pools);
}

static void check_same(VmrpcPool *found, VmrpcPool *pool)
{
    g_assert_nonnull(found);
    g_assert_cmpstr(vmrpc_pool_uuid_string(found), ==, vmrpc_pool_uuid_string(pool));
    vmrpc_pool_unref(found);
}

/* By each thing that a pool is known by; a second reference is the same object. */
static void check_pool_found(VmrpcConnection *connection, VmrpcPool *pool, const char *path)
{
    g_autofree char *text = g_ascii_strup(POOL_UUID, -1);

    check_same(vmrpc_pool_lookup(connection, "p", NULL), pool);
    check_same(vmrpc_pool_lookup(connection, POOL_UUID, NULL), pool);
    check_same(vmrpc_pool_lookup_by_name(connection, "p", NULL), pool);
    check_same(vmrpc_pool_lookup_by_uuid(connection, vmrpc_pool_uuid(pool), NULL), pool);
    check_same(vmrpc_pool_lookup_by_uuid_string(connection, text, NULL), pool);
    check_same(vmrpc_pool_lookup_by_target_path(connection, path, NULL), pool);
    check_same(vmrpc_pool_ref(pool), pool);
    g_assert_true(vmrpc_pool_connection(pool) == connection);
    API_GIVES_NOTHING(vmrpc_pool_lookup_by_name(connection, "q", &error), VMRPC_ERR_NO_STORAGE_POOL,
                      "q");
    API_GIVES_NOTHING(
        vmrpc_pool_lookup_by_uuid(connection, (const uint8_t *) "0123456789abcdef", &error),
        VMRPC_ERR_NO_STORAGE_POOL, "30313233");
    API_GIVES_NOTHING(vmrpc_pool_lookup_by_uuid_string(connection, "p", &error),
                      VMRPC_ERR_INVALID_ARG, "'p' is not a UUID");
}

/* What pools there can be, and what they could be made of: folders need not be looked for. */
static void check_kinds(VmrpcConnection *connection)
{
    char *kinds = API_GIVES(vmrpc_connection_pool_capabilities(connection, &error));

    g_assert_nonnull(strstr(kinds, "<pool type='dir' supported='yes'"));
    free(kinds);
    API_GIVES_NOTHING(vmrpc_connection_pool_sources(connection, "dir", NULL, 0, &error),
                      VMRPC_ERR_NO_SUPPORT, "dir");
}

static void test_pool(void)
{
    Daemon running = daemon_start();
    VmrpcConnection *connection = daemon_open(0);
    GString *seen = g_string_new(NULL);
    g_autofree char *path = g_build_filename(folder, "pool", NULL);
    g_autofree char *xml = NULL;
    VmrpcPoolInfo info;
    VmrpcPool *pool;

    API_OK(vmrpc_event_subscribe_pool(connection, VMRPC_EVENT_KIND_ALL, NULL, take, seen, NULL,
                                      &error));
    API_FAILS(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_POOL_REFRESH, NULL, take, seen,
                                    NULL, &error),
              VMRPC_ERR_INVALID_ARG, "of domains");
    pool = define_pool(connection);
    API_OK(vmrpc_pool_build(pool, 0, &error));
    check_list(connection, VMRPC_POOL_LIST_ACTIVE, 0);
    API_OK(vmrpc_pool_start(pool, 0, &error));
    API_FAILS(vmrpc_pool_start(pool, 0, &error), VMRPC_ERR_OPERATION_INVALID, "");
    check_list(connection, VMRPC_POOL_LIST_ACTIVE | VMRPC_POOL_LIST_PERSISTENT, 1);
    check_pool_found(connection, pool, path);
    check_kinds(connection);
    g_assert_cmpint(vmrpc_pool_is_active(pool, NULL), ==, 1);
    g_assert_cmpint(vmrpc_pool_is_persistent(pool, NULL), ==, 1);
    g_assert_cmpint(vmrpc_pool_has_autostart(pool, NULL), ==, 0);
    API_OK(vmrpc_pool_set_autostart(pool, 1, &error));
    g_assert_cmpint(vmrpc_pool_has_autostart(pool, NULL), ==, 1);
    API_OK(vmrpc_pool_info(pool, &info, &error));
    g_assert_cmpstr(vmrpc_pool_state_to_string(info.state), ==, "running");
    g_assert_cmpuint(info.capacity, >, 0);
    g_assert_cmpuint(info.capacity, >=, info.available);
    xml = vmrpc_pool_xml(pool, 0, NULL);
    g_assert_nonnull(strstr(xml, POOL_UUID));
    API_OK(vmrpc_pool_refresh(pool, 0, &error));
    API_OK(vmrpc_pool_destroy(pool, &error));
    API_OK(vmrpc_pool_delete(pool, 0, &error));
    API_OK(vmrpc_pool_undefine(pool, &error));
    API_FAILS(vmrpc_pool_is_active(pool, &error), VMRPC_ERR_NO_STORAGE_POOL, POOL_UUID);
    while (!strstr(seen->str, "Undefined"))
        API_OK(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, &error));
    g_assert_cmpstr(seen->str, ==,
                    "pool-lifecycle:Defined pool-lifecycle:Created pool-lifecycle:Started "
                    "pool-refresh pool-lifecycle:Stopped pool-lifecycle:Deleted "
                    "pool-lifecycle:Undefined ");
    vmrpc_pool_unref(pool);
    vmrpc_connection_close(connection);
    daemon_kill(&running);
    g_string_free(seen, TRUE);
}

/* ---- volumes ------------------------------------------------- */

static VmrpcVolume *create_volume(VmrpcPool *pool, const char *name)
{
    g_autofree char *xml =
        g_strdup_printf("<volume><name>%s</name><capacity unit='MiB'>4</capacity>"
                        "<allocation>0</allocation></volume>",
                        name);
    VmrpcError *failure = NULL;
    VmrpcVolume *volume = vmrpc_volume_create(pool, xml, 0, &failure);

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    return volume;
}

/* 600000 bytes of x at 1 MiB, with a hole behind them. */
static void fill(VmrpcVolume *volume)
{
    g_autofree char *bytes = g_strnfill(600000, 'x');
    VmrpcStream *stream = vmrpc_volume_upload(volume, MIB, 0, VMRPC_VOLUME_TRANSFER_SPARSE, NULL);

    g_assert_nonnull(stream);
    g_assert_cmpint(vmrpc_stream_send(stream, bytes, 600000, VMRPC_TIMEOUT_DEFAULT, NULL), ==,
                    600000);
    API_OK(vmrpc_stream_send_hole(stream, MIB, VMRPC_TIMEOUT_DEFAULT, &error));
    API_OK(vmrpc_stream_finish(stream, &error));
    vmrpc_stream_free(stream);
}

/* What is in it, holes told or filled in. */
static void check_filled(VmrpcVolume *volume, unsigned flags)
{
    VmrpcStream *stream = vmrpc_volume_download(volume, 0, 0, flags, NULL);
    g_autofree char *buffer = g_malloc(MIB);
    uint64_t at = 0;
    uint64_t x = 0;
    uint64_t holes = 0;

    g_assert_nonnull(stream);
    for (;;) {
        VmrpcError *failure = NULL;
        uint64_t hole = 0;
        ssize_t n = vmrpc_stream_recv(stream, buffer, MIB, VMRPC_TIMEOUT_DEFAULT,
                                      flags ? &hole : NULL, &failure);

        g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
        for (ssize_t i = 0; i < n; i++) {
            gboolean is_x = at + (uint64_t) i >= MIB && at + (uint64_t) i < MIB + 600000;

            g_assert_cmpint(buffer[i], ==, is_x ? 'x' : 0);
            x += is_x;
        }
        at += (uint64_t) n + hole;
        holes += hole;
        if (n == 0 && hole == 0)
            break;
    }
    g_assert_cmpuint(at, ==, 4 * MIB);
    g_assert_cmpuint(x, ==, 600000);
    if (flags)
        g_assert_cmpuint(holes, >, 2 * MIB);
    API_OK(vmrpc_stream_finish(stream, &error));
    vmrpc_stream_free(stream);
}

/* More than there is room for is refused, by the stream. */
static void check_too_much(VmrpcVolume *volume)
{
    VmrpcStream *stream = vmrpc_volume_upload(volume, 0, 3, 0, NULL);

    g_assert_cmpint(vmrpc_stream_send(stream, "12345", 5, VMRPC_TIMEOUT_DEFAULT, NULL), ==, 5);
    g_assert_cmpint(vmrpc_stream_finish(stream, NULL), ==, -1);
    vmrpc_stream_free(stream);
}

static void check_found(VmrpcVolume *found, VmrpcVolume *volume)
{
    g_assert_nonnull(found);
    g_assert_cmpstr(vmrpc_volume_key(found), ==, vmrpc_volume_key(volume));
    vmrpc_volume_unref(found);
}

static void check_asking(VmrpcConnection *connection, VmrpcPool *pool, VmrpcVolume *volume)
{
    g_autofree char *path = vmrpc_volume_path(volume, NULL);
    g_autofree char *expected = g_build_filename(folder, "pool", "one", NULL);
    g_autofree char *xml = vmrpc_volume_xml(volume, 0, NULL);
    VmrpcVolumeInfo info;

    g_assert_cmpstr(path, ==, expected);
    g_assert_cmpstr(vmrpc_volume_name(volume), ==, "one");
    g_assert_cmpstr(vmrpc_volume_pool_name(volume), ==, "p");
    g_assert_nonnull(strstr(xml, "<name>one</name>"));
    check_found(vmrpc_volume_lookup(connection, pool, "one", NULL), volume);
    check_found(vmrpc_volume_lookup(connection, NULL, path, NULL), volume);
    check_found(vmrpc_volume_lookup(connection, pool, path, NULL), volume);
    check_found(vmrpc_volume_lookup_by_path(connection, path, NULL), volume);
    check_found(vmrpc_volume_lookup_by_name(pool, "one", NULL), volume);
    check_found(vmrpc_volume_lookup_by_key(connection, vmrpc_volume_key(volume), NULL), volume);
    check_found(vmrpc_volume_ref(volume), volume);
    g_assert_true(vmrpc_volume_connection(volume) == connection);
    API_GIVES_NOTHING(vmrpc_volume_lookup_by_name(pool, "none", &error), VMRPC_ERR_NO_STORAGE_VOL,
                      "none");
    API_GIVES_NOTHING(vmrpc_volume_lookup_by_key(connection, "none", &error),
                      VMRPC_ERR_NO_STORAGE_VOL, "none");
    check_same(vmrpc_volume_pool(volume, NULL), pool);
    API_OK(vmrpc_volume_info(volume, 0, &info, &error));
    g_assert_cmpstr(vmrpc_volume_type_to_string(info.type), ==, "file");
    g_assert_cmpuint(info.capacity, ==, 4 * MIB);
    g_assert_cmpuint(info.allocation, <, 4 * MIB);
    API_OK(vmrpc_volume_info(volume, VMRPC_VOLUME_INFO_PHYSICAL, &info, &error));
    g_assert_cmpuint(info.allocation, ==, 4 * MIB);
}

static void check_changing(VmrpcPool *pool, VmrpcVolume *volume)
{
    VmrpcError *failure = NULL;
    VmrpcVolume **volumes = NULL;
    VmrpcVolume *copy = vmrpc_volume_create_from(
        pool, "<volume><name>two</name><capacity unit='MiB'>4</capacity></volume>", volume, 0,
        &failure);
    VmrpcVolumeInfo info;

    g_assert_cmpstr(vmrpc_error_message(failure), ==, "no error");
    check_filled(copy, 0);
    g_assert_cmpint(vmrpc_volume_list(pool, 0, &volumes, NULL), ==, 2);
    g_assert_nonnull(volumes[1]);
    g_assert_null(volumes[2]);
    vmrpc_volume_list_free(volumes);
    API_OK(vmrpc_volume_resize(copy, MIB, VMRPC_VOLUME_RESIZE_DELTA, &error));
    API_OK(vmrpc_volume_info(copy, 0, &info, &error));
    g_assert_cmpuint(info.capacity, ==, 5 * MIB);
    g_assert_cmpint(vmrpc_volume_resize(copy, MIB, 0, NULL), ==, -1);
    API_OK(vmrpc_volume_wipe(copy, VMRPC_VOLUME_WIPE_ALGORITHM_ZERO, 0, &error));
    API_OK(vmrpc_volume_delete(copy, 0, &error));
    API_FAILS(vmrpc_volume_info(copy, 0, &info, &error), VMRPC_ERR_NO_STORAGE_VOL, "two");
    vmrpc_volume_unref(copy);
}

static void test_volume(void)
{
    Daemon running = daemon_start();
    VmrpcConnection *connection = daemon_open(0);
    VmrpcPool *pool = define_pool(connection);
    VmrpcVolume *volume;
    VmrpcError *failure = NULL;

    API_OK(vmrpc_pool_start(pool, VMRPC_POOL_START_BUILD, &error));
    volume = create_volume(pool, "one");
    fill(volume);
    check_filled(volume, VMRPC_VOLUME_TRANSFER_SPARSE);
    check_filled(volume, 0);
    check_asking(connection, pool, volume);
    check_changing(pool, volume);
    check_too_much(volume);
    g_assert_null(vmrpc_volume_lookup(connection, pool, "none", &failure));
    api_check_error(failure, VMRPC_ERR_NO_STORAGE_VOL, "none");
    vmrpc_volume_unref(volume);
    vmrpc_pool_unref(pool);
    vmrpc_connection_close(connection);
    daemon_kill(&running);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/storage/pool", test_pool);
    g_test_add_func("/api/storage/volume", test_volume);
    return daemon_test_run();
}
