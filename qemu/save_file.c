/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of saved domains: see save_file.h. */
#include "qemu/save_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* They hold the guest's memory, and passwords. */
#define SAVE_FILE_MODE 0600
/* Bytes that are copied in one go. */
#define COPY_PIECE (64 * 1024 * 1024)

typedef struct Work {
    const char *path;
    SaveFile *file;
    SaveImage *image;
    const char *xml;
    bool running;
    bool uncached;
    int fd;
} Work;

char *save_file_part(const char *path)
{
    return g_strconcat(path, ".part", NULL);
}

/* Puts the path before a message. */
static bool say_path(const char *path, GError **err)
{
    g_prefix_error(err, "saved domain '%s': ", path);
    return false;
}

static bool sync_folder(const char *path, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (!done)
        error_set_errno(err, errno, "cannot bring folder '%s' to disk", folder);
    if (fd >= 0)
        close(fd);
    return done;
}

/* ---- what is there already ---- */

/* Whether a descriptor is of a file that may be overwritten by a save. */
static bool is_ours(int fd, const char *path, GError **err)
{
    uint8_t id[UUID_BYTES];
    struct stat info;

    if (fstat(fd, &info) < 0)
        return error_set_errno(err, errno, "cannot look at '%s'", path);
    if (!S_ISREG(info.st_mode))
        return error_set(err, ERR_OPERATION_INVALID, "'%s' is no regular file", path);
    return info.st_size == 0 || save_image_is_begun(fd, id) ||
           error_set(err, ERR_OPERATION_INVALID,
                     "'%s' exists and is no saved domain: it is not overwritten", path);
}

static bool check_place(const char *path, GError **err)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool ours;

    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0)
        return file_set_error(err, errno, path, R_OK, "cannot open '%s'", path);
    ours = is_ours(fd, path, err);
    close(fd);
    return ours;
}

/* -1: it cannot be had. */
static int open_part(const char *path, GError **err)
{
    g_autofree char *part = save_file_part(path);
    int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, SAVE_FILE_MODE);

    if (fd < 0) {
        int errnum = errno;
        g_autofree char *folder = g_path_get_dirname(path);

        file_set_error(err, errnum, folder, W_OK | X_OK, "cannot create '%s'", part);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        error_set(err, ERR_RESOURCE_BUSY, "'%s' is being written to by another save", path);
    else if (is_ours(fd, part, err) && (fchmod(fd, SAVE_FILE_MODE) < 0 || ftruncate(fd, 0) < 0))
        error_set_errno(err, errno, "cannot prepare '%s'", part);
    else if (!*err)
        return fd;
    close(fd);
    return -1;
}

/* ---- making one ---- */

static bool create_run(void *data, GError **err)
{
    SaveFile *file = ((Work *) data)->file;

    if (!g_path_is_absolute(file->path))
        return error_set(err, ERR_INVALID_ARG, "the path is not absolute");
    if (!check_place(file->path, err))
        return false;
    file->fd = open_part(file->path, err);
    return file->fd >= 0 && save_image_begin(file->fd, &file->image, err);
}

SaveFile *save_file_co_create(Worker *worker, const char *path, SaveImage *image, GError **err)
{
    SaveFile *file = g_new0(SaveFile, 1);
    Work work = {.file = file};

    file->path = g_strdup(path);
    file->fd = -1;
    file->image = *image;
    *image = (SaveImage){0};
    if (worker_co_try(worker, create_run, &work, err))
        return file;
    say_path(path, err);
    save_file_co_abandon(worker, file);
    return NULL;
}

static bool commit_run(void *data, GError **err)
{
    const Work *work = data;
    SaveFile *file = work->file;
    g_autofree char *part = save_file_part(file->path);

    if (!save_image_finish(file->fd, &file->image, err))
        return false;
    if (work->uncached)
        posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
    if (rename(part, file->path) < 0)
        return error_set_errno(err, errno, "cannot rename '%s'", part);
    close(file->fd);
    file->fd = -1;
    if (sync_folder(file->path, err))
        return true;
    unlink(file->path);
    return false;
}

bool save_file_co_commit(Worker *worker, SaveFile *file, bool uncached, GError **err)
{
    Work work = {.file = file, .uncached = uncached};

    return worker_co_try(worker, commit_run, &work, err) || say_path(file->path, err);
}

static void abandon_run(void *data)
{
    SaveFile *file = ((Work *) data)->file;
    g_autofree char *part = save_file_part(file->path);

    if (file->fd < 0)
        return;
    unlink(part);
    close(file->fd);
}

void save_file_co_abandon(Worker *worker, SaveFile *file)
{
    Work work = {.file = file};

    if (!file)
        return;
    worker_co_run(worker, abandon_run, &work);
    save_image_clear(&file->image);
    g_free(file->path);
    g_free(file);
}

