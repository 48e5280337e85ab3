/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing images down into one behind them: see block_commit.h. */
#include "qemu/block_commit.h"

#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"

/* Takes the images from first to the one above base out of the chain; owned by the caller. */
static DomainImage *take_out(DomainImage **first, DomainImage *base)
{
    DomainImage *taken = *first, *last = taken;

    while (last->backing != base)
        last = last->backing;
    last->backing = NULL;
    *first = base;
    return taken;
}

/* The image above, whose header has been changed, is the first or has been opened for that. */
static void commit_co_finish(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);
    DomainImage *top = disk ? domain_image_by_index(disk->image, job->top) : NULL;
    DomainImage *base = top ? domain_image_by_index(top->backing, job->base) : NULL;
    DomainImage *above = base ? block_chain_above(disk, top) : NULL;
    DomainImage *taken;

    if (job->result != BLOCK_JOB_COMPLETED || !above)
        return;
    taken = take_out(&above->backing, base);
    block_chain_co_changed(job->machine, disk, disk->image->path);
    block_chain_co_drop(job->machine, job->disk, taken, job->remove_merged);
}

static void active_co_finish(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);
    DomainImage *base = disk ? domain_image_by_index(disk->image, job->base) : NULL;
    DomainImage *taken;

    if (!disk)
        return;
    g_clear_pointer(&disk->mirror, domain_mirror_free);
    if (job->result != BLOCK_JOB_COMPLETED || !job->pivot || !base || base == disk->image)
        return;
    taken = take_out(&disk->image, base);
    block_chain_co_changed(job->machine, disk, taken->path);
    block_chain_co_drop(job->machine, job->disk, taken, job->remove_merged);
}

static bool active_co_pivot(BlockJob *job, GError **err)
{
    const DomainDisk *disk = block_chain_job_disk(job);
    const DomainImage *base = disk ? domain_image_by_index(disk->image, job->base) : NULL;

    return !base || bitmaps_co_take_over(job->machine, disk, disk->image, base, base, err);
}

static void active_ready(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);

    if (disk && disk->mirror)
        disk->mirror->ready = DOMAIN_MIRROR_READY_YES;
}

const BlockJobKind block_commit_kind = {
    .name = "commit",
    .type = DOMAIN_BLOCK_JOB_TYPE_COMMIT,
    .co_finish = commit_co_finish,
};

const BlockJobKind block_active_commit_kind = {
    .name = "active-commit",
    .type = DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT,
    .co_finish = active_co_finish,
    .co_pivot = active_co_pivot,
    .ready = active_ready,
};

static void set_mirror(DomainDisk *disk, const DomainImage *base)
{
    DomainMirror *mirror = g_new0(DomainMirror, 1);

    mirror->job = DOMAIN_MIRROR_JOB_ACTIVE_COMMIT;
    mirror->image = domain_image_new(base->type, base->path, base->format);
    mirror->image->index = base->index;
    disk->mirror = mirror;
}

static json_t *commit_arguments(const DomainDisk *disk, const BlockCommit *commit,
                                const DomainImage *above)
{
    g_autofree char *drive = disk_nodes_drive(disk);
    g_autofree char *top = disk_nodes_name(disk, commit->top);
    g_autofree char *base = disk_nodes_name(disk, commit->base);
    json_t *arguments =
        json_pack("{s:s, s:s, s:s}", "device", drive, "top-node", top, "base-node", base);

    if (above) {
        g_autofree char *name = block_chain_backing_name(above, commit->base, commit->relative);

        json_object_set_new(arguments, "backing-file", json_string(name));
    }
    return arguments;
}

static bool co_allow(Machine *machine, const DomainDisk *disk, const BlockCommit *commit,
                     const DomainImage *above, GError **err)
{
    return disk_live_co_allow_write(machine, disk, commit->base, err) &&
           machine_check_alive(machine, err) &&
           (!above || above == disk->image ||
            (disk_live_co_allow_write(machine, disk, above, err) &&
             machine_check_alive(machine, err)));
}

BlockJob *block_commit_co_begin(Machine *machine, DomainDisk *disk, const BlockCommit *commit,
                                GError **err)
{
    bool active = commit->top == disk->image;
    g_autofree char *id = g_strdup_printf("commit-%s", disk->target);
    const DomainImage *above = active ? NULL : block_chain_above(disk, commit->top);
    g_autoptr(BlockJob) job = NULL;

    if (!block_job_check_free(machine, disk->target, err))
        return NULL;
    job = block_job_new(machine, active ? &block_active_commit_kind : &block_commit_kind, id,
                        disk->target);
    job->bandwidth = commit->bandwidth;
    job->top = commit->top->index;
    job->base = commit->base->index;
    job->remove_merged = commit->remove_merged;
    if (co_allow(machine, disk, commit, above, err) &&
        (active ||
         bitmaps_co_take_over(machine, disk, commit->top, commit->base, disk->image, err))) {
        if (active)
            set_mirror(disk, commit->base);
        if (block_job_co_start(job, "block-commit", commit_arguments(disk, commit, above), err))
            return g_steal_pointer(&job);
        if (!machine->gone)
            g_clear_pointer(&disk->mirror, domain_mirror_free);
    }
    return NULL;
}
