/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of snapshots: see snapshot_files.h. */
#include "qemu/snapshot_files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* Of one second, at most so many. */
#define FILES_NAMES_MAX 100

/* image.qcow2 becomes image.TIME, or image.TIME-2 and so on. */
static char *free_name(const char *path, int64_t now)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    size_t stem = dot && dot > slash + 1 ? (size_t) (dot - path) : strlen(path);

    for (unsigned i = 1; i <= FILES_NAMES_MAX; i++) {
        g_autofree char *suffix = i > 1 ? g_strdup_printf("-%u", i) : g_strdup("");
        g_autofree char *name =
            g_strdup_printf("%.*s.%" G_GINT64_FORMAT "%s", (int) stem, path, now, suffix);

        if (access(name, F_OK) < 0 && errno == ENOENT)
            return g_steal_pointer(&name);
    }
    return NULL;
}

static bool new_image(const SnapshotDef *def, const SnapshotDisk *entry, GPtrArray *images,
                      GError **err)
{
    const DomainDisk *disk =
        def->moment.domain ? snapshot_disk_of(def->moment.domain, entry->name) : NULL;
    const DomainImage *kept = disk ? disk->image : NULL;
    SnapshotDisk *image;

    if (!kept)
        return error_set(err, ERR_OPERATION_INVALID,
                         "snapshot '%s' does not tell which image its disk '%s' had",
                         def->moment.name, entry->name);
    if (kept->type != DOMAIN_DISK_TYPE_FILE)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "disk '%s': no new image can be named beside the device '%s'", entry->name,
                         kept->path);
    if (access(kept->path, R_OK) < 0)
        return error_set_errno(err, errno, "disk '%s': image '%s' of snapshot '%s'", entry->name,
                               kept->path, def->moment.name);
    image = snapshot_disk_new(entry->name, SNAPSHOT_PLACE_EXTERNAL);
    g_ptr_array_add(images, image);
    image->format = g_strdup("qcow2");
    image->path = free_name(kept->path, g_get_real_time() / G_USEC_PER_SEC);
    return image->path ||
           error_set(err, ERR_OPERATION_FAILED, "disk '%s': no name beside '%s' is free",
                     entry->name, kept->path);
}

GPtrArray *snapshot_files_new_images(const SnapshotDef *def, GError **err)
{
    g_autoptr(GPtrArray) images = g_ptr_array_new_with_free_func(snapshot_disk_free);

    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];

        if (entry->place == SNAPSHOT_PLACE_EXTERNAL && !new_image(def, entry, images, err))
            return NULL;
    }
    return g_steal_pointer(&images);
}

bool snapshot_files_check_memory(const SnapshotDef *def, GError **err)
{
    if (!def->memory_file || access(def->memory_file, R_OK) == 0)
        return true;
    return error_set_errno(err, errno, "memory '%s' of snapshot '%s'", def->memory_file,
                           def->moment.name);
}

/* ---- what belongs to whom ---- */

static bool has_image(const DomainDef *def, const char *target, const char *path)
{
    const DomainDisk *disk = def ? snapshot_disk_of(def, target) : NULL;

    return disk && disk->image && strcmp(disk->image->path, path) == 0;
}

bool snapshot_files_is_kept(const MomentTree *tree, const Moment *except, const char *target,
                            const char *path)
{
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL, true);

    for (unsigned i = 0; i < all->len; i++) {
        const Moment *moment = all->pdata[i];

        if (moment != except && (has_image(moment->def->domain, target, path) ||
                                 has_image(snapshot_def_of(moment)->inactive, target, path)))
            return true;
    }
    return false;
}

/* The external snapshot that keeps the image of a disk; NULL: none does. */
static const Moment *keeper_of(const MomentTree *tree, const char *target, const char *path)
{
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL, true);

    for (unsigned i = 0; i < all->len; i++) {
        const Moment *moment = all->pdata[i];
        const SnapshotDisk *disk = snapshot_disk_find(snapshot_def_of(moment)->disks, target);

        if (disk && disk->place == SNAPSHOT_PLACE_EXTERNAL &&
            has_image(moment->def->domain, target, path))
            return moment;
    }
    return NULL;
}

bool snapshot_files_check_internal(const Domain *domain, const Moment *moment, GError **err)
{
    const SnapshotDef *def = snapshot_def_of(moment);
    const DomainDef *own = moment->def->domain;

    for (unsigned i = 0; own && i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];
        const DomainDisk *disk = snapshot_disk_of(own, entry->name);
        const Moment *keeper;

        if (entry->place != SNAPSHOT_PLACE_INTERNAL || !disk || !disk->image)
            continue;
        keeper = keeper_of(domain->snapshots, entry->name, disk->image->path);
        if (keeper)
            return error_set(err, ERR_OPERATION_UNSUPPORTED,
                             "internal snapshot '%s' is in the image '%s', which external snapshot "
                             "'%s' keeps as it is; delete that one first",
                             moment->def->name, disk->image->path, keeper->def->name);
    }
    return true;
}

static bool lists(const GPtrArray *disks, const char *target, const char *path)
{
    const SnapshotDisk *disk = snapshot_disk_find(disks, target);

    return disk && disk->place == SNAPSHOT_PLACE_EXTERNAL && g_strcmp0(disk->path, path) == 0;
}

bool snapshot_files_is_overlay(const MomentTree *tree, const char *target, const char *path)
{
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL, true);

    for (unsigned i = 0; i < all->len; i++) {
        const SnapshotDef *def = snapshot_def_of(all->pdata[i]);

        if (lists(def->disks, target, path) || lists(def->revert_disks, target, path))
            return true;
    }
    return false;
}

void snapshot_files_remove(const Domain *domain, const char *path)
{
    if (unlink(path) < 0 && errno != ENOENT)
        log_warning("domain '%s': '%s' is left over: %s", domain->def->name, path,
                    g_strerror(errno));
}

void snapshot_files_drop_unused(const Domain *domain, const DomainDef *before,
                                const DomainDef *after)
{
    const MomentTree *tree = domain->snapshots;

    for (unsigned i = 0; i < before->disks->len; i++) {
        const DomainDisk *disk = before->disks->pdata[i];
        const char *path = disk->image ? disk->image->path : NULL;

        if (path && !has_image(after, disk->target, path) &&
            !has_image(domain->def, disk->target, path) &&
            !snapshot_files_is_kept(tree, NULL, disk->target, path) &&
            snapshot_files_is_overlay(tree, disk->target, path))
            snapshot_files_remove(domain, path);
    }
}