/* ---- using one ---- */

static int open_whole(const char *path, int flags, SaveImage *ret_image, GError **err)
{
    struct stat info;
    int fd = open(path, flags | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        file_set_error(err, errno, path, flags == O_RDONLY ? R_OK : R_OK | W_OK, "cannot open '%s'",
                       path);
        return -1;
    }
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        error_set(err, ERR_OPERATION_FAILED, "it is no regular file");
    else if (save_image_read(fd, ret_image, err))
        return fd;
    close(fd);
    return -1;
}

static bool open_run(void *data, GError **err)
{
    Work *work = data;

    work->fd = open_whole(work->path, O_RDONLY, work->image, err);
    return work->fd >= 0;
}

int save_file_co_open(Worker *worker, const char *path, SaveImage *ret_image, GError **err)
{
    Work work = {.path = path, .image = ret_image};

    if (worker_co_try(worker, open_run, &work, err))
        return work.fd;
    say_path(path, err);
    return -1;
}

static bool copy_stream(int from, int to, uint64_t size, GError **err)
{
    while (size > 0) {
        ssize_t done = copy_file_range(from, NULL, to, NULL, MIN(size, COPY_PIECE), 0);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_set_errno(err, done ? errno : EIO, "cannot copy it");
        size -= (uint64_t) done;
    }
    return true;
}

/* The document does not fit: a copy with more room takes its place. */
static bool replace_by_copy(int fd, const char *path, SaveImage *image, GError **err)
{
    g_autofree char *part = save_file_part(path);
    uint64_t size = image->size - image->stream;
    int copy = open_part(path, err);
    bool done;

    if (copy < 0)
        return false;
    done = save_image_begin(copy, image, err) && copy_stream(fd, copy, size, err) &&
           save_image_finish(copy, image, err);
    if (done && rename(part, path) < 0)
        done = error_set_errno(err, errno, "cannot rename '%s'", part);
    if (!done)
        unlink(part);
    close(copy);
    return done && sync_folder(path, err);
}

static bool replace_document(int fd, const Work *work, SaveImage *image, GError **err)
{
    if (strlen(work->xml) > SAVE_IMAGE_XML_MAX)
        return error_set(err, ERR_OVERFLOW, "the document is longer than %d bytes",
                         SAVE_IMAGE_XML_MAX);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return error_set(err, ERR_RESOURCE_BUSY, "it is being changed by somebody else");
    if (save_image_fits(image, strlen(work->xml)))
        return save_image_replace(fd, image, work->xml, work->running, err);
    g_free(image->xml);
    image->xml = g_strdup(work->xml);
    image->running = work->running;
    return replace_by_copy(fd, work->path, image, err);
}

static bool replace_run(void *data, GError **err)
{
    const Work *work = data;
    g_auto(SaveImage) image = {0};
    int fd = open_whole(work->path, O_RDWR, &image, err);
    bool done = fd >= 0 && replace_document(fd, work, &image, err);

    if (fd >= 0)
        close(fd);
    return done;
}

bool save_file_co_replace(Worker *worker, const char *path, const char *xml, bool running,
                          GError **err)
{
    Work work = {.path = path, .xml = xml, .running = running};

    return worker_co_try(worker, replace_run, &work, err) || say_path(path, err);
}

static bool remove_run(void *data, GError **err)
{
    const Work *work = data;

    return access(work->path, F_OK) < 0 ||
           (file_remove(work->path, err) && sync_folder(work->path, err));
}

bool save_file_co_remove(Worker *worker, const char *path, GError **err)
{
    Work work = {.path = path};

    return worker_co_try(worker, remove_run, &work, err);
}

/* Whether a .part is of this save, or of one that was cut off before it could say whose it is. */
static bool is_left_behind(int fd, const uint8_t id[UUID_BYTES])
{
    uint8_t other[UUID_BYTES];
    struct stat info;

    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        return false;
    if (info.st_size == 0)
        return flock(fd, LOCK_EX | LOCK_NB) == 0;
    return save_image_is_begun(fd, other) && memcmp(other, id, sizeof other) == 0;
}

static void remove_part(const char *path, const uint8_t id[UUID_BYTES])
{
    g_autofree char *part = save_file_part(path);
    int fd = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return;
    if (is_left_behind(fd, id))
        unlink(part);
    close(fd);
}

bool save_file_settle(const char *path, const uint8_t id[UUID_BYTES])
{
    g_auto(SaveImage) image = {0};
    int fd;

    remove_part(path, id);
    fd = open_whole(path, O_RDONLY, &image, NULL);
    if (fd < 0)
        return false;
    close(fd);
    return memcmp(image.id, id, sizeof image.id) == 0;
}
