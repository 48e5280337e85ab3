/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running qemu-img on images of guests: see image_tool.h. */
#include "qemu/image_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_co.h"
#include "base/spawn.h"

#define QEMU_IMG "qemu-img"
/* What it may say of one image. */
#define IMAGE_TOOL_INFO_MAX (4 * 1024 * 1024)

static bool co_run(Worker *worker, const char *const *argv, GError **err)
{
    return spawn_co_run(worker, argv, -1, 0, NULL, err);
}

/* The file, before anything is in it, so that it has our mode and was nobody's. */
typedef struct Making {
    const char *path;
    bool is_file;
    int errnum;
} Making;

static void making_run(void *data)
{
    Making *making = data;
    int fd =
        open(making->path,
             O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (making->is_file ? O_CREAT | O_EXCL : 0), 0600);

    if (fd < 0)
        making->errnum = errno;
    else
        close(fd);
}

bool image_tool_co_overlay(const DriverHost *host, const char *path, DomainDiskType type,
                           const DomainImage *backing, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "create",        "-q", "-f", "qcow2", "-b", backing->path,
                                "-F",     backing->format, path, NULL};
    Making making = {.path = path, .is_file = type == DOMAIN_DISK_TYPE_FILE};

    worker_co_run(host->worker, making_run, &making);
    if (making.errnum)
        return error_set_errno(err, making.errnum, "cannot make image '%s'", path);
    if (co_run(host->worker, argv, err))
        return true;
    if (making.is_file)
        file_co_remove(host->worker, path, NULL);
    return false;
}

static bool co_snapshot(Worker *worker, const char *verb, const char *path, const char *tag,
                        GError **err)
{
    const char *const argv[] = {QEMU_IMG, "snapshot", "-q", verb, tag, path, NULL};

    return co_run(worker, argv, err);
}

bool image_tool_co_keep(Worker *worker, const char *path, const char *tag, GError **err)
{
    return co_snapshot(worker, "-c", path, tag, err);
}

bool image_tool_co_go_back(Worker *worker, const char *path, const char *tag, GError **err)
{
    return co_snapshot(worker, "-a", path, tag, err);
}

bool image_tool_co_forget(Worker *worker, const char *path, const char *tag, GError **err)
{
    return co_snapshot(worker, "-d", path, tag, err);
}

/* ---- bitmaps ---- */

bool image_tool_co_bitmaps(Worker *worker, const char *path, json_t **ret_bitmaps, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "info", "-U", "-f", "qcow2", "--output=json", path, NULL};
    g_autofree char *text = NULL;
    json_t *info, *data;

    if (!spawn_co_run(worker, argv, -1, IMAGE_TOOL_INFO_MAX, &text, err))
        return false;
    info = json_loads(text, 0, NULL);
    data = json_object_get(json_object_get(info, "format-specific"), "data");
    *ret_bitmaps = json_incref(json_object_get(data, "bitmaps"));
    json_decref(info);
    return true;
}

bool image_tool_co_add_bitmap(Worker *worker, const char *path, const char *name,
                              uint64_t granularity, GError **err)
{
    g_autofree char *bytes = g_strdup_printf("%" PRIu64, granularity);
    const char *const argv[] = {QEMU_IMG, "bitmap", "--add", "-g", bytes,
                                "-f",     "qcow2",  path,    name, NULL};

    return co_run(worker, argv, err);
}

bool image_tool_co_merge_bitmap(Worker *worker, const char *path, const char *name,
                                const char *from, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "bitmap", "--merge", name, "-b", from, "-F",
                                "qcow2",  "-f",     "qcow2",   path, name, NULL};

    return co_run(worker, argv, err);
}

bool image_tool_co_remove_bitmap(Worker *worker, const char *path, const char *name, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "bitmap", "--remove", "-f", "qcow2", path, name, NULL};

    return co_run(worker, argv, err);
}

bool image_tool_co_commit(Worker *worker, const char *path, const char *base, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "commit", "-q", "-b", base, "-f", "qcow2", path, NULL};

    return co_run(worker, argv, err);
}

bool image_tool_co_rebase(Worker *worker, const char *path, const DomainImage *backing,
                          GError **err)
{
    const char *const argv[] = {QEMU_IMG, "rebase",        "-q", "-u",
                                "-f",     "qcow2",         "-b", backing->path,
                                "-F",     backing->format, path, NULL};

    return co_run(worker, argv, err);
}
