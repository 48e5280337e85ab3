/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Small files: see file.h. Each call blocks for as long as the disk takes and no longer: a FIFO or
 * a device under the name of a file is not waited for.
 *
 * A temporary name begins with '.', which file_list() skips, so what a crash in the middle of a
 * replacement leaves behind is never taken for a document, and file_sweep() knows it.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define FILE_TEMPORARY ".new-"
#define FILE_TEMPORARY_ENDING "XXXXXX" /* mkostemp()'s */

static bool file_error(GError **err, int errnum, const char *what, const char *path,
                       int access_mode)
{
    return file_set_error(err, errnum, path, access_mode, "cannot %s '%s'", what, path);
}

/* For making, renaming and removing, which are up to the folder and not to the file. */
static bool file_error_folder(GError **err, int errnum, const char *what, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return file_set_error(err, errnum, folder, W_OK, "cannot %s '%s'", what, path);
}

static char *file_read_fd(int fd, const char *path, size_t max, GError **err)
{
    g_autoptr(GByteArray) text = g_byte_array_new();
    uint8_t piece[4096];

    g_assert(max < G_MAXUINT);
    for (;;) {
        ssize_t got = read(fd, piece, sizeof(piece));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            file_error(err, errno, "read", path, R_OK);
            return NULL;
        }
        if (got == 0)
            break;
        if ((size_t) got > max - text->len) {
            error_set(err, ERR_OVERFLOW, "file '%s' is larger than %zu bytes", path, max);
            return NULL;
        }
        g_byte_array_append(text, piece, (guint) got);
    }
    if (text->len > 0 && memchr(text->data, '\0', text->len)) {
        error_set(err, ERR_CONF_SYNTAX, "file '%s' is no text: there is a zero byte in it", path);
        return NULL;
    }
    g_byte_array_append(text, (const uint8_t *) "", 1);
    return (char *) g_byte_array_free(g_steal_pointer(&text), FALSE);
}

char *file_read(const char *path, size_t max, GError **err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    char *text;

    if (fd < 0) {
        file_error(err, errno, "open", path, R_OK);
        return NULL;
    }
    text = file_read_fd(fd, path, max, err);
    close(fd);
    return text;
}

/* 0 or errno. */
static int file_write_fd(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t done = write(fd, text, left);

        if (done < 0 && errno != EINTR)
            return errno;
        if (done > 0) {
            text += done;
            left -= (size_t) done;
        }
    }
    return 0;
}

/* So that a rename in the folder, or a removal, survives a loss of power. */
static bool file_sync_folder(const char *folder, GError **err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int errnum;

    if (fd < 0)
        return file_error(err, errno, "open", folder, R_OK);
    errnum = fsync(fd) < 0 ? errno : 0;
    close(fd);
    return errnum == 0 || file_error(err, errnum, "sync folder", folder, 0);
}

/* 0 or errno. Closes it. */
static int file_write_new(int fd, const char *text, mode_t mode, bool sync)
{
    int errnum = fchmod(fd, mode) < 0 ? errno : file_write_fd(fd, text);

    if (errnum == 0 && sync && fsync(fd) < 0)
        errnum = errno;
    if (close(fd) < 0 && errnum == 0)
        errnum = errno;
    return errnum;
}

static char *file_stage_any(const char *path, const char *text, mode_t mode, bool sync,
                            GError **err)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary =
        g_build_filename(folder, FILE_TEMPORARY FILE_TEMPORARY_ENDING, NULL);
    int fd = mkostemp(temporary, O_CLOEXEC);
    int errnum = fd < 0 ? errno : file_write_new(fd, text, mode, sync);

    if (errnum == 0)
        return g_steal_pointer(&temporary);
    if (fd >= 0)
        unlink(temporary);
    file_error_folder(err, errnum, "write", path);
    return NULL;
}

static bool file_put_any(const char *temporary, const char *path, bool sync, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(path);

    if (rename(temporary, path) == 0)
        return !sync || file_sync_folder(folder, err);
    file_error_folder(err, errno, "write", path);
    unlink(temporary);
    return false;
}

char *file_stage(const char *path, const char *text, mode_t mode, GError **err)
{
    return file_stage_any(path, text, mode, true, err);
}

