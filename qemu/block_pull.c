/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pulling the contents of images up into the first one: see block_pull.h. */
#include "qemu/block_pull.h"

#include "base/log.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/disk_nodes.h"

/* QEMU (7.2) takes what lies behind away from the head of the image without having its tables in
 * the file: killed after that it would lose what it has pulled. */
static void pull_co_settle(BlockJob *job)
{
    const DomainDisk *disk = block_chain_job_disk(job);
    g_autofree char *node = disk ? disk_nodes_name(disk, disk->image) : NULL;
    g_autofree char *line = g_strdup_printf("qemu-io %s flush", node);
    g_autoptr(GError) why = NULL;

    if (disk &&
        !machine_co_command(job->machine, "human-monitor-command",
                            json_pack("{s:s}", "command-line", line), NULL, &why) &&
        !job->machine->gone)
        log_warning("domain '%s': disk '%s' is not brought to disk: %s",
                    job->machine->domain->def->name, job->disk, why->message);
}

static void pull_co_finish(BlockJob *job)
{
    DomainDisk *disk = block_chain_job_disk(job);
    DomainImage *gone, *last;

    if (job->result != BLOCK_JOB_COMPLETED || !disk || !disk->image->backing ||
        disk->image->backing->index == job->base)
        return;
    gone = disk->image->backing;
    for (last = gone; last->backing && last->backing->index != job->base; last = last->backing)
        ;
    disk->image->backing = g_steal_pointer(&last->backing);
    block_chain_co_changed(job->machine, disk, disk->image->path);
    block_chain_co_drop(job->machine, job->disk, gone, false);
}

const BlockJobKind block_pull_kind = {
    .name = "pull",
    .type = DOMAIN_BLOCK_JOB_TYPE_PULL,
    .co_finish = pull_co_finish,
    .co_settle = pull_co_settle,
};

BlockJob *block_pull_co_begin(Machine *machine, DomainDisk *disk, const DomainImage *base,
                              bool relative, uint64_t bandwidth, GError **err)
{
    g_autofree char *id = g_strdup_printf("pull-%s", disk->target);
    g_autofree char *node = disk_nodes_name(disk, disk->image);
    g_autoptr(BlockJob) job = NULL;
    json_t *arguments;

    if (!block_job_check_free(machine, disk->target, err))
        return NULL;
    if (!bitmaps_co_take_over(machine, disk, disk->image->backing, base, disk->image, err))
        return NULL;
    job = block_job_new(machine, &block_pull_kind, id, disk->target);
    job->bandwidth = bandwidth;
    job->base = base ? base->index : 0;
    arguments = json_pack("{s:s}", "device", node);
    if (base) {
        g_autofree char *base_node = disk_nodes_name(disk, base);
        g_autofree char *name = block_chain_backing_name(disk->image, base, relative);

        json_object_set_new(arguments, "base-node", json_string(base_node));
        json_object_set_new(arguments, "backing-file", json_string(name));
    }
    return block_job_co_start(job, "block-stream", arguments, err) ? g_steal_pointer(&job) : NULL;
}
