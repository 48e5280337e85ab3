/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder: see store.h. Knows nothing of what is in the files.
 */
#include "tools/pki/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
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

    return g_file_test(path, G_FILE_TEST_IS_DIR) ||
           (file_make_folder(above, 0755, err) && file_make_folder(path, mode, err));
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
    return file_read(path, STORE_MAX_FILE, err);
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

bool batch_commit(Batch *batch, GError **err)
{
    for (guint i = 0; i < batch->files->len; i++) {
        BatchFile *file = g_ptr_array_index(batch->files, i);

        file->temporary = file_stage(file->path, file->text, file->mode, err);
        if (!file->temporary)
            return false;
    }
    for (guint i = 1; i < batch->files->len; i++)
        if (!file_remove(((const BatchFile *) g_ptr_array_index(batch->files, i))->path, err))
            return false;
    for (guint i = 0; i < batch->files->len; i++) {
        BatchFile *file = g_ptr_array_index(batch->files, i);
        g_autofree char *temporary = g_steal_pointer(&file->temporary);

        if (!file_put(temporary, file->path, err))
            return false;
    }
    return true;
}
