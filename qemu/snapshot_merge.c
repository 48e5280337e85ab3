/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Merging the images of a snapshot that goes: see snapshot_merge.h. */
#include "qemu/snapshot_merge.h"

#include <string.h>

#include "base/log.h"
#include "conf/domain_device.h"
#include "drivers/affect.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/block_commit.h"
#include "qemu/image_tool.h"
#include "qemu/snapshot_files.h"

/* One disk of it. */
typedef struct Merge {
    DomainDriver *driver;
    Domain *domain;
    Moment *moment;
    Moment *next; /* the only snapshot after it; NULL: what comes after it is now */
    SnapshotDisk *disk;
    const DomainImage *base; /* that the snapshot keeps; overlays are written down into it */
    char *overlay;           /* path of the image above; NULL: there is none */
} Merge;

static bool is_current(const Domain *domain, const Moment *moment)
{
    return moment_tree_current(domain->snapshots) == moment;
}

static DomainDef *definition_of(const Domain *domain)
{
    return domain->next_def ? domain->next_def : domain->def;
}

bool snapshot_merge_check(const Domain *domain, const Moment *moment, GError **err)
{
    unsigned branches = moment->children->len + is_current(domain, moment);

    if (branches < 2 || !snapshot_def_has(snapshot_def_of(moment), SNAPSHOT_PLACE_EXTERNAL))
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "snapshot '%s' cannot be deleted: %u branches stand on its images; delete "
                     "what descends from it first",
                     moment->def->name, branches);
}

/* ---- while the guest has the images open ---- */

static bool co_end_job(BlockJob *job, bool active, GError **err)
{
    if (active && block_job_co_wait(job, BLOCK_JOB_READY, -1) && job->state == BLOCK_JOB_READY &&
        !block_job_co_complete(job, err))
        return false;
    return block_job_co_end(job, err);
}

static bool co_commit_live(const Merge *merge, DomainDisk *disk, DomainImage *top,
                           DomainImage *base, GError **err)
{
    Machine *machine = machine_of(merge->domain);
    const BlockCommit commit = {.top = top, .base = base, .remove_merged = !merge->next};
    bool active = top == disk->image;
    BlockJob *found = block_job_of_disk(machine, disk->target);
    g_autoptr(BlockJob) job = NULL;

    /* An interrupted deletion's own. */
    if (found && found->base == base->index && found->top == top->index)
        job = block_job_ref(found);
    else
        job = block_commit_co_begin(machine, disk, &commit, err);
    return job && co_end_job(job, active, err);
}

static DomainImage *image_in(const DomainDisk *disk, const char *path)
{
    DomainImage *image = disk ? disk->image : NULL;

    while (image && strcmp(image->path, path) != 0)
        image = image->backing;
    return image;
}

/* ---- while nobody has ---- */

/* Everybody else who stands on the overlay stands on the base from now on. */
static bool co_rebase(const Merge *merge, const char *path, GError **err)
{
    return image_tool_co_rebase(snapshot_worker(merge->driver), path, merge->base, err);
}

/* The disk of what runs; NULL: nothing does. To be asked for anew after a wait. */
static DomainDisk *live_disk(const Merge *merge)
{
    return domain_is_active(merge->domain)
               ? domain_disk_by_target(merge->domain->def, merge->disk->name)
               : NULL;
}

/* Paths of the images that snapshots after the next one, or the domain, have in front of the
 * overlay, but for those that the guest has open. */
static GPtrArray *find_followers(const Merge *merge)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    const DomainDisk *live = live_disk(merge);
    const DomainDisk *now = domain_disk_by_target(definition_of(merge->domain), merge->disk->name);
    const Moment *next = merge->next;

    for (unsigned i = 0; next && i < next->children->len; i++) {
        const Moment *child = next->children->pdata[i];
        const DomainDisk *disk = child->def->domain
                                     ? domain_disk_by_target(child->def->domain, merge->disk->name)
                                     : NULL;

        if (disk && disk->image && strcmp(disk->image->path, merge->overlay) != 0 &&
            !image_in(live, disk->image->path))
            g_ptr_array_add(paths, g_strdup(disk->image->path));
    }
    if (next && is_current(merge->domain, next) && now && now->image &&
        !image_in(live, now->image->path))
        g_ptr_array_add(paths, g_strdup(now->image->path));
    return paths;
}

static bool co_rebase_followers(const Merge *merge, GError **err)
{
    g_autoptr(GPtrArray) paths = find_followers(merge);

    for (unsigned i = 0; i < paths->len; i++) {
        if (!co_rebase(merge, paths->pdata[i], err))
            return false;
    }
    return true;
}

