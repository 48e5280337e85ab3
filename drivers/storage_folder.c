/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The folder of a pool: see storage_folder.h. */
#include "drivers/storage_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"

#define FOLDER_TEMPORARY_PREFIX ".vmrpc-new-"
#define FOLDER_TEMPORARY_TRIES 16
#define FOLDER_PERMISSION_BITS 07777

Permissions storage_folder_permissions(const struct stat *info)
{
    return (Permissions){
        .mode = info->st_mode & FOLDER_PERMISSION_BITS,
        .owner = info->st_uid,
        .group = info->st_gid,
    };
}

/* Owner before mode: a change of owner takes set-user-id bits away. 0 or errno. */
static int folder_apply(int fd, const Permissions *permissions, mode_t mode_otherwise)
{
    mode_t mode = permissions->mode >= 0 ? (mode_t) permissions->mode : mode_otherwise;

    if ((permissions->owner >= 0 || permissions->group >= 0) &&
        fchown(fd, (uid_t) permissions->owner, (gid_t) permissions->group) < 0)
        return errno;
    return fchmod(fd, mode) < 0 ? errno : 0;
}

bool storage_folder_build(const char *path, const Permissions *permissions, GError **err)
{
    g_autofree char *parent = g_path_get_dirname(path);
    bool exists = access(path, F_OK) == 0;
    int fd, errnum;

    if (!file_make_folder(parent, STORAGE_FOLDER_MODE, err))
        return false;
    if (!exists && mkdir(path, STORAGE_FOLDER_MODE) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "failed to create directory '%s'", path);
    if (exists && permissions->mode < 0 && permissions->owner < 0 && permissions->group < 0)
        return true;
    fd = storage_folder_open(path, err);
    if (fd < 0)
        return false;
    errnum = folder_apply(fd, permissions, STORAGE_FOLDER_MODE);
    close(fd);
    return errnum == 0 ||
           error_set_errno(err, errnum, "cannot set the permissions of directory '%s'", path);
}

bool storage_folder_remove(const char *path, GError **err)
{
    if (rmdir(path) == 0)
        return true;
    return error_set_errno(err, errno, "failed to remove pool '%s'", path);
}

int storage_folder_open(const char *path, GError **err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        error_set_errno(err, errno, "cannot open directory '%s'", path);
    return fd;
}

bool storage_folder_check(int folder, const char *path, GError **err)
{
    struct stat ours, there;

    if (stat(path, &there) < 0 || fstat(folder, &ours) < 0)
        return error_set_errno(err, errno, "cannot open directory '%s'", path);
    if (ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
        return true;
    return error_set(err, ERR_OPERATION_INVALID,
                     "'%s' is another directory than when its "
                     "pool was started; stop the pool and start it again",
                     path);
}

bool storage_folder_measure(int folder, const char *path, PoolUsage *ret_usage,
                            Permissions *ret_permissions, GError **err)
{
    struct statvfs space;
    struct stat info;

    if (fstatvfs(folder, &space) < 0 || fstat(folder, &info) < 0)
        return error_set_errno(err, errno, "cannot get the size of directory '%s'", path);
    ret_usage->capacity = (uint64_t) space.f_blocks * space.f_frsize;
    ret_usage->available = (uint64_t) space.f_bfree * space.f_frsize;
    ret_usage->allocation = ret_usage->capacity - ret_usage->available;
    *ret_permissions = storage_folder_permissions(&info);
    return true;
}

int storage_folder_new_file(int folder, const char *path, char **ret_temporary, GError **err)
{
    for (unsigned tries = 0; tries < FOLDER_TEMPORARY_TRIES; tries++) {
        g_autofree char *name = NULL;
        uint64_t number = 0;
        struct stat info;
        int fd;

        if (getrandom(&number, sizeof number, 0) < 0)
            break;
        name = g_strdup_printf(FOLDER_TEMPORARY_PREFIX "%016" G_GINT64_MODIFIER "x", number);
        fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    STORAGE_VOLUME_MODE);
        if (fd < 0 && errno == EEXIST)
            continue;
        if (fd < 0)
            break;
        /* Between the two calls a sweep may take it for one that was left behind. */
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &info) == 0 && info.st_nlink > 0) {
            *ret_temporary = g_steal_pointer(&name);
            return fd;
        }
        unlinkat(folder, name, 0);
        close(fd);
    }
    error_set_errno(err, errno, "cannot make a file in '%s'", path);
    return -1;
}

/* 0 or errno. Where the file system cannot refuse to replace, a link can. */
static int folder_rename(int folder, const char *from, const char *to)
{
    if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (linkat(folder, from, folder, to, 0) < 0)
        return errno;
    return unlinkat(folder, from, 0) < 0 ? errno : 0;
}

bool storage_folder_publish(int folder, int fd, const char *temporary, const char *name,
                            const Permissions *permissions, GError **err)
{
    int errnum = folder_apply(fd, permissions, STORAGE_VOLUME_MODE);

    if (errnum != 0)
        return error_set_errno(err, errnum, "cannot set the permissions of volume '%s'", name);
    if (fsync(fd) < 0)
        return error_set_errno(err, errno, "cannot write volume '%s'", name);
    errnum = folder_rename(folder, temporary, name);
    if (errnum == EEXIST)
        return error_set(err, ERR_STORAGE_VOL_EXIST, "storage volume '%s' exists already", name);
    if (errnum != 0)
        return error_set_errno(err, errnum, "cannot give volume '%s' its name", name);
    if (fsync(folder) < 0)
        return error_set_errno(err, errno, "cannot write the folder of volume '%s'", name);
    return true;
}

void storage_folder_discard(int folder, const char *temporary)
{
    unlinkat(folder, temporary, 0);
}

bool storage_folder_is_temporary(const char *name)
{
    return g_str_has_prefix(name, FOLDER_TEMPORARY_PREFIX);
}

void storage_folder_sweep(int folder, const char *temporary)
{
    int fd = openat(folder, temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, temporary, 0);
    close(fd);
}

bool storage_folder_remove_entry(int folder, const char *name, bool is_folder, const char *path,
                                 GError **err)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return true;
    if (is_folder && errno == EISDIR && unlinkat(folder, name, AT_REMOVEDIR) == 0)
        return true;
    return error_set_errno(
        err, errno, is_folder ? "cannot remove directory '%s'" : "cannot unlink file '%s'", path);
}
