/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was seen of one file in a pool's folder, at one moment. Never changes once it is made, so
 * that threads and the loop may share it; counted.
 *
 * Functions here block and belong into a worker. Files are named relative to a descriptor of their
 * folder. Only regular files are ever opened: a FIFO or a device could hold us or do something.
 */
#ifndef VMRPC_DRIVERS_STORAGE_FILE_H
#define VMRPC_DRIVERS_STORAGE_FILE_H

#include <sys/stat.h>

#include "drivers/storage_image.h"

typedef struct {
    dev_t device;
    ino_t inode;
    struct timespec modification;
    uint64_t physical; /* size, bytes */
    uint64_t allocation;
    bool is_folder;
    Permissions permissions;
    VolumeTimes times;
    StorageImage image;
} StorageFile;

typedef enum {
    STORAGE_FILE_SEEN,
    STORAGE_FILE_OTHER,  /* neither file nor folder, or gone meanwhile */
    STORAGE_FILE_FAILED, /* err says why */
} StorageFileLook;

/* Looks at the file of that name. What known (NULL: nothing) says about the contents is taken over
 * if device, inode, size and time of modification are the same. Links are followed. */
StorageFileLook storage_file_look(int folder, const char *name, const StorageFile *known,
                                  StorageFile **ret_file, GError **err);

StorageFile *storage_file_ref(const StorageFile *file);
void storage_file_unref(StorageFile *file); /* takes NULL */

/* What a guest sees of it, in bytes. */
uint64_t storage_file_capacity(const StorageFile *file);

/* Opens a regular file: flags O_RDONLY, or O_WRONLY or O_RDWR, for which the name must not be that
 * of a link. path is for messages. -1 on failure. */
int storage_file_open(int folder, const char *name, int flags, const char *path, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorageFile, storage_file_unref)

#endif
