/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Taking out: see hotplug.h. QEMU passes the wish on to the guest; that the guest has let go of it
 * is told by an event, maybe never. Then what the device was made of goes, and last its place in
 * what runs.
 */
#include "qemu/hotplug.h"

#include "base/log.h"
#include "qemu/background.h"
#include "qemu/block_job.h"
#include "qemu/device_parts.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"
#include "qemu/hotplug_private.h"
#include "qemu/leaving.h"
#include "qemu/parts_plug.h"

#include <string.h>

/* How long a device that is gone may hold its drive, and how often that is looked at. */
#define HOTPLUG_RELEASE_US (5 * G_USEC_PER_SEC)
#define HOTPLUG_RELEASE_STEP_US (G_USEC_PER_SEC / 50)

/* ---- asking ---- */

static bool controller_is_used(const DomainDef *def, const DomainController *controller)
{
    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        for (unsigned i = 0; i < domain_device_count(def, kind); i++) {
            DomainDevice device = domain_device_at(def, kind, i);
            const DomainAddress *address = &device.info->address;
            unsigned index = controller->index;

            if ((controller->type == DOMAIN_CONTROLLER_SCSI && kind == DOMAIN_DEVICE_DISK &&
                 device.disk->bus == DOMAIN_DISK_BUS_SCSI && address->drive.controller == index) ||
                (controller->type == DOMAIN_CONTROLLER_USB && address->type == DOMAIN_ADDRESS_USB &&
                 address->usb.bus == index) ||
                (controller->type == DOMAIN_CONTROLLER_VIRTIO_SERIAL &&
                 address->type == DOMAIN_ADDRESS_VIRTIO_SERIAL &&
                 address->virtio_serial.controller == index))
                return true;
        }
    }
    return false;
}

static bool check_unused(const Machine *machine, const DomainDevice *device, GError **err)
{
    if (device->kind == DOMAIN_DEVICE_DISK)
        return block_job_refuse_busy(machine, device->disk->target, err);
    if (device->kind == DOMAIN_DEVICE_CONTROLLER &&
        controller_is_used(machine->domain->def, device->controller))
        return error_set(err, ERR_OPERATION_FAILED, "controller '%s' is in use by other devices",
                         device->info->alias);
    return true;
}

/* QEMU says so of a device that it has asked the guest for before. */
static bool is_pending(const GError *why)
{
    return strstr(why->message, "in the process of unplug") != NULL;
}

