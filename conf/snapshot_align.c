/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a snapshot does with each disk of its domain: see snapshot.h. Decides by the two documents
 * alone; whether files exist is for the driver to see.
 */
#include "conf/snapshot.h"

#include <string.h>

static const char *disk_path(const DomainDisk *disk)
{
    return disk->image ? disk->image->path : NULL;
}

static bool is_named(const SnapshotDisk *entry, const DomainDisk *disk)
{
    return strcmp(entry->name, disk->target) == 0 || g_strcmp0(entry->name, disk_path(disk)) == 0;
}

/* Takes the entry of a disk, by its target or by the path of its image, out of the list. */
static bool take_named(GPtrArray *wanted, const DomainDisk *disk, SnapshotDisk **ret, GError **err)
{
    for (unsigned i = 0; i < wanted->len;) {
        if (!is_named(wanted->pdata[i], disk)) {
            i++;
            continue;
        }
        if (*ret)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: disk '%s' specified twice", disk->target);
        *ret = g_ptr_array_steal_index(wanted, i);
    }
    return true;
}

static SnapshotPlace default_place(const DomainDisk *disk, SnapshotPlace place)
{
    SnapshotPlace own;

    if (!disk->image || disk->readonly)
        return SNAPSHOT_PLACE_NO;
    if (disk->snapshot && snapshot_place_from_string(disk->snapshot, &own))
        return own;
    return place;
}

static bool refuse(const DomainDisk *disk, SnapshotPlace place, const char *why, GError **err)
{
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: %s snapshot for disk '%s' unsupported: %s; "
                     "say snapshot='no' for it to go without",
                     snapshot_place_to_string(place), disk->target, why);
}

static bool check_place(const DomainDisk *disk, SnapshotPlace place, GError **err)
{
    if (place == SNAPSHOT_PLACE_NO || place == SNAPSHOT_PLACE_MANUAL)
        return true;
    if (!disk->image)
        return refuse(disk, place, "its drive is empty", err);
    if (disk->readonly)
        return refuse(disk, place, "it is read-only", err);
    if (disk->shareable)
        return refuse(disk, place, "it is shared with other domains", err);
    if (place == SNAPSHOT_PLACE_INTERNAL && g_strcmp0(disk->image->format, "qcow2") != 0)
        return refuse(disk, place, "its image is not qcow2", err);
    if (place == SNAPSHOT_PLACE_EXTERNAL && disk->device == DOMAIN_DISK_DEVICE_LUN)
        return refuse(disk, place, "the guest speaks to the device itself", err);
    return true;
}

/* image.qcow2 becomes image.NAME. */
static bool name_image(SnapshotDisk *entry, const DomainDisk *disk, const char *name, GError **err)
{
    const char *path = disk->image->path, *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    size_t stem = dot && dot > slash + 1 ? (size_t) (dot - path) : strlen(path);

    if (disk->image->type != DOMAIN_DISK_TYPE_FILE)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: cannot generate external snapshot name for "
                         "disk '%s' on a '%s' device: name one in <source>",
                         disk->target, domain_disk_type_to_string(disk->image->type));
    entry->path = g_strdup_printf("%.*s.%s", (int) stem, path, name);
    return true;
}

static bool settle_external(SnapshotDisk *entry, const DomainDisk *disk, const char *name,
                            GError **err)
{
    if (!entry->path && !name_image(entry, disk, name, err))
        return false;
    if (!entry->format)
        entry->format = g_strdup("qcow2");
    if (strcmp(entry->format, "qcow2") != 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: disk '%s': the format of a new image is "
                         "qcow2, not '%s'",
                         disk->target, entry->format);
    for (const DomainImage *image = disk->image; image; image = image->backing) {
        if (strcmp(image->path, entry->path) == 0)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: disk '%s': '%s' is an image that it has "
                             "already",
                             disk->target, entry->path);
    }
    return true;
}

static bool check_paths(const GPtrArray *disks, const char *memory, GError **err)
{
    for (unsigned i = 0; i < disks->len; i++) {
        const SnapshotDisk *disk = disks->pdata[i];
        bool clashes = disk->path && g_strcmp0(disk->path, memory) == 0;

        for (unsigned k = 0; disk->path && !clashes && k < i; k++)
            clashes = g_strcmp0(disk->path, ((SnapshotDisk *) disks->pdata[k])->path) == 0;
        if (clashes)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: '%s' would be two images at once",
                             disk->path);
    }
    return true;
}

static bool align_disk(SnapshotDef *def, GPtrArray *aligned, const DomainDisk *disk,
                       SnapshotPlace place, GError **err)
{
    SnapshotDisk *entry = NULL;

    if (!take_named(def->disks, disk, &entry, err)) {
        snapshot_disk_free(entry);
        return false;
    }
    if (!entry)
        entry = snapshot_disk_new(disk->target, SNAPSHOT_PLACE_DEFAULT);
    g_ptr_array_add(aligned, entry);
    g_free(entry->name);
    entry->name = g_strdup(disk->target);
    if (entry->place == SNAPSHOT_PLACE_DEFAULT)
        entry->place = default_place(disk, place);
    return check_place(disk, entry->place, err) &&
           (entry->place != SNAPSHOT_PLACE_EXTERNAL ||
            settle_external(entry, disk, def->moment.name, err));
}

bool snapshot_def_align(SnapshotDef *def, const DomainDef *domain, SnapshotPlace place,
                        GError **err)
{
    g_autoptr(GPtrArray) aligned = g_ptr_array_new_with_free_func(snapshot_disk_free);

    for (unsigned i = 0; i < domain->disks->len; i++) {
        if (!align_disk(def, aligned, domain->disks->pdata[i], place, err))
            return false;
    }
    if (def->disks->len > 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: no disk named '%s'",
                         ((const SnapshotDisk *) def->disks->pdata[0])->name);
    g_ptr_array_unref(def->disks);
    def->disks = g_steal_pointer(&aligned);
    return check_paths(def->disks, def->memory_file, err);
}
