/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copying a disk while the guest writes it: see block_copy.h.
 *
 * A shallow copy into a new image has the same images behind it as the disk, whose nodes it shares;
 * job->base is the number of the first of these, 0 if the copy has a chain of its own.
 */
#include "qemu/block_copy.h"

#include <errno.h>
#include <unistd.h>

#include "base/file_co.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_create.h"
#include "qemu/image_open.h"
#include "qemu/parts_plug.h"
#include "qemu/status.h"

/* ---- the end ---- */

/* The images of the disk that the copy does not share. */
static DomainImage *leave_images(DomainDisk *disk, DomainImage *copy, unsigned shared)
{
    DomainImage *left = disk->image;

    if (shared > 0 && left->backing && left->backing->index == shared) {
        copy->backing = g_steal_pointer(&left->backing);
        copy->chain_known = true;
        copy->chain_found = left->chain_found;
    }
    disk->image = copy;
    return left;
}

static void copy_co_finish(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);
    g_autoptr(DomainMirror) mirror = disk ? g_steal_pointer(&disk->mirror) : NULL;
    DomainImage *left;

    if (!mirror)
        return;
    left = g_steal_pointer(&mirror->image);
    if (job->result == BLOCK_JOB_COMPLETED && job->pivot) {
        left = leave_images(disk, left, job->base);
        block_chain_co_changed(job->machine, disk, left->path);
    } else {
        block_chain_co_changed(job->machine, disk, disk->image->path);
    }
    block_chain_co_drop(job->machine, job->disk, left, job->made && (job->unheard || job->late));
}

static bool copy_co_pivot(BlockJob *job, GError **err)
{
    const DomainDisk *disk = block_chain_job_disk(job);
    const DomainImage *end =
        disk && job->base > 0 ? domain_image_by_index(disk->image, job->base) : NULL;

    return !disk || !disk->mirror ||
           bitmaps_co_take_over(job->machine, disk, disk->image, end, disk->mirror->image, err);
}

static void copy_ready(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);

    if (disk && disk->mirror)
        disk->mirror->ready = DOMAIN_MIRROR_READY_YES;
}

const BlockJobKind block_copy_kind = {
    .name = "copy",
    .type = DOMAIN_BLOCK_JOB_TYPE_COPY,
    .co_finish = copy_co_finish,
    .co_pivot = copy_co_pivot,
    .ready = copy_ready,
};

/* ---- the beginning ---- */

/* A disk that is only the target: what opens and names images goes by the disk. */
static DomainDisk *target_disk(const DomainDisk *disk, DomainImage *image)
{
    DomainDisk *target = domain_disk_new();

    target->target = g_strdup(disk->target);
    target->last_index = disk->last_index;
    target->cache = disk->cache;
    target->io = disk->io;
    target->discard = disk->discard;
    target->detect_zeroes = disk->detect_zeroes;
    target->shareable = disk->shareable;
    target->image = image;
    return target;
}

static bool co_make(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                    const BlockCopy *copy, GError **err)
{
    const DriverHost *host = machine->driver->base.driver.host;
    g_autofree char *whose = g_strdup_printf("disk '%s'", disk->target);
    g_autoptr(DomainImage) backing = copy->shallow ? domain_image_copy(disk->image->backing) : NULL;
    uint64_t capacity;

    if (!block_chain_co_capacity(machine, disk, disk->image, &capacity, err) ||
        !machine_check_alive(machine, err) ||
        !image_create_co_file(host, image, capacity, backing, whose, err))
        return false;
    if (machine_check_alive(machine, err))
        return true;
    image_create_co_undo(host, image);
    return false;
}

/* The nodes of the target, with what lies behind it: shared is what the disk has there, too. */
static bool target_parts(DomainDisk *target, DomainImage *shared, Parts *parts, GError **err)
{
    bool well;

    if (!shared)
        return disk_nodes_parts(target, parts, err);
    target->image->backing = shared;
    well = disk_nodes_image_parts(target, target->image, true, parts, err);
    target->image->backing = NULL;
    return well;
}

static bool co_open(Machine *machine, DomainDisk *target, const BlockCopy *copy, Parts *parts,
                    GError **err)
{
    if (copy->reuse && copy->shallow)
        return image_open_co_disk(machine, target, parts, err);
    target->image->chain_known = true;
    return image_open_co_image(machine, target, target->image, parts, err);
}

static bool co_plug(Machine *machine, DomainDisk *disk, DomainDisk *target, const BlockCopy *copy,
                    GError **err)
{
    g_autoptr(Parts) parts = parts_new();
    DomainImage *shared = copy->shallow && !copy->reuse ? disk->image->backing : NULL;

    if (!co_open(machine, target, copy, parts, err))
        return false;
    if (machine_check_alive(machine, err) && target_parts(target, shared, parts, err) &&
        parts_co_plug(machine, parts, err) && machine_check_alive(machine, err))
        return true;
    for (const DomainImage *image = target->image; image; image = image->backing)
        image_open_forget(machine, target, image);
    return false;
}

