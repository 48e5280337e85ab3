/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots within images: see snapshot_internal.h. */
#include "qemu/snapshot_internal.h"

#include <string.h>

#include "base/log.h"
#include "conf/domain_device.h"
#include "qemu/bitmaps.h"
#include "qemu/block_job.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_tool.h"

/* Images number their snapshots from 1, and QEMU looks for a number before it looks for a name. */
#define INTERNAL_NUMBER_DIGITS 9

bool snapshot_internal_check_name(const char *name, GError **err)
{
    size_t length = strlen(name);

    if (length > INTERNAL_NUMBER_DIGITS || strspn(name, "0123456789") < length)
        return true;
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: internal snapshot '%s': images would take the "
                     "name for the number of another one",
                     name);
}

/* ---- of a running guest ---- */

/* The nodes whose images keep it. */
static json_t *nodes_of(const Machine *machine, const SnapshotDef *def, GError **err)
{
    json_t *nodes = json_array();

    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(machine->domain->def, entry->name);
        g_autofree char *node = NULL;

        if (entry->place != SNAPSHOT_PLACE_INTERNAL)
            continue;
        if (!disk || !disk->image) {
            error_set(err, ERR_OPERATION_INVALID, "the domain has no image in its disk '%s'",
                      entry->name);
            json_decref(nodes);
            return NULL;
        }
        node = disk_nodes_name(disk, disk->image);
        json_array_append_new(nodes, json_string(node));
    }
    return nodes;
}

/* What QEMU is told; NULL on failure. */
static json_t *arguments_of(const Machine *machine, const SnapshotDef *def, bool memory,
                            GError **err)
{
    json_t *nodes = nodes_of(machine, def, err), *arguments;

    if (!nodes)
        return NULL;
    arguments = json_pack("{s:s, s:o}", "tag", def->moment.name, "devices", nodes);
    if (memory)
        json_object_set(arguments, "vmstate", json_array_get(nodes, 0));
    return arguments;
}

bool snapshot_internal_co_save(Machine *machine, const SnapshotDef *def, GError **err)
{
    json_t *arguments = arguments_of(machine, def, true, err);

    machine->pause_reason = DOMAIN_REASON_PAUSED_SNAPSHOT;
    if (arguments && block_job_co_run(machine, "snapshot-save", arguments, NULL, err))
        return true;
    machine->pause_reason = -1;
    return false;
}

/* QEMU (7.2) puts back no image that has bitmaps. */
static bool co_drop_bitmaps(Machine *machine, const SnapshotDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(machine->domain->def, entry->name);

        if (entry->place == SNAPSHOT_PLACE_INTERNAL && disk && disk->image &&
            !bitmaps_co_drop(machine, disk, err))
            return false;
    }
    return true;
}

static bool co_load(Machine *machine, const SnapshotDef *def, const BlockJobKind *kind,
                    GError **err)
{
    g_autoptr(BlockJob) job = block_job_new(machine, kind, "snapshot-load", NULL);
    json_t *arguments = arguments_of(machine, def, true, err);

    return arguments && block_job_co_start(job, "snapshot-load", arguments, err) &&
           block_job_co_end(job, err);
}

bool snapshot_internal_co_load(Machine *machine, const SnapshotDef *def, const BlockJobKind *kind,
                               GError **err)
{
    machine->pause_reason = DOMAIN_REASON_PAUSED_FROM_SNAPSHOT;
    if (co_drop_bitmaps(machine, def, err) && co_load(machine, def, kind, err))
        return true;
    machine->pause_reason = -1;
    return false;
}

bool snapshot_internal_co_delete(Machine *machine, const SnapshotDef *def, GError **err)
{
    json_t *arguments = arguments_of(machine, def, false, err);

    return arguments && block_job_co_run(machine, "snapshot-delete", arguments, NULL, err);
}

/* ---- of images alone ---- */

typedef bool (*ImageAction)(Worker *worker, const char *path, const char *tag, GError **err);

/* For each disk until one fails; *ret_done are those that did not. */
static bool co_each(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                    ImageAction action, unsigned limit, unsigned *ret_done, GError **err)
{
    *ret_done = 0;
    for (unsigned i = 0; i < def->disks->len && *ret_done < limit; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(domain, entry->name);

        if (entry->place != SNAPSHOT_PLACE_INTERNAL)
            continue;
        if (!disk || !disk->image)
            return error_set(err, ERR_OPERATION_INVALID, "the domain has no image in its disk '%s'",
                             entry->name);
        if (!action(worker, disk->image->path, def->moment.name, err)) {
            g_prefix_error(err, "disk '%s': ", entry->name);
            return false;
        }
        ++*ret_done;
    }
    return true;
}

bool snapshot_internal_co_keep(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                               GError **err)
{
    g_autoptr(GError) why = NULL;
    unsigned done, undone;

    if (co_each(worker, def, domain, image_tool_co_keep, G_MAXUINT, &done, err))
        return true;
    if (done > 0 && !co_each(worker, def, domain, image_tool_co_forget, done, &undone, &why))
        log_warning("domain '%s': snapshot '%s' is left in images: %s", domain->name,
                    def->moment.name, why->message);
    return false;
}

/* As above, qemu-img as well. */
static bool co_put_back(Worker *worker, const char *path, const char *tag, GError **err)
{
    return bitmaps_co_drop_file(worker, path, err) && image_tool_co_go_back(worker, path, tag, err);
}

bool snapshot_internal_co_go_back(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                                  GError **err)
{
    unsigned done;

    if (co_each(worker, def, domain, co_put_back, G_MAXUINT, &done, err))
        return true;
    if (done > 0)
        g_prefix_error(err, "%u disks have been put back, others not: ", done);
    return false;
}

/* An image that does not have it says so with no error; anything else is one. */
static bool co_forget_any(Worker *worker, const char *path, const char *tag, GError **err)
{
    g_autoptr(GError) why = NULL;

    if (image_tool_co_forget(worker, path, tag, &why) || strstr(why->message, "not found"))
        return true;
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

bool snapshot_internal_co_forget(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                                 GError **err)
{
    unsigned done;

    return co_each(worker, def, domain, co_forget_any, G_MAXUINT, &done, err);
}
