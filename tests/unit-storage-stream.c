/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ends of streams that the storage driver opens, called as the daemon calls them. */
#include <fcntl.h>
#include <sys/stat.h>

#include "drivers/storage.h"
#include "drivers/stream.h"
#include "tests/drivers_fixture.h"

#define PIECE 65536
#define HOLE (1 << 20)

static char *folder;
static StreamEnd *opened;

static bool open_stream(DriverCall *call, StreamEnd *end, GError **err)
{
    (void) call;
    (void) err;
    g_assert_null(opened);
    opened = end;
    return true;
}

static void close_stream(void)
{
    opened->ops->free(opened);
    opened = NULL;
}

static char *path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static remote_storage_vol volume(void)
{
    return (remote_storage_vol){.pool = (char *) "p", .name = (char *) "v", .key = (char *) ""};
}

static void upload(Fixture *fixture, uint64_t offset, uint64_t length, unsigned flags)
{
    const storage_vol_upload_args args = {
        .vol = volume(), .offset = offset, .length = length, .flags = flags};
    GError *error = NULL;

    fixture->call.driver->handlers.storage_vol_upload(&fixture->call, &args, &error);
    g_assert_no_error(error);
    g_assert_nonnull(opened);
}

static void download(Fixture *fixture, uint64_t offset, uint64_t length, unsigned flags)
{
    const storage_vol_download_args args = {
        .vol = volume(), .offset = offset, .length = length, .flags = flags};
    GError *error = NULL;

    fixture->call.driver->handlers.storage_vol_download(&fixture->call, &args, &error);
    g_assert_no_error(error);
    g_assert_nonnull(opened);
}

/* One step of a download, as text: "65536", "hole 1048576", "end". */
static const char *step(uint8_t *buffer)
{
    static char text[64];
    GError *error = NULL;
    uint64_t hole;
    bool ended;
    ssize_t got = opened->ops->co_recv(opened, buffer, PIECE, -1, &hole, &ended, &error);

    g_assert_no_error(error);
    if (hole > 0)
        g_snprintf(text, sizeof text, "hole %" G_GUINT64_FORMAT, hole);
    else
        g_snprintf(text, sizeof text, got > 0 ? "%zd" : ended ? "end" : "nothing", got);
    return text;
}

static void make_pool(Fixture *fixture)
{
    g_autofree char *pool = path_of("p");
    g_autofree char *xml = g_strdup_printf(
        "<pool type='dir'><name>p</name><target><path>%s</path></target></pool>", pool);
    g_autofree char *file = g_build_filename(pool, "v", NULL);
    const storage_pool_create_xml_args args = {.xml = xml, .flags = 0};
    storage_pool_create_xml_ret ret = {.pool.name = NULL};
    GError *error = NULL;

    g_assert_cmpint(g_mkdir(pool, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    fixture->driver = storage_driver_ops.co_create(&fixture->host, &error);
    g_assert_no_error(error);
    fixture->call = (DriverCall){.driver = fixture->driver, .open_stream = open_stream};
    fixture->call.driver->handlers.storage_pool_create_xml(&fixture->call, &args, &ret, &error);
    g_assert_no_error(error);
    xdr_free((xdrproc_t) xdr_storage_pool_create_xml_ret, &ret);
}

static void there_and_back(Fixture *fixture)
{
    g_autofree uint8_t *bytes = g_malloc(PIECE);
    g_autofree uint8_t *back = g_malloc(PIECE);
    GError *error = NULL;

    memset(bytes, 'x', PIECE);
    upload(fixture, 0, 0, STORAGE_VOL_SPARSE);
    g_assert_null(opened->ops->co_recv);
    g_assert_true(storage_driver_ops.busy(fixture->driver));
    g_assert_true(opened->ops->co_send(opened, bytes, PIECE, &error));
    g_assert_true(opened->ops->co_send_hole(opened, HOLE, &error));
    g_assert_true(opened->ops->co_send(opened, bytes, 3, &error));
    g_assert_true(opened->ops->co_send_hole(opened, HOLE, &error));
    g_assert_true(opened->ops->co_finish(opened, &error));
    close_stream();
    g_assert_false(storage_driver_ops.busy(fixture->driver));

    download(fixture, 0, 0, STORAGE_VOL_SPARSE);
    g_assert_null(opened->ops->co_send);
    g_assert_cmpstr(step(back), ==, "65536");
    g_assert_cmpmem(back, PIECE, bytes, PIECE);
    g_assert_cmpstr(step(back), ==, "hole 1048576");
    /* A file system has blocks: zeros follow the three bytes, and the rest of the hole. */
    g_assert_cmpstr(step(back), ==, "4096");
    g_assert_cmpmem(back, 4, "xxx\0", 4);
    g_assert_cmpstr(step(back), ==, "hole 1044483");
    g_assert_cmpstr(step(back), ==, "end");
    close_stream();

    download(fixture, PIECE + HOLE, 4, 0);
    g_assert_cmpstr(step(back), ==, "4");
    g_assert_cmpmem(back, 4, "xxx\0", 4);
    g_assert_cmpstr(step(back), ==, "end");
    close_stream();
    download(fixture, INT64_MAX, 4, STORAGE_VOL_SPARSE);
    g_assert_cmpstr(step(back), ==, "end");
    close_stream();
}

static void limits(Fixture *fixture)
{
    g_autofree uint8_t *bytes = g_malloc0(PIECE);
    GError *error = NULL;
    uint64_t hole;
    bool ended;

    upload(fixture, 10, 5, 0);
    g_assert_null(opened->ops->co_send_hole);
    g_assert_false(opened->ops->co_send(opened, bytes, 6, &error));
    fixture_assert_error(error, ERR_OVERFLOW, "upload to volume ");
    g_assert_true(opened->ops->co_send(opened, bytes, 5, &error));
    g_assert_false(opened->ops->co_send(opened, bytes, 1, &error));
    fixture_assert_error(error, ERR_OVERFLOW, "upload to volume ");
    opened->ops->abort(opened);
    opened->ops->abort(opened);
    g_assert_false(opened->ops->co_finish(opened, &error));
    fixture_assert_error(error, ERR_OPERATION_ABORTED, "the stream of volume ");
    close_stream();

    upload(fixture, 0, 0, STORAGE_VOL_SPARSE);
    g_assert_false(opened->ops->co_send_hole(opened, UINT64_MAX, &error));
    fixture_assert_error(error, ERR_OVERFLOW, "upload to volume ");
    close_stream();
    download(fixture, 0, 0, 0);
    opened->ops->abort(opened);
    g_assert_cmpint(opened->ops->co_recv(opened, bytes, PIECE, -1, &hole, &ended, &error), ==, -1);
    fixture_assert_error(error, ERR_OPERATION_ABORTED, "the stream of volume ");
    close_stream();
    g_assert_false(storage_driver_ops.busy(fixture->driver));
}

static void test_ends(void)
{
    const char *argv[] = {"rm", "-rf", NULL, NULL};
    Fixture fixture;

    folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    argv[2] = folder;
    fixture_init(&fixture);
    fixture.host.emit = NULL;
    fixture_run(&fixture, make_pool);
    fixture_run(&fixture, there_and_back);
    fixture_run(&fixture, limits);
    fixture_clear(&fixture);
    g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    g_free(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/storage-stream/ends", test_ends);
    return g_test_run();
}
