/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* New images in front of those that a snapshot keeps: see snapshot_images.h. */
#include "qemu/snapshot_images.h"

#include <string.h>
#include <unistd.h>

#include "base/file_co.h"
#include "base/log.h"
#include "conf/domain_device.h"
#include "qemu/bitmaps.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_open.h"
#include "qemu/late.h"
#include "qemu/image_reuse.h"
#include "qemu/image_tool.h"
#include "qemu/parts_plug.h"

typedef struct Overlay {
    char *target;
    DomainImage *image; /* NULL once the guest's definition has it */
    DomainImage *kept;  /* what lies behind it, without its own chain */
    bool made;
} Overlay;

struct Overlays {
    GPtrArray *list; /* of Overlay */
    bool reuse;
};

static void overlay_free(void *data)
{
    Overlay *overlay = data;

    g_free(overlay->target);
    domain_image_free(overlay->image);
    domain_image_free(overlay->kept);
    g_free(overlay);
}

Overlays *overlays_new(const DomainDef *domain, const GPtrArray *disks, bool reuse)
{
    Overlays *overlays = g_new0(Overlays, 1);

    overlays->list = g_ptr_array_new_with_free_func(overlay_free);
    overlays->reuse = reuse;
    for (unsigned i = 0; i < disks->len; i++) {
        const SnapshotDisk *entry = disks->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(domain, entry->name);
        Overlay *overlay;

        if (entry->place != SNAPSHOT_PLACE_EXTERNAL)
            continue;
        g_assert(disk && disk->image); /* aligned */
        overlay = g_new0(Overlay, 1);
        overlay->target = g_strdup(entry->name);
        overlay->image = domain_image_new(entry->type, entry->path, entry->format);
        overlay->kept = domain_image_new(disk->image->type, disk->image->path, disk->image->format);
        g_ptr_array_add(overlays->list, overlay);
    }
    return overlays;
}

void overlays_free(Overlays *overlays)
{
    if (!overlays)
        return;
    g_ptr_array_unref(overlays->list);
    g_free(overlays);
}

unsigned overlays_count(const Overlays *overlays)
{
    return overlays->list->len;
}

/* ---- files ---- */

bool overlays_co_make(Overlays *overlays, const DriverHost *host, GError **err)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        Overlay *overlay = overlays->list->pdata[i];
        const DomainImage *image = overlay->image;

        if (overlays->reuse) {
            if (!image_reuse_co_check(host->worker, image, overlay->kept, err)) {
                g_prefix_error(err, "disk '%s': ", overlay->target);
                return false;
            }
            continue;
        }
        if (!image_tool_co_overlay(host, image->path, image->type, overlay->kept, err)) {
            g_prefix_error(err, "disk '%s': ", overlay->target);
            overlays_co_remove(overlays, host);
            return false;
        }
        overlay->made = image->type == DOMAIN_DISK_TYPE_FILE;
    }
    return true;
}

void overlays_co_note_writes(const Overlays *overlays, const DriverHost *host, const Domain *domain)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        const Overlay *overlay = overlays->list->pdata[i];

        bitmaps_co_go_on_file(host->worker, domain, overlay->target, overlay->image->path,
                              overlay->kept);
    }
}

void overlays_co_remove(const Overlays *overlays, const DriverHost *host)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        Overlay *overlay = overlays->list->pdata[i];
        g_autoptr(GError) why = NULL;

        if (!overlay->made || !overlay->image)
            continue;
        if (!file_co_remove(host->worker, overlay->image->path, &why))
            log_warning("image '%s' is left over: %s", overlay->image->path, why->message);
        overlay->made = false;
    }
}

/* ---- the running guest ---- */

