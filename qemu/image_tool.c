/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running qemu-img on images of guests: see image_tool.h. */
#include "qemu/image_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/spawn.h"

#define QEMU_IMG "qemu-img"

static bool co_run(Loop *loop, const char *const *argv, GError **err)
{
    return spawn_co_run(loop, argv, -1, 0, NULL, err);
}

bool image_tool_co_overlay(Loop *loop, const char *path, DomainDiskType type,
                           const DomainImage *backing, GError **err)
{
    const char *const argv[] = {QEMU_IMG, "create",        "-q", "-f", "qcow2", "-b", backing->path,
                                "-F",     backing->format, path, NULL};
    bool is_file = type == DOMAIN_DISK_TYPE_FILE;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (is_file ? O_CREAT | O_EXCL : 0), 0600);

    if (fd < 0)
        return error_set_errno(err, errno, "cannot make image '%s'", path);
    close(fd);
    if (co_run(loop, argv, err))
        return true;
    if (is_file)
        unlink(path);
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