static bool co_replace_now(const Merge *merge, GError **err)
{
    g_autoptr(DomainDef) config = domain_def_copy(definition_of(merge->domain));
    DomainDisk *disk = domain_disk_by_target(config, merge->disk->name);

    domain_image_free(disk->image);
    disk->image = domain_image_new(merge->base->type, merge->base->path, merge->base->format);
    return affect_co_replace_config(merge->driver, merge->domain, g_steal_pointer(&config), err);
}

/* ---- one disk ---- */

static void rename_in(DomainDef *def, const Merge *merge)
{
    DomainDisk *disk = def ? domain_disk_by_target(def, merge->disk->name) : NULL;

    if (!disk || !disk->image || strcmp(disk->image->path, merge->overlay) != 0)
        return;
    domain_image_free(disk->image);
    disk->image = domain_image_new(merge->base->type, merge->base->path, merge->base->format);
}

static bool co_commit(const Merge *merge, GError **err)
{
    DomainDisk *live = live_disk(merge);
    DomainImage *top = image_in(live, merge->overlay);
    DomainImage *base = top ? image_in(live, merge->base->path) : NULL;
    Worker *worker = snapshot_worker(merge->driver);

    if (base)
        return co_commit_live(merge, live, top, base, err) && co_rebase_followers(merge, err);
    if (image_in(live, merge->base->path)) /* done before, by another daemon */
        return co_rebase_followers(merge, err);
    if (!image_tool_co_commit(worker, merge->overlay, merge->base->path, err) ||
        !bitmaps_co_take_over_file(worker, merge->domain, merge->disk->name, merge->overlay,
                                   merge->base->path, err))
        return false;
    return merge->next ? co_rebase_followers(merge, err) : co_replace_now(merge, err);
}

static bool co_finish(const Merge *merge, GError **err)
{
    if (merge->next) {
        rename_in(merge->next->def->domain, merge);
        rename_in(snapshot_def_of(merge->next)->inactive, merge);
        if (!snapshot_co_save(merge->driver, merge->domain, merge->next, err))
            return false;
    }
    snapshot_files_co_remove(merge->driver, merge->domain, merge->overlay);
    return true;
}

/* What the next snapshot, or the domain, has in front of the base; NULL: it has the base itself, or
 * nothing of it. */
static char *find_overlay(const Merge *merge)
{
    const DomainDef *def = merge->next                                ? merge->next->def->domain
                           : is_current(merge->domain, merge->moment) ? definition_of(merge->domain)
                                                                      : NULL;
    const DomainDisk *disk = def ? domain_disk_by_target(def, merge->disk->name) : NULL;
    const char *path = disk && disk->image ? disk->image->path : NULL;

    if (!path || strcmp(path, merge->base->path) == 0 ||
        !snapshot_files_is_overlay(merge->domain->snapshots, merge->disk->name, path))
        return NULL;
    return g_strdup(path);
}

/* Nobody comes after it: its image goes, if it was made for the snapshot before. */
static void co_drop_base(const Merge *merge)
{
    const char *target = merge->disk->name, *path = merge->base->path;
    const MomentTree *tree = merge->domain->snapshots;
    const DomainDisk *live = domain_disk_by_target(merge->domain->def, target);
    const DomainDisk *now = domain_disk_by_target(definition_of(merge->domain), target);

    if (snapshot_files_is_overlay(tree, target, path) && !image_in(live, path) &&
        !image_in(now, path) && !snapshot_files_is_kept(tree, merge->moment, target, path))
        snapshot_files_co_remove(merge->driver, merge->domain, path);
}

static bool co_disk(Merge *merge, GError **err)
{
    const DomainDisk *kept =
        merge->moment->def->domain
            ? domain_disk_by_target(merge->moment->def->domain, merge->disk->name)
            : NULL;
    g_autofree char *overlay = NULL;

    if (!kept || !kept->image)
        return true;
    merge->base = kept->image;
    if (!merge->next && !is_current(merge->domain, merge->moment)) {
        co_drop_base(merge);
        return true;
    }
    overlay = find_overlay(merge);
    if (!overlay)
        return true;
    merge->overlay = overlay;
    merge->disk->merging = true;
    if (!snapshot_co_save(merge->driver, merge->domain, merge->moment, err))
        return false;
    if (co_commit(merge, err) && co_finish(merge, err))
        return true;
    g_prefix_error(err, "disk '%s': ", merge->disk->name);
    return false;
}

bool snapshot_merge_co_all(DomainDriver *driver, Domain *domain, Moment *moment, GError **err)
{
    const SnapshotDef *def = snapshot_def_of(moment);
    Merge merge = {.driver = driver,
                   .domain = domain,
                   .moment = moment,
                   .next = moment->children->len > 0 ? moment->children->pdata[0] : NULL};

    for (unsigned i = 0; i < def->disks->len; i++) {
        merge.disk = def->disks->pdata[i];
        if (merge.disk->place == SNAPSHOT_PLACE_EXTERNAL && !co_disk(&merge, err))
            return false;
    }
    return true;
}