static bool co_add_nodes(Overlays *overlays, Machine *machine, Parts *parts, GError **err)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        Overlay *overlay = overlays->list->pdata[i];
        DomainDisk *disk = domain_disk_by_target(machine->domain->def, overlay->target);

        if (!disk || !disk->image)
            return error_set(err, ERR_OPERATION_FAILED, "disk '%s' has gone", overlay->target);
        overlay->image->index = ++disk->last_index;
        if (!image_open_co_image(machine, disk, overlay->image, parts, err) ||
            !machine_check_alive(machine, err) ||
            !disk_nodes_image_parts(disk, overlay->image, true, parts, err))
            return false;
    }
    return parts_co_plug(machine, parts, err) && machine_check_alive(machine, err);
}

static json_t *switch_actions(const Overlays *overlays, const Domain *domain, const json_t *nodes)
{
    json_t *actions = json_array();

    for (unsigned i = 0; i < overlays->list->len; i++) {
        const Overlay *overlay = overlays->list->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(domain->def, overlay->target);
        g_autofree char *node = disk_nodes_name(disk, disk->image);
        g_autofree char *above = disk_nodes_name(disk, overlay->image);

        bitmaps_go_on(domain, nodes, disk, above, actions);
        json_array_append_new(actions, json_pack("{s:s, s:{s:s, s:s}}", "type", "blockdev-snapshot",
                                                 "data", "node", node, "overlay", above));
    }
    return actions;
}

static void forget_uses(const Overlays *overlays, Machine *machine)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        const Overlay *overlay = overlays->list->pdata[i];
        const DomainDisk *disk = domain_disk_by_target(machine->domain->def, overlay->target);

        if (disk && overlay->image && overlay->image->index && !machine->gone)
            image_open_forget(machine, disk, overlay->image);
    }
}

/* Who finds out what has become of them looks for those that come next. */
static void take_back_numbers(const Overlays *overlays, DomainDef *def)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        const Overlay *overlay = overlays->list->pdata[i];
        DomainDisk *disk = domain_disk_by_target(def, overlay->target);

        if (disk && overlay->image->index)
            disk->last_index = overlay->image->index - 1;
    }
}

static void put_in_front(Overlays *overlays, DomainDef *def)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        Overlay *overlay = overlays->list->pdata[i];
        DomainDisk *disk = domain_disk_by_target(def, overlay->target);

        overlay->image->backing = disk->image;
        overlay->image->chain_known = true;
        overlay->image->chain_found = true;
        disk->image = g_steal_pointer(&overlay->image);
        overlay->image =
            domain_image_new(disk->image->type, disk->image->path, disk->image->format);
    }
}

static bool co_transact(const Overlays *overlays, Machine *machine, GError **err)
{
    json_t *nodes, *actions;

    if (!bitmaps_co_ask(machine, &nodes, err))
        return false;
    actions = switch_actions(overlays, machine->domain, nodes);
    json_decref(nodes);
    return machine_co_transaction(machine, actions, err);
}

bool overlays_co_switch(Overlays *overlays, Machine *machine, GError **err)
{
    g_autoptr(Parts) parts = parts_new();
    g_autoptr(GError) why = NULL;

    if (!co_add_nodes(overlays, machine, parts, err)) {
        forget_uses(overlays, machine);
        return false;
    }
    if (!co_transact(overlays, machine, &why)) {
        if (late_is(machine, why)) {
            take_back_numbers(overlays, machine->domain->def);
        } else {
            if (!machine->gone)
                parts_co_unplug(machine, parts);
            forget_uses(overlays, machine);
        }
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    if (!machine_check_alive(machine, err))
        return false;
    put_in_front(overlays, machine->domain->def);
    for (unsigned i = 0; i < overlays->list->len; i++)
        ((Overlay *) overlays->list->pdata[i])->made = false; /* they are the guest's now */
    return true;
}

void overlays_apply(const Overlays *overlays, DomainDef *def)
{
    for (unsigned i = 0; i < overlays->list->len; i++) {
        const Overlay *overlay = overlays->list->pdata[i];
        DomainDisk *disk = domain_disk_by_target(def, overlay->target);

        if (!disk || !disk->image || strcmp(disk->image->path, overlay->kept->path) != 0)
            continue;
        domain_image_free(disk->image);
        disk->image =
            domain_image_new(overlay->image->type, overlay->image->path, overlay->image->format);
    }
}
