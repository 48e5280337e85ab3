/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a document says of the disks of its domain, one by one: the lists of snapshots, checkpoints
 * and backups. Their entries are structs of their own with this in common: the first member is the
 * name, `char *`, of the domain's disk, which is its target, or in a document that is not aligned
 * may be the path of its image.
 */
#ifndef VMRPC_CONF_DISK_ENTRY_H
#define VMRPC_CONF_DISK_ENTRY_H

#include "conf/domain.h"

typedef struct {
    void *(*make)(void); /* one without a name, for a disk that the document does not speak of */
    GDestroyNotify free;
    /* Fills in what the document left open, or refuses what the disk cannot have. */
    bool (*settle)(void *entry, const DomainDisk *disk, const void *data, GError **err);
} DiskEntryKind;

/* NULL if the list (which may be NULL) has none of that name. */
void *disk_entry_find(const GPtrArray *entries, const char *name);

/* A new list with one entry for each disk of the domain, in its order, settled and named by its
 * target, in place of *entries; data is for settle(). ERR_CONFIG_UNSUPPORTED for a disk that is
 * there twice, or that the domain has not; the list is not to be used then. */
bool disk_entries_align(GPtrArray **entries, const DomainDef *domain, const DiskEntryKind *kind,
                        const void *data, GError **err);

#endif
