/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder: see store.h. Knows nothing of what is in the files.
 *
 * Temporary names begin with '.', which nothing that lists the folder takes for a certificate.
 */
#include "tools/pki/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pki/fail.h"

char *store_default_folder(void)
{
    if (geteuid() == 0)
        return g_build_filename(SYSCONFDIR, "vmrpc", "pki", NULL);
    return g_build_filename(g_get_user_config_dir(), "vmrpc", "pki", NULL);
}

bool store_make_folder(const char *path, mode_t mode, GError **err)
{
    g_autofree char *above = g_path_get_dirname(path);

    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return true;
    if (g_mkdir_with_parents(above, 0755) < 0 || mkdir(path, mode) < 0 || chmod(path, mode) < 0)
        return fail_errno(err, errno, "cannot make folder '%s'", path);
    return true;
}

int store_lock(const char *folder, GError **err)
{
    g_autofree char *path = g_build_filename(folder, "ca", NULL);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
        fail_with(err,
                  "there is no CA in '%s': make one with 'vmrpc pki init', or name its folder "
                  "with --dir",
                  folder);
        return -1;
    }
    if (fd < 0) {
        fail_errno(err, errno, "cannot open folder '%s'", path);
        return -1;
    }
    while (flock(fd, LOCK_EX) < 0) {
        if (errno == EINTR)
            continue;
        fail_errno(err, errno, "cannot lock folder '%s'", path);
        close(fd);
        return -1;
    }
    return fd;
}

bool store_exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

bool store_is_open_to_others(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && (info.st_mode & 077) != 0;
}

char *store_read(const char *path, GError **err)
{
    GString *text = g_string_new(NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    char piece[4096];
    ssize_t got = -1;

    if (fd >= 0) {
        while ((got = read(fd, piece, sizeof(piece))) != 0 && text->len <= STORE_MAX_FILE) {
            if (got > 0)
                g_string_append_len(text, piece, got);
            else if (errno != EINTR)
                break;
        }
    }
    if (got < 0)
        fail_errno(err, errno, "cannot read '%s'", path);
    else if (text->len > STORE_MAX_FILE)
        fail_with(err, "cannot read '%s': it is larger than %d MiB", path, STORE_MAX_FILE >> 20);
    if (fd >= 0)
        close(fd);
    return g_string_free(text, got != 0 || text->len > STORE_MAX_FILE);
}

typedef struct {
    char *path;
    char *temporary; /* NULL when there is no such file */
    char *text;
    mode_t mode;
} BatchFile;

struct Batch {
    GPtrArray *files;
};

static void batch_file_free(void *data)
{
    BatchFile *file = data;

    if (file->temporary)
        unlink(file->temporary);
    g_free(file->temporary);
    g_free(file->path);
    g_free(file->text);
    g_free(file);
}

Batch *batch_new(void)
{
    Batch *batch = g_new0(Batch, 1);

    batch->files = g_ptr_array_new_with_free_func(batch_file_free);
    return batch;
}

void batch_free(Batch *batch)
{
    if (!batch)
        return;
    g_ptr_array_unref(batch->files);
    g_free(batch);
}

void batch_add(Batch *batch, const char *path, const char *text, mode_t mode)
{
    BatchFile *file = g_new0(BatchFile, 1);

    file->path = g_strdup(path);
    file->text = g_strdup(text);
    file->mode = mode;
    g_ptr_array_add(batch->files, file);
}

/* 0 or errno. */
static int write_all(int fd, const char *text)
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

static bool batch_stage(BatchFile *file, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(file->path);
    g_autofree char *name = g_build_filename(folder, ".new-XXXXXX", NULL);
    int fd = mkostemp(name, O_CLOEXEC);
    int errnum;

    if (fd < 0)
        return fail_errno(err, errno, "cannot write '%s'", file->path);
    file->temporary = g_steal_pointer(&name);
    errnum = fchmod(fd, file->mode) < 0 ? errno : write_all(fd, file->text);
    if (errnum == 0 && fsync(fd) < 0)
        errnum = errno;
    if (close(fd) < 0 && errnum == 0)
        errnum = errno;
    return errnum == 0 || fail_errno(err, errnum, "cannot write '%s'", file->path);
}

static bool sync_folder(const char *path, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int errnum = fd < 0 || fsync(fd) < 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    return errnum == 0 || fail_errno(err, errnum, "cannot sync folder '%s'", folder);
}

bool batch_commit(Batch *batch, GError **err)
{
    for (guint i = 0; i < batch->files->len; i++) {
        if (!batch_stage(g_ptr_array_index(batch->files, i), err))
            return false;
    }
    for (guint i = 1; i < batch->files->len; i++) {
        const BatchFile *file = g_ptr_array_index(batch->files, i);

        if (unlink(file->path) < 0 && errno != ENOENT)
            return fail_errno(err, errno, "cannot replace '%s'", file->path);
    }
    for (guint i = 0; i < batch->files->len; i++) {
        BatchFile *file = g_ptr_array_index(batch->files, i);

        if (rename(file->temporary, file->path) < 0)
            return fail_errno(err, errno, "cannot write '%s'", file->path);
        g_clear_pointer(&file->temporary, g_free);
        if (!sync_folder(file->path, err))
            return false;
    }
    return true;
}