/* Also once more. */
static bool co_ask(Machine *machine, const char *alias, GError **err)
{
    g_autoptr(GError) why = NULL;

    if (machine_co_command(machine, "device_del", json_pack("{s:s}", "id", alias), NULL, &why) ||
        is_pending(why))
        return true;
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

bool hotplug_co_detach(DomainDriver *driver, Domain *domain, const char *alias, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    g_autoptr(GError) why = NULL;
    DomainDevice device;

    (void) driver;
    if (!domain_device_by_alias(domain->def, alias, &device))
        return error_set(err, ERR_DEVICE_MISSING, "domain '%s' has no device with the alias '%s'",
                         domain->def->name, alias);
    if (!hotplug_check(&device, err) || !check_unused(machine, &device, err))
        return false;
    g_clear_pointer(&machine->unplug_refused, g_free);
    if (!leaving_begin(machine, alias, err))
        return false;
    if (co_ask(machine, alias, &why))
        return true;
    if (late_is(machine, why)) {
        hotplug_settle(machine);
    } else {
        leaving_end(machine, alias);
        hotplug_save_status(machine);
    }
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

static bool is_there(const Machine *machine, const char *alias)
{
    DomainDevice device;

    return domain_device_by_alias(machine->domain->def, alias, &device);
}

/* ---- cleaning up ---- */

static void emit_removed(Machine *machine, const char *alias)
{
    event body = {.kind = EVENT_DEVICE_REMOVED};

    body.event_u.device_removed.dom = domain_driver_ref(machine->domain);
    body.event_u.device_removed.device = (char *) alias; /* nobody writes to it */
    domain_driver_emit(&machine->driver->base, &body);
}

void hotplug_co_drop_disk(Machine *machine, const DomainDisk *disk)
{
    g_autofree char *filter = g_strconcat(disk->target, "-cow", NULL);

    if (disk->image && disk->copy_on_read == TRISTATE_ON)
        machine_co_command(machine, "blockdev-del", json_pack("{s:s}", "node-name", filter), NULL,
                           NULL);
    for (const DomainImage *image = disk->image; image && !machine->gone; image = image->backing)
        disk_live_co_remove(machine, disk, image);
}

static bool co_node_is_used(Machine *machine, const char *node)
{
    json_t *reply = NULL, *entry;
    bool used = false;
    size_t i;

    if (!machine_co_command(machine, "query-block", NULL, &reply, NULL))
        return false;
    json_array_foreach(reply, i, entry)
    {
        const json_t *inserted = json_object_get(entry, "inserted");

        used =
            used || g_strcmp0(json_string_value(json_object_get(inserted, "node-name")), node) == 0;
    }
    json_decref(reply);
    return used;
}

/* A device that has left the tree of objects, which is told at once, lets go of its drive only when
 * QEMU has no more use for it, which is not told. */
static void co_await_released(Machine *machine, const DomainDisk *disk)
{
    int64_t deadline = g_get_monotonic_time() + HOTPLUG_RELEASE_US;
    g_autofree char *node = disk->image ? disk_nodes_drive(disk) : NULL;

    while (node && !machine->gone && co_node_is_used(machine, node) &&
           g_get_monotonic_time() < deadline)
        machine_co_wait(machine, HOTPLUG_RELEASE_STEP_US);
}

/* One may have begun after the guest was asked, and holds the nodes. */
static void co_end_block_job(Machine *machine, const char *target)
{
    BlockJob *found = block_job_of_disk(machine, target);
    g_autoptr(BlockJob) job = found ? block_job_ref(found) : NULL;

    if (job && block_job_co_cancel(job, NULL))
        block_job_co_end(job, NULL);
}

/* From a copy of what runs, which may be freed meanwhile. */
static void co_drop_parts(Machine *machine, const char *alias)
{
    g_autoptr(DomainDef) def = domain_def_copy(machine->domain->def);
    g_autoptr(Parts) parts = parts_new();
    DomainDevice device;

    if (!domain_device_by_alias(def, alias, &device))
        return;
    if (device.kind == DOMAIN_DEVICE_DISK) {
        co_await_released(machine, device.disk);
        co_end_block_job(machine, device.disk->target);
        hotplug_co_drop_disk(machine, device.disk);
    } else if (device_parts(def, &device, parts, NULL)) {
        parts_co_unplug(machine, parts);
    }
}

/* QEMU has it no more: nor shall anybody else. With the job lock, since whoever holds it may be in
 * the middle of something with that device. */
static void co_drop(Machine *machine, const char *alias)
{
    DomainDevice device;

    if (machine->gone || !domain_device_by_alias(machine->domain->def, alias, &device))
        return;
    co_drop_parts(machine, alias);
    if (machine->gone || !domain_device_by_alias(machine->domain->def, alias, &device))
        return;
    device_edit_take(machine->domain->def, &device);
    domain_device_free(device);
    leaving_end(machine, alias);
    hotplug_save_status(machine);
    emit_removed(machine, alias);
    machine_touch(machine);
}

static void co_claim_and_drop(Machine *machine, const char *alias)
{
    if (!machine_co_claim(machine, "end of a device"))
        return;
    co_drop(machine, alias);
    domain_end_job(machine->domain);
}

typedef struct Deleted {
    Machine *machine;
    char *alias;
} Deleted;

static void co_deleted(void *data)
{
    Deleted *deleted = data;

    co_claim_and_drop(deleted->machine, deleted->alias);
    machine_unref(deleted->machine);
    g_free(deleted->alias);
    g_free(deleted);
}

void hotplug_device_deleted(Machine *machine, const char *alias)
{
    Deleted *deleted;

    leaving_went(machine, alias);
    if (!is_there(machine, alias)) {
        emit_removed(machine, alias);
        return;
    }
    deleted = g_new0(Deleted, 1);
    deleted->machine = machine_ref(machine);
    deleted->alias = g_strdup(alias);
    background_start(machine->driver, co_deleted, deleted);
}

void hotplug_unplug_refused(Machine *machine, const char *alias)
{
    event body = {.kind = EVENT_DEVICE_REMOVAL_FAILED};

    g_free(machine->unplug_refused);
    machine->unplug_refused = g_strdup(alias);
    leaving_end(machine, alias);
    hotplug_save_status(machine);
    body.event_u.device_removal_failed.dom = domain_driver_ref(machine->domain);
    body.event_u.device_removal_failed.device = machine->unplug_refused;
    domain_driver_emit(&machine->driver->base, &body);
}

/* ---- waiting ---- */

static bool co_list(Machine *machine, json_t **ret_reply, GError **err)
{
    return machine_co_command(machine, "qom-list",
                              json_pack("{s:s}", "path", "/machine/peripheral"), ret_reply, err);
}

static bool reply_has(const json_t *reply, const char *alias)
{
    size_t i;
    json_t *entry;

    json_array_foreach(reply, i, entry)
    {
        if (g_strcmp0(json_string_value(json_object_get(entry, "name")), alias) == 0)
            return true;
    }
    return false;
}

/* For what goes without a word: QEMU 7.2 never tells that an xHCI controller has. */
static bool co_has_gone(Machine *machine, const char *alias)
{
    json_t *reply = NULL;

    if (!machine->gone && co_list(machine, &reply, NULL) && !reply_has(reply, alias))
        co_claim_and_drop(machine, alias);
    json_decref(reply);
    return machine->gone || !is_there(machine, alias);
}

bool hotplug_co_await_detached(DomainDriver *driver, Domain *domain, const char *alias,
                               GError **err)
{
    Machine *running = machine_of(domain);
    g_autoptr(Machine) machine = running ? machine_ref(running) : NULL;
    int64_t deadline = g_get_monotonic_time() + HOTPLUG_DETACH_US;

    (void) driver;
    while (machine && !machine->gone && is_there(machine, alias)) {
        int64_t left = deadline - g_get_monotonic_time();

        if (g_strcmp0(machine->unplug_refused, alias) == 0)
            return error_set(err, ERR_OPERATION_FAILED,
                             "device '%s' of domain '%s': the guest refused to let go of it", alias,
                             domain->def->name);
        if (left <= 0 && co_has_gone(machine, alias))
            break;
        if (left <= 0)
            return error_set(
                err, ERR_OPERATION_TIMEOUT,
                "device '%s' of domain '%s' is still there: the guest was asked to let "
                "go of it, but did not answer within %d seconds; when it does, the "
                "device goes by itself (event device-removed)",
                alias, domain->def->name, (int) (HOTPLUG_DETACH_US / G_USEC_PER_SEC));
        machine_co_wait(machine, left);
    }
    if (machine && !machine->gone)
        return true;
    return error_set(err, ERR_OPERATION_FAILED,
                     "domain '%s' has stopped while a device was taken out of it",
                     domain->def->name);
}

/* ---- after the monitor was lost ---- */

/* Whether it is a device of QEMU's by that name, and not one of the board. */
static bool is_plugged(const DomainDef *def, const DomainDevice *device)
{
    g_autoptr(Parts) parts = parts_new();

    if (device->kind == DOMAIN_DEVICE_DISK)
        return true;
    return device_parts(def, device, parts, NULL) && parts_count(parts) > 0;
}

static GPtrArray *find_missing(const DomainDef *def, const json_t *reply)
{
    GPtrArray *missing = g_ptr_array_new_with_free_func(g_free);

    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        for (unsigned i = 0; i < domain_device_count(def, kind); i++) {
            DomainDevice device = domain_device_at(def, kind, i);

            if (device.info->alias && hotplug_check(&device, NULL) &&
                !reply_has(reply, device.info->alias) && is_plugged(def, &device))
                g_ptr_array_add(missing, g_strdup(device.info->alias));
        }
    }
    return missing;
}

/* Those that the guest was asked for, or was about to be: once more, which changes nothing. */
static bool co_ask_again(Machine *machine, GError **err)
{
    g_autoptr(GPtrArray) leaving = leaving_list(machine);

    for (unsigned i = 0; i < leaving->len && !machine->gone; i++) {
        const char *alias = leaving->pdata[i];
        g_autoptr(GError) why = NULL;

        if (!is_there(machine, alias) || co_ask(machine, alias, &why))
            continue;
        if (late_is(machine, why)) {
            g_propagate_error(err, g_steal_pointer(&why));
            return false;
        }
        log_warning("domain '%s': device '%s' does not go: %s", machine->domain->def->name, alias,
                    why->message);
        leaving_end(machine, alias);
    }
    return true;
}

static bool co_refresh(Machine *machine, GError **err)
{
    g_autoptr(GPtrArray) missing = NULL;
    json_t *reply = NULL;

    if (!co_list(machine, &reply, err))
        return false;
    missing = find_missing(machine->domain->def, reply);
    json_decref(reply);
    for (unsigned i = 0; i < missing->len; i++) {
        log_info("domain '%s': device '%s' is not there any more", machine->domain->def->name,
                 (char *) missing->pdata[i]);
        co_drop(machine, missing->pdata[i]);
    }
    return machine->gone ||
           (co_ask_again(machine, err) && (machine->gone || block_job_may_end(machine) ||
                                           hotplug_co_refresh_media(machine, err)));
}

bool hotplug_co_refresh(Machine *machine, GError **err)
{
    bool done;

    if (!machine_co_claim(machine, "search for devices that have gone"))
        return true;
    done = co_refresh(machine, err);
    domain_end_job(machine->domain);
    return done;
}