static json_t *copy_arguments(const DomainDisk *disk, const DomainDisk *target,
                              const BlockCopy *copy)
{
    g_autofree char *from = disk_nodes_drive(disk), *first = disk_nodes_name(disk, disk->image);
    g_autofree char *to = disk_nodes_name(target, target->image);
    json_t *arguments = json_pack("{s:s, s:s, s:s, s:s}", "device", from, "target", to, "sync",
                                  copy->shallow ? "top" : "full", "copy-mode",
                                  copy->synchronous ? "write-blocking" : "background");

    if (!g_str_equal(from, first)) /* a filter stays above */
        json_object_set_new(arguments, "replaces", json_string(first));
    if (copy->granularity > 0)
        json_object_set_new(arguments, "granularity", json_integer(copy->granularity));
    if (copy->buffer_size > 0)
        json_object_set_new(arguments, "buf-size", json_integer((json_int_t) copy->buffer_size));
    return arguments;
}

/* The job is listed, and in the status file, before anything is made for it: what a daemon that is
 * killed leaves goes with a job that QEMU has never heard of. */
static bool co_announce(BlockJob *job, DomainDisk *disk, DomainDisk *target, const BlockCopy *copy,
                        GError **err)
{
    Worker *worker = job->machine->driver->base.driver.host->worker;
    const DomainImage *shared = copy->shallow && !copy->reuse ? disk->image->backing : NULL;
    DomainImage *image = target->image;

    disk_nodes_number(target);
    job->bandwidth = copy->bandwidth;
    job->transient = copy->transient;
    job->base = shared ? shared->index : 0;
    job->made = !copy->reuse && image->type == DOMAIN_DISK_TYPE_FILE &&
                file_co_access(worker, image->path, F_OK) == ENOENT;
    if (!machine_check_alive(job->machine, err))
        return false;
    disk->mirror = g_new0(DomainMirror, 1);
    disk->mirror->job = DOMAIN_MIRROR_JOB_COPY;
    disk->mirror->image = domain_image_copy(image);
    disk->last_index = target->last_index;
    if (block_job_announce(job, err))
        return true;
    g_clear_pointer(&disk->mirror, domain_mirror_free);
    return false;
}

/* Of the target as it has been opened. */
static bool co_start(BlockJob *job, DomainDisk *disk, DomainDisk *target, const BlockCopy *copy,
                     GError **err)
{
    Machine *machine = job->machine;
    const Domain *domain = machine->domain;
    json_t *arguments =
        block_job_arguments(job, "blockdev-mirror", copy_arguments(disk, target, copy));

    domain_image_free(disk->mirror->image);
    disk->mirror->image = g_steal_pointer(&target->image);
    disk->last_index = MAX(disk->last_index, target->last_index);
    if (job->concluded) /* QEMU was lost and found meanwhile, and asked for it */
        error_set(err, ERR_OPERATION_FAILED, "job '%s': %s", job->id, job->error);
    else if (status_save(machine, domain->state, domain->reason, err))
        return machine_co_command(machine, "blockdev-mirror", arguments, NULL, err);
    json_decref(arguments);
    return false;
}

/* The last that is forgotten is the job. */
static void co_give_up(BlockJob *job, DomainDisk *disk)
{
    Machine *machine = job->machine;

    if (!machine->gone) {
        g_autoptr(DomainMirror) mirror = g_steal_pointer(&disk->mirror);

        block_chain_co_drop(machine, job->disk, g_steal_pointer(&mirror->image), false);
    }
}

/* On failure nothing is left of it but the job, unless that is late. */
static bool co_run(BlockJob *job, DomainDisk *disk, DomainDisk *target, const BlockCopy *copy,
                   GError **err)
{
    const DriverHost *host = job->machine->driver->base.driver.host;
    g_autoptr(DomainImage) made = NULL;
    g_autoptr(GError) why = NULL;

    if (copy->reuse || co_make(job->machine, disk, target->image, copy, &why)) {
        made = copy->reuse ? NULL : domain_image_copy(target->image);
        if (co_plug(job->machine, disk, target, copy, &why) &&
            co_start(job, disk, target, copy, &why))
            return true;
    }
    if (!block_job_is_late(job, why)) {
        co_give_up(job, disk);
        if (made)
            image_create_co_undo(host, made);
    }
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

BlockJob *block_copy_co_begin(Machine *machine, DomainDisk *disk, BlockCopy *copy, GError **err)
{
    g_autofree char *id = g_strdup_printf("copy-%s", disk->target);
    g_autoptr(BlockJob) job = block_job_new(machine, &block_copy_kind, id, disk->target);
    g_autoptr(GError) why = NULL;
    DomainDisk *target;

    if (!block_job_check_free(machine, disk->target, err))
        return NULL;
    target = target_disk(disk, g_steal_pointer(&copy->target));
    if (co_announce(job, disk, target, copy, &why)) {
        co_run(job, disk, target, copy, &why);
        block_job_started(job, why);
    }
    domain_disk_free(target);
    if (!why)
        return g_steal_pointer(&job);
    g_propagate_error(err, g_steal_pointer(&why));
    return NULL;
}