bool file_put(const char *temporary, const char *path, GError **err)
{
    return file_put_any(temporary, path, true, err);
}

static bool file_replace_any(const char *path, const char *text, mode_t mode, bool sync,
                             GError **err)
{
    g_autofree char *temporary = file_stage_any(path, text, mode, sync, err);

    return temporary && file_put_any(temporary, path, sync, err);
}

bool file_replace(const char *path, const char *text, mode_t mode, GError **err)
{
    return file_replace_any(path, text, mode, true, err);
}

bool file_replace_volatile(const char *path, const char *text, mode_t mode, GError **err)
{
    return file_replace_any(path, text, mode, false, err);
}

static bool file_is_temporary(const char *name)
{
    return g_str_has_prefix(name, FILE_TEMPORARY) &&
           strlen(name) == strlen(FILE_TEMPORARY FILE_TEMPORARY_ENDING);
}

bool file_sweep(const char *folder, GError **err)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int errnum = 0;

    if (!dir)
        return errno == ENOENT || file_error(err, errno, "list", folder, R_OK);
    while ((entry = readdir(dir))) {
        if (file_is_temporary(entry->d_name) && unlinkat(dirfd(dir), entry->d_name, 0) < 0)
            errnum = errno;
    }
    closedir(dir);
    return errnum == 0 || file_error(err, errnum, "remove temporary files in", folder, W_OK);
}

bool file_remove(const char *path, GError **err)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return true;
    return file_error_folder(err, errno, "remove", path);
}

static bool file_make_one(const char *path, mode_t mode, GError **err)
{
    struct stat info;

    if (mkdir(path, mode) == 0)
        return chmod(path, mode) == 0 || file_error(err, errno, "set the mode of folder", path, 0);
    if (errno == EEXIST && stat(path, &info) == 0) {
        if (S_ISDIR(info.st_mode))
            return true;
        errno = ENOTDIR;
    }
    return file_error_folder(err, errno, "make folder", path);
}

bool file_make_folder(const char *path, mode_t mode, GError **err)
{
    g_autofree char *part = g_strdup(path);

    for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (!file_make_one(part, mode, err))
            return false;
        *slash = '/';
    }
    return file_make_one(part, mode, err);
}

static void file_lock_busy(int fd, const char *path, GError **err)
{
    char holder[32] = "";
    ssize_t size = pread(fd, holder, sizeof(holder) - 1, 0);
    long pid = size > 0 ? strtol(holder, NULL, 10) : 0;

    if (pid > 0)
        error_set(err, ERR_RESOURCE_BUSY, "'%s' is locked by process %ld", path, pid);
    else
        error_set(err, ERR_RESOURCE_BUSY, "'%s' is locked by another process", path);
}

int file_lock(const char *path, GError **err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0644);
    char pid[32];
    int errnum = 0;

    if (fd < 0) {
        file_error(err, errno, "open lock file", path, R_OK | W_OK);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno == EWOULDBLOCK)
            file_lock_busy(fd, path, err);
        else
            file_error(err, errno, "lock", path, 0);
        close(fd);
        return -1;
    }
    g_snprintf(pid, sizeof(pid), "%d\n", (int) getpid());
    errnum = ftruncate(fd, 0) < 0 ? errno : file_write_fd(fd, pid);
    if (errnum) {
        file_error(err, errnum, "write", path, W_OK);
        close(fd);
        return -1;
    }
    return fd;
}

static int file_compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

GPtrArray *file_list(const char *folder, const char *suffix, GError **err)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    size_t suffix_size = strlen(suffix);
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (!dir && errno == ENOENT)
        return g_steal_pointer(&names);
    if (!dir) {
        file_error(err, errno, "list", folder, R_OK);
        return NULL;
    }
    while ((entry = readdir(dir))) {
        size_t size = strlen(entry->d_name);

        if (entry->d_name[0] != '.' && size > suffix_size &&
            g_str_has_suffix(entry->d_name, suffix))
            g_ptr_array_add(names, g_strndup(entry->d_name, size - suffix_size));
    }
    closedir(dir);
    g_ptr_array_sort(names, file_compare_names);
    return g_steal_pointer(&names);
}
