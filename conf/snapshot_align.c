/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a snapshot does with each disk of its domain: see snapshot.h. Decides by the two documents
 * alone; whether files exist is for the driver to see.
 */
#include "conf/disk_entry.h"
#include "conf/snapshot.h"

#include <string.h>

typedef struct {
    const char *name; /* of the snapshot */
    SnapshotPlace place;
} Wish;

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
    if (!entry->path && entry->type != DOMAIN_DISK_TYPE_FILE)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: disk '%s': a new image of type '%s' must be "
                         "named in <source>",
                         disk->target, domain_disk_type_to_string(entry->type));
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
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    if (memory)
        g_hash_table_add(seen, (char *) memory);
    for (unsigned i = 0; i < disks->len; i++) {
        const SnapshotDisk *disk = disks->pdata[i];

        if (disk->path && !g_hash_table_add(seen, disk->path))
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: '%s' would be two images at once",
                             disk->path);
    }
    return true;
}

static void *make_entry(void)
{
    return snapshot_disk_new(NULL, SNAPSHOT_PLACE_DEFAULT);
}

static bool settle_entry(void *data, const DomainDisk *disk, const void *wish_data, GError **err)
{
    SnapshotDisk *entry = data;
    const Wish *wish = wish_data;

    if (entry->place == SNAPSHOT_PLACE_DEFAULT)
        entry->place = default_place(disk, wish->place);
    return check_place(disk, entry->place, err) && (entry->place != SNAPSHOT_PLACE_EXTERNAL ||
                                                    settle_external(entry, disk, wish->name, err));
}

bool snapshot_def_align(SnapshotDef *def, const DomainDef *domain, SnapshotPlace place,
                        GError **err)
{
    static const DiskEntryKind kind = {make_entry, snapshot_disk_free, settle_entry};
    const Wish wish = {def->moment.name, place};

    return disk_entries_align(&def->disks, domain, &kind, &wish, err) &&
           check_paths(def->disks, def->memory_file, err);
}
