/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of core dumps: see dump_file.h. */
#include "qemu/dump_file.h"

#include "base/file.h"
#include "qemu/save_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What dumps begin with: ELF, kdump, Windows, and QEMU's own stream. */
static const char *const beginnings[] = {"\177ELF", "KDUM", "makedumpfile", "PAGE", "QEVM"};
#define BEGINNING_MAX 12

typedef struct Work {
    DumpFile *file;
    bool uncached;
} Work;

static bool is_dump(int fd)
{
    char bytes[BEGINNING_MAX + 1] = "";
    ssize_t size = pread(fd, bytes, BEGINNING_MAX, 0);

    for (unsigned i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        if (g_str_has_prefix(bytes, beginnings[i]))
            return true;
    }
    return size == 0;
}

static bool check_place(const char *path, GError **err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool usable;

    if (fd < 0)
        return errno == ENOENT || error_set_errno(err, errno, "cannot open '%s'", path);
    usable = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && is_dump(fd);
    close(fd);
    return usable || error_set(err, ERR_OPERATION_INVALID,
                               "'%s' exists and is no core dump: it is not overwritten", path);
}

static bool create_run(void *data, GError **err)
{
    DumpFile *file = ((Work *) data)->file;
    g_autofree char *part = save_file_part(file->path);

    if (!g_path_is_absolute(file->path))
        return error_set(err, ERR_INVALID_ARG, "the path '%s' is not absolute", file->path);
    if (!check_place(file->path, err) || !check_place(part, err))
        return false;
    file->fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    return file->fd >= 0 || error_set_errno(err, errno, "cannot create '%s'", part);
}

DumpFile *dump_file_co_create(Worker *worker, const char *path, GError **err)
{
    DumpFile *file = g_new0(DumpFile, 1);
    Work work = {.file = file};

    file->path = g_strdup(path);
    file->fd = -1;
    if (worker_co_try(worker, create_run, &work, err))
        return file;
    dump_file_co_abandon(worker, file);
    return NULL;
}

static bool commit_run(void *data, GError **err)
{
    const Work *work = data;
    DumpFile *file = work->file;
    g_autofree char *part = save_file_part(file->path);

    if (fsync(file->fd) < 0)
        return error_set_errno(err, errno, "cannot bring '%s' to disk", part);
    if (work->uncached)
        posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
    if (rename(part, file->path) < 0)
        return error_set_errno(err, errno, "cannot rename '%s'", part);
    close(file->fd);
    file->fd = -1;
    return true;
}

bool dump_file_co_commit(Worker *worker, DumpFile *file, bool uncached, GError **err)
{
    Work work = {.file = file, .uncached = uncached};

    return worker_co_try(worker, commit_run, &work, err);
}

static void abandon_run(void *data)
{
    DumpFile *file = ((Work *) data)->file;
    g_autofree char *part = save_file_part(file->path);

    if (file->fd < 0)
        return;
    unlink(part);
    close(file->fd);
}

void dump_file_co_abandon(Worker *worker, DumpFile *file)
{
    Work work = {.file = file};

    if (!file)
        return;
    worker_co_run(worker, abandon_run, &work);
    g_free(file->path);
    g_free(file);
}

void dump_file_settle(const char *path)
{
    g_autofree char *part = save_file_part(path);

    if (check_place(part, NULL))
        unlink(part);
}
