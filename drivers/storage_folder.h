/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder of a pool: made, opened, measured; and how a new file comes into it at once and whole.
 *
 * A new volume is built under a temporary name, which a refresh neither shows nor, while its maker
 * lives, removes (the maker holds a flock on it); made durable; and then given its own name, which
 * fails if there is such a file already. So a crash leaves either the whole volume or none.
 *
 * Functions here block and belong into a worker. folder is a descriptor, path for messages.
 */
#ifndef VMRPC_DRIVERS_STORAGE_FOLDER_H
#define VMRPC_DRIVERS_STORAGE_FOLDER_H

#include <sys/stat.h>

#include "conf/pool.h"

/* Modes of what we make, unless the documents say otherwise. */
#define STORAGE_FOLDER_MODE 0711
#define STORAGE_VOLUME_MODE 0600

Permissions storage_folder_permissions(const struct stat *info);

/* With its parents; an existing one is only given what the definition asks for. */
bool storage_folder_build(const char *path, const Permissions *permissions, GError **err);
bool storage_folder_remove(const char *path, GError **err); /* an empty one */
/* -1 on failure. */
int storage_folder_open(const char *path, GError **err);
/* Whether the path still leads to the folder. */
bool storage_folder_check(int folder, const char *path, GError **err);
bool storage_folder_measure(int folder, const char *path, PoolUsage *ret_usage,
                            Permissions *ret_permissions, GError **err);

/* A new empty file: its descriptor, which holds the lock, and its name. -1 on failure. */
int storage_folder_new_file(int folder, const char *path, char **ret_temporary, GError **err);
/* The file gets its permissions and its name, durably. ERR_STORAGE_VOL_EXIST if there is one. */
bool storage_folder_publish(int folder, int fd, const char *temporary, const char *name,
                            const Permissions *permissions, GError **err);
/* Undoes storage_folder_new_file(), except for the descriptor. */
void storage_folder_discard(int folder, const char *temporary);

bool storage_folder_is_temporary(const char *name);
/* Removes what a maker that has died left under this name. */
void storage_folder_sweep(int folder, const char *temporary);

/* Removes a file, link or empty folder; that it has gone already is fine. */
bool storage_folder_remove_entry(int folder, const char *name, bool is_folder, const char *path,
                                 GError **err);

#endif
