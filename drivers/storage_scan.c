/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a pool's folder: see storage_scan.h. */
#include "drivers/storage_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "conf/path.h"
#include "drivers/storage_folder.h"

static void scan_entry(StorageScan *scan, const char *name)
{
    const StorageFile *known;
    StorageFile *file;

    if (storage_folder_is_temporary(name)) {
        storage_folder_sweep(scan->folder, name);
        return;
    }
    /* What no document could name. */
    if (path_name_problem(name, VOLUME_NAME_MAX))
        return;
    if (g_hash_table_size(scan->found) >= scan->max) {
        scan->left_out++;
        return;
    }
    known = g_hash_table_lookup(scan->known, name);
    if (storage_file_look(scan->folder, name, known, &file, NULL) == STORAGE_FILE_SEEN)
        g_hash_table_insert(scan->found, g_strdup(name), file);
}

static bool scan_folder(StorageScan *scan, GError **err)
{
    int fd = openat(scan->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (!dir) {
        error_set_errno(err, errno, "cannot open directory '%s'", scan->path);
        if (fd >= 0)
            close(fd);
        return false;
    }
    errno = 0;
    while ((entry = readdir(dir))) {
        scan_entry(scan, entry->d_name);
        errno = 0;
    }
    if (errno != 0)
        error_set_errno(err, errno, "cannot read directory '%s'", scan->path);
    closedir(dir);
    return !scan->error;
}

void storage_scan_run(void *data)
{
    StorageScan *scan = data;

    scan->found =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) storage_file_unref);
    scan->ok = scan_folder(scan, &scan->error) &&
               storage_folder_measure(scan->folder, scan->path, &scan->usage, &scan->permissions,
                                      &scan->error);
}

void storage_scan_clear(StorageScan *scan)
{
    g_clear_pointer(&scan->known, g_hash_table_unref);
    g_clear_pointer(&scan->found, g_hash_table_unref);
    g_clear_error(&scan->error);
}
