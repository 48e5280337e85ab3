/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which image files belong to a domain's snapshots, and to whom: what may be removed, and what new
 * ones are called. A file is removed only if a snapshot has made it and none needs it.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_FILES_H
#define VMRPC_QEMU_SNAPSHOT_FILES_H

#include "qemu/snapshot.h"

/* New images in front of those that an external snapshot keeps: of SnapshotDisk, one per external
 * disk, with names that are free. NULL on failure. */
GPtrArray *snapshot_files_co_new_images(DomainDriver *driver, const SnapshotDef *def, GError **err);
/* They have been put back to the domain: notes them as the snapshot's (takes the array over), and
 * forgets those of the times before that no snapshot keeps. */
void snapshot_files_take_images(const Domain *domain, SnapshotDef *def, GPtrArray *images);

/* That the memory is there, if any was kept in a file. */
bool snapshot_files_co_check_memory(DomainDriver *driver, const SnapshotDef *def, GError **err);

/* Whether a snapshot other than `except` keeps the image of a disk, that is, its domain had it. */
bool snapshot_files_is_kept(const MomentTree *tree, const Moment *except, const char *target,
                            const char *path);
/* Whether the file was made for a snapshot: an overlay. */
bool snapshot_files_is_overlay(const MomentTree *tree, const char *target, const char *path);

/* Whether the images that an internal snapshot is in can be changed: ERR_OPERATION_UNSUPPORTED,
 * naming it, if an external snapshot keeps one of them. */
bool snapshot_files_check_internal(const Domain *domain, const Moment *moment, GError **err);

/* The images that a domain wrote before, and does not write after, unless a snapshot keeps them. */
void snapshot_files_co_drop_unused(DomainDriver *driver, const Domain *domain,
                                   const DomainDef *before, const DomainDef *after);
/* Logs what cannot be removed. Of a block device the name stays. */
void snapshot_files_co_remove(DomainDriver *driver, const Domain *domain, const char *path);

#endif
