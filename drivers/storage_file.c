/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One file of a pool: see storage_file.h. */
#include "drivers/storage_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "drivers/storage_folder.h"

#define FILE_BLOCK 512 /* of st_blocks */

static void file_clear(gpointer data)
{
    StorageFile *file = data;

    storage_image_clear(&file->image);
}

StorageFile *storage_file_ref(const StorageFile *file)
{
    return g_atomic_rc_box_acquire((gpointer) (uintptr_t) file);
}

void storage_file_unref(StorageFile *file)
{
    if (file)
        g_atomic_rc_box_release_full(file, file_clear);
}

uint64_t storage_file_capacity(const StorageFile *file)
{
    if (file->is_folder)
        return 0;
    return file->image.has_capacity ? file->image.capacity : file->physical;
}

static StorageFile *file_new(const struct stat *info)
{
    StorageFile *file = g_atomic_rc_box_new0(StorageFile);

    file->device = info->st_dev;
    file->inode = info->st_ino;
    file->modification = info->st_mtim;
    file->is_folder = S_ISDIR(info->st_mode);
    if (!file->is_folder) {
        file->physical = (uint64_t) info->st_size;
        file->allocation = (uint64_t) info->st_blocks * FILE_BLOCK;
    }
    file->permissions = storage_folder_permissions(info);
    file->times = (VolumeTimes){info->st_atim, info->st_mtim, info->st_ctim};
    file->image.format = file->is_folder ? VOLUME_FORMAT_DIR : VOLUME_FORMAT_RAW;
    return file;
}

static bool file_is_same(const StorageFile *file, const StorageFile *known)
{
    return known && known->device == file->device && known->inode == file->inode &&
           known->physical == file->physical && known->is_folder == file->is_folder &&
           known->modification.tv_sec == file->modification.tv_sec &&
           known->modification.tv_nsec == file->modification.tv_nsec;
}

/* Up to size bytes; a file that ends before gives fewer. -1 and errno on failure. */
static ssize_t file_read_head(int fd, uint8_t *head, size_t size)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = pread(fd, head + have, size - have, (off_t) have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t) got;
    }
    return (ssize_t) have;
}

/* A descriptor of what info is, or -1: it has gone, changed or cannot be read. */
static int file_open_same(int folder, const char *name, const struct stat *info)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat now;

    if (fd < 0)
        return -1;
    if (fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && now.st_dev == info->st_dev &&
        now.st_ino == info->st_ino)
        return fd;
    close(fd);
    return -1;
}

/* Reads the header; one that cannot be read leaves the file raw, and still a volume. */
static void file_look_inside(StorageFile *file, int folder, const char *name,
                             const struct stat *info)
{
    g_autofree uint8_t *head = NULL;
    int fd = file_open_same(folder, name, info);
    ssize_t size;

    if (fd < 0)
        return;
    head = g_malloc(STORAGE_IMAGE_HEAD_BYTES);
    size = file_read_head(fd, head, STORAGE_IMAGE_HEAD_BYTES);
    close(fd);
    if (size >= 0)
        storage_image_read(head, (size_t) size, &file->image);
}

StorageFileLook storage_file_look(int folder, const char *name, const StorageFile *known,
                                  StorageFile **ret_file, GError **err)
{
    struct stat info;
    StorageFile *file;

    if (fstatat(folder, name, &info, 0) < 0) {
        if (errno == ENOENT || errno == ELOOP)
            return STORAGE_FILE_OTHER;
        error_set_errno(err, errno, "cannot look at volume '%s'", name);
        return STORAGE_FILE_FAILED;
    }
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return STORAGE_FILE_OTHER;
    file = file_new(&info);
    if (file_is_same(file, known))
        storage_image_copy(&known->image, &file->image);
    else if (!file->is_folder)
        file_look_inside(file, folder, name, &info);
    *ret_file = file;
    return STORAGE_FILE_SEEN;
}

int storage_file_open(int folder, const char *name, int flags, const char *path, GError **err)
{
    int nofollow = (flags & O_ACCMODE) == O_RDONLY ? 0 : O_NOFOLLOW;
    int fd = openat(folder, name, flags | nofollow | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info;

    if (fd < 0 && errno == ELOOP) {
        error_set(err, ERR_OPERATION_UNSUPPORTED,
                  "Operation not supported: '%s' is a symbolic link, through which nothing is "
                  "written",
                  path);
        return -1;
    }
    if (fd < 0) {
        error_set_errno(err, errno, "cannot open volume '%s'", path);
        return -1;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        return fd;
    close(fd);
    error_set(err, ERR_OPERATION_UNSUPPORTED, "Operation not supported: '%s' is no regular file",
              path);
    return -1;
}
