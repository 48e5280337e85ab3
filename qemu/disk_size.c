/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The size of a disk while the guest runs, and the event of its being written beyond a mark, which
 * is how storage that grows on demand is enlarged in time.
 */
#include "qemu/disk_size.h"

#include "drivers/claim.h"
#include "drivers/flags.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/disk_nodes.h"
#include "qemu/stats_sampler.h"

#include <string.h>

#define SECTOR 512

/* ---- size ---- */

static bool wanted_size(const domain_block_resize_args *args, uint64_t *ret_bytes, GError **err)
{
    uint64_t unit = args->flags & DOMAIN_BLOCK_RESIZE_BYTES ? 1 : 1024;

    if (args->size > (G_MAXINT64 - SECTOR) / unit)
        return error_set(err, ERR_OVERFLOW, "size must be less than %" G_GUINT64_FORMAT,
                         (G_MAXINT64 - SECTOR) / unit);
    /* Formats but raw are made of sectors. */
    *ret_bytes = (args->size * unit + SECTOR - 1) / SECTOR * SECTOR;
    return true;
}

static bool co_resize_disk(Machine *machine, const DomainDisk *disk, uint64_t bytes, bool shrink,
                           GError **err)
{
    g_autofree char *node = disk_nodes_name(disk, disk->image), *target = g_strdup(disk->target);
    uint64_t before;

    if (!block_job_refuse_busy(machine, target, err) ||
        !block_chain_co_capacity(machine, disk, disk->image, &before, err))
        return false;
    if (bytes < before && !shrink)
        return error_set(err, ERR_INVALID_ARG,
                         "disk '%s' has %" G_GUINT64_FORMAT " bytes; making it %" G_GUINT64_FORMAT
                         " would cut off its end, which must be asked for (shrink)",
                         target, before, bytes);
    /* Bitmaps forget what was cut off, and would call it unchanged once the disk grows again. */
    if (bytes < before && !bitmaps_co_drop(machine, disk, err))
        return false;
    if (!machine_co_command(machine, "block_resize",
                            json_pack("{s:s, s:I}", "node-name", node, "size", (json_int_t) bytes),
                            NULL, err))
        return false;
    /* Who asks next for the size is told the new one; a round under way may have seen the old. */
    stats_sampler_request(machine);
    stats_sampler_co_sample(machine);
    return true;
}

static bool co_resize(DriverCall *call, const domain_block_resize_args *args, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(Machine) machine = NULL;
    const DomainDisk *disk;
    uint64_t bytes = 0;

    if (args->flags & DOMAIN_BLOCK_RESIZE_CAPACITY)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "domain_block_resize: taking the size of the block device is not "
                         "supported; give it");
    if (!flags_check(args->flags, DOMAIN_BLOCK_RESIZE_BYTES | DOMAIN_BLOCK_RESIZE_SHRINK,
                     "domain_block_resize", err) ||
        !wanted_size(args, &bytes, err))
        return false;
    domain = claim_co_active(call, &args->dom, "block resize", err);
    disk = domain ? block_chain_filled_disk(domain->def, args->disk, err) : NULL;
    if (!disk)
        return false;
    machine = machine_ref(machine_of(domain));
    if (disk->readonly)
        return error_set(err, ERR_OPERATION_INVALID, "disk '%s' is read-only", disk->target);
    return co_resize_disk(machine, disk, bytes, args->flags & DOMAIN_BLOCK_RESIZE_SHRINK, err);
}

/* ---- threshold ---- */

/* "vda", for its first image, or "vda[3]". */
static char *storage_of(const Domain *domain, const char *name, GError **err)
{
    g_autofree char *target = g_strndup(name, strcspn(name, "["));
    const DomainDisk *disk = block_chain_filled_disk(domain->def, target, err);
    const DomainImage *image = !disk                  ? NULL
                               : name[strlen(target)] ? block_chain_image(disk, name, NULL, err)
                                                      : disk->image;

    return image ? disk_nodes_file_name(disk, image) : NULL;
}

static bool co_set_threshold(DriverCall *call, const domain_set_block_threshold_args *args,
                             GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autofree char *node = NULL;

    if (!flags_check(args->flags, 0, "domain_set_block_threshold", err))
        return false;
    if (args->threshold > G_MAXINT64)
        return error_set(err, ERR_OVERFLOW, "threshold must be less than %" G_GINT64_FORMAT,
                         G_MAXINT64);
    domain = claim_co_active(call, &args->dom, "block threshold", err);
    node = domain ? storage_of(domain, args->dev, err) : NULL;
    return node && machine_co_command(machine_of(domain), "block-set-write-threshold",
                                      json_pack("{s:s, s:I}", "node-name", node, "write-threshold",
                                                (json_int_t) args->threshold),
                                      NULL, err);
}

static void emit_threshold(Machine *machine, const char *device, char *path, const json_t *data)
{
    event body = {.kind = EVENT_BLOCK_THRESHOLD};

    body.event_u.block_threshold = (event_block_threshold){
        .dom = domain_driver_ref(machine->domain),
        .device = (char *) device,
        .path = &path,
        .threshold = (uint64_t) json_integer_value(json_object_get(data, "write-threshold")),
        .excess = (uint64_t) json_integer_value(json_object_get(data, "amount-exceeded")),
    };
    domain_driver_emit(&machine->driver->base, &body);
}

/* The first image of a disk is told twice, for it has two names. */
void disk_size_event(Machine *machine, const json_t *data)
{
    const char *node = json_string_value(json_object_get(data, "node-name"));
    const GPtrArray *disks = machine->domain->def->disks;

    for (unsigned i = 0; node && i < disks->len; i++) {
        const DomainDisk *disk = disks->pdata[i];
        DomainImage *image = disk_nodes_image(disk, node);
        g_autofree char *numbered = NULL;

        if (!image)
            continue;
        numbered = g_strdup_printf("%s[%u]", disk->target, image->index);
        if (image == disk->image)
            emit_threshold(machine, disk->target, image->path, data);
        emit_threshold(machine, numbered, image->path, data);
        return;
    }
}

const RemoteHandlers disk_size_handlers = {
    .domain_block_resize = co_resize,
    .domain_set_block_threshold = co_set_threshold,
};
