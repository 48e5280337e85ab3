/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of disks in documents: see disk_entry.h. */
#include "conf/disk_entry.h"

#include <string.h>

static const char *name_of(const void *entry)
{
    return *(char *const *) entry;
}

void *disk_entry_find(const GPtrArray *entries, const char *name)
{
    for (unsigned i = 0; entries && i < entries->len; i++) {
        if (g_strcmp0(name_of(entries->pdata[i]), name) == 0)
            return entries->pdata[i];
    }
    return NULL;
}

static bool is_named(const void *entry, const DomainDisk *disk)
{
    return strcmp(name_of(entry), disk->target) == 0 ||
           (disk->image && g_strcmp0(name_of(entry), disk->image->path) == 0);
}

/* Takes the entry of a disk out of the list. *ret stays NULL if there is none; else it is the
 * caller's, also on failure. */
static bool take_named(GPtrArray *entries, const DomainDisk *disk, void **ret, GError **err)
{
    for (unsigned i = 0; i < entries->len;) {
        if (!is_named(entries->pdata[i], disk)) {
            i++;
            continue;
        }
        if (*ret)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: disk '%s' specified twice", disk->target);
        *ret = g_ptr_array_steal_index(entries, i);
    }
    return true;
}

static bool align_disk(GPtrArray *entries, GPtrArray *aligned, const DomainDisk *disk,
                       const DiskEntryKind *kind, const void *data, GError **err)
{
    void *entry = NULL;
    bool once = take_named(entries, disk, &entry, err);
    char **name;

    if (!entry)
        entry = kind->make();
    g_ptr_array_add(aligned, entry);
    name = entry;
    g_free(*name);
    *name = g_strdup(disk->target);
    return once && kind->settle(entry, disk, data, err);
}

bool disk_entries_align(GPtrArray **entries, const DomainDef *domain, const DiskEntryKind *kind,
                        const void *data, GError **err)
{
    g_autoptr(GPtrArray) aligned = g_ptr_array_new_with_free_func(kind->free);

    for (unsigned i = 0; i < domain->disks->len; i++) {
        if (!align_disk(*entries, aligned, domain->disks->pdata[i], kind, data, err))
            return false;
    }
    if ((*entries)->len > 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: no disk named '%s'",
                         name_of((*entries)->pdata[0]));
    g_ptr_array_unref(*entries);
    *entries = g_steal_pointer(&aligned);
    return true;
}
