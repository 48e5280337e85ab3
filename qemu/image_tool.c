/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running qemu-img on images of guests: see image_tool.h. */
#include "qemu/image_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_co.h"
#include "base/spawn.h"

#define QEMU_IMG "qemu-img"

static bool co_run(Loop *loop, const char *const *argv, GError **err)
{
    return spawn_co_run(loop, argv, -1, 0, NULL, err);
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
    if (co_run(host->loop, argv, err))
        return true;
    if (making.is_file)
        file_co_remove(host->worker, path, NULL);
    return false;
}

static bool co_snapshot(Loop *loop, const char *verb, const char *path, const char *tag,
                        GError **err)
{
    const char *const argv[] = {QEMU_IMG, "snapshot", "-q", verb, tag, path, NULL};

    return co_run(loop, argv, err);
}

bool image_tool_co_keep(Loop *loop, const char *path, const char *tag, GError **err)
{
    return co_snapshot(loop, "-c", path, tag, err);
}

bool image_tool_co_go_back(Loop *loop, const char *path, const char *tag, GError **err)
{
    return co_snapshot(loop, "-a", path, tag, err);
}

bool image_tool_co_forget(Loop *loop, const char *path, const char *tag, GError **err)
{
    return co_snapshot(loop, "-d", path, tag, err);
}

bool image_tool_co_commit(Loop *loop, const char *path, const char *base, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "commit", "-q", "-b", base, "-f", "qcow2", path, NULL};

    return co_run(loop, argv, err);
}

bool image_tool_co_rebase(Loop *loop, const char *path, const DomainImage *backing, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "rebase",        "-q", "-u",
                                "-f",     "qcow2",         "-b", backing->path,
                                "-F",     backing->format, path, NULL};

    return co_run(loop, argv, err);
}
