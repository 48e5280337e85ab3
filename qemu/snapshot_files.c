/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of snapshots: see snapshot_files.h. */
#include "qemu/snapshot_files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_co.h"
#include "base/log.h"
#include "conf/domain_device.h"

/* Of one second, at most so many. */
#define FILES_NAMES_MAX 100

/* A new image beside the one that is kept, looked for in a worker. */
typedef struct Naming {
    const char *kept;
    int64_t now;
    char *name; /* NULL: none is free */
    int errnum; /* what is kept cannot be read */
} Naming;

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

static void naming_run(void *data)
{
    Naming *naming = data;

    if (access(naming->kept, R_OK) < 0)
        naming->errnum = errno;
    else
        naming->name = free_name(naming->kept, naming->now);
}

static bool co_new_image(Worker *worker, const SnapshotDef *def, const SnapshotDisk *entry,
                         GPtrArray *images, GError **err)
{
    const DomainDisk *disk =
        def->moment.domain ? domain_disk_by_target(def->moment.domain, entry->name) : NULL;
    const DomainImage *kept = disk ? disk->image : NULL;
    Naming naming = {.kept = kept ? kept->path : NULL, .now = g_get_real_time() / G_USEC_PER_SEC};
    SnapshotDisk *image;

    if (!kept)
        return error_set(err, ERR_OPERATION_INVALID,
                         "snapshot '%s' does not tell which image its disk '%s' had",
                         def->moment.name, entry->name);
    if (kept->type != DOMAIN_DISK_TYPE_FILE)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "disk '%s': no new image can be named beside the device '%s'", entry->name,
                         kept->path);
    worker_co_run(worker, naming_run, &naming);
    if (naming.errnum)
        return error_set_errno(err, naming.errnum, "disk '%s': image '%s' of snapshot '%s'",
                               entry->name, kept->path, def->moment.name);
    image = snapshot_disk_new(entry->name, SNAPSHOT_PLACE_EXTERNAL);
    g_ptr_array_add(images, image);
    image->format = g_strdup("qcow2");
    image->path = naming.name;
    return image->path ||
           error_set(err, ERR_OPERATION_FAILED, "disk '%s': no name beside '%s' is free",
                     entry->name, kept->path);
}

GPtrArray *snapshot_files_co_new_images(DomainDriver *driver, const SnapshotDef *def, GError **err)
{
    g_autoptr(GPtrArray) images = g_ptr_array_new_with_free_func(snapshot_disk_free);
    unsigned known = def->revert_disks ? def->revert_disks->len : 0;

    if (known + def->disks->len > SNAPSHOT_REVERT_IMAGES_MAX) {
        error_set(err, ERR_OPERATION_INVALID,
                  "%u images that snapshots keep were made by going back to snapshot '%s' before; "
                  "more than %d cannot be",
                  known, def->moment.name, SNAPSHOT_REVERT_IMAGES_MAX);
        return NULL;
    }
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];

        if (entry->place == SNAPSHOT_PLACE_EXTERNAL &&
            !co_new_image(snapshot_worker(driver), def, entry, images, err))
            return NULL;
    }
    return g_steal_pointer(&images);
}

bool snapshot_files_co_check_memory(DomainDriver *driver, const SnapshotDef *def, GError **err)
{
    int errnum =
        def->memory_file ? file_co_access(snapshot_worker(driver), def->memory_file, R_OK) : 0;

    return errnum == 0 || error_set_errno(err, errnum, "memory '%s' of snapshot '%s'",
                                          def->memory_file, def->moment.name);
}

/* ---- what belongs to whom ---- */

static bool has_image(const DomainDef *def, const char *target, const char *path)
{
    const DomainDisk *disk = def ? domain_disk_by_target(def, target) : NULL;

    return disk && disk->image && strcmp(disk->image->path, path) == 0;
}

bool snapshot_files_is_kept(const MomentTree *tree, const Moment *except, const char *target,
                            const char *path)
{
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL);

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
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL);

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
        const DomainDisk *disk = domain_disk_by_target(own, entry->name);
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
    for (unsigned i = 0; disks && i < disks->len; i++) {
        const SnapshotDisk *disk = disks->pdata[i];

        if (disk->place == SNAPSHOT_PLACE_EXTERNAL && g_strcmp0(disk->name, target) == 0 &&
            g_strcmp0(disk->path, path) == 0)
            return true;
    }
    return false;
}

bool snapshot_files_is_overlay(const MomentTree *tree, const char *target, const char *path)
{
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL);

    for (unsigned i = 0; i < all->len; i++) {
        const SnapshotDef *def = snapshot_def_of(all->pdata[i]);

        if (lists(def->disks, target, path) || lists(def->revert_disks, target, path))
            return true;
    }
    return false;
}

void snapshot_files_take_images(const Domain *domain, SnapshotDef *def, GPtrArray *images)
{
    g_autoptr(GPtrArray) before = def->revert_disks;

    def->revert_disks = images;
    for (unsigned i = 0; before && i < before->len; i++) {
        const SnapshotDisk *old = before->pdata[i];
        SnapshotDisk *kept;

        if (!snapshot_files_is_kept(domain->snapshots, NULL, old->name, old->path) ||
            lists(images, old->name, old->path))
            continue;
        kept = snapshot_disk_new(old->name, old->place);
        kept->type = old->type;
        kept->format = g_strdup(old->format);
        kept->path = g_strdup(old->path);
        g_ptr_array_add(images, kept);
    }
}

/* ---- removing ---- */

typedef struct Removal {
    char *path;
    int errnum;
} Removal;

static void removal_run(void *data)
{
    Removal *removal = data;
    struct stat info;

    if (lstat(removal->path, &info) < 0 || (!S_ISBLK(info.st_mode) && unlink(removal->path) < 0))
        removal->errnum = errno;
}

void snapshot_files_co_remove(DomainDriver *driver, const Domain *domain, const char *path)
{
    Removal removal = {.path = g_strdup(path)};

    worker_co_run(snapshot_worker(driver), removal_run, &removal);
    if (removal.errnum && removal.errnum != ENOENT)
        log_warning("domain '%s': '%s' is left over: %s", domain->def->name, removal.path,
                    g_strerror(removal.errnum));
    g_free(removal.path);
}

void snapshot_files_co_drop_unused(DomainDriver *driver, const Domain *domain,
                                   const DomainDef *before, const DomainDef *after)
{
    const MomentTree *tree = domain->snapshots;

    for (unsigned i = 0; i < before->disks->len; i++) {
        const DomainDisk *disk = before->disks->pdata[i];
        const char *path = disk->image ? disk->image->path : NULL;

        if (path && !has_image(after, disk->target, path) &&
            !has_image(domain->def, disk->target, path) &&
            !snapshot_files_is_kept(tree, NULL, disk->target, path) &&
            snapshot_files_is_overlay(tree, disk->target, path))
            snapshot_files_co_remove(driver, domain, path);
    }
}
