/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plugging in: see hotplug.h. A copy of what runs is changed and completed first, which finds the
 * device its address and all reasons against it; then QEMU gets it, part by part.
 */
#include "qemu/hotplug.h"

#include <string.h>

#include "base/log.h"
#include "drivers/domain_change.h"
#include "qemu/address.h"
#include "qemu/chardev_files.h"
#include "qemu/device_parts.h"
#include "qemu/disk_nodes.h"
#include "qemu/guest_console.h"
#include "qemu/hotplug_private.h"
#include "qemu/image_open.h"
#include "qemu/live_def.h"
#include "qemu/parts_plug.h"
#include "qemu/stats_sampler.h"
#include "qemu/status.h"
#include "qemu/tap.h"
#include "qemu/vsock.h"

/* ---- what can be plugged in ---- */

static bool check_disk(const DomainDisk *disk, GError **err)
{
    if (disk->bus == DOMAIN_DISK_BUS_VIRTIO || disk->bus == DOMAIN_DISK_BUS_SCSI ||
        disk->bus == DOMAIN_DISK_BUS_USB)
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "disk '%s': disk bus '%s' cannot be hotplugged", disk->target,
                     domain_disk_bus_to_string(disk->bus));
}

static bool check_controller(const DomainController *controller, GError **err)
{
    if (controller->type == DOMAIN_CONTROLLER_SCSI || controller->type == DOMAIN_CONTROLLER_USB ||
        controller->type == DOMAIN_CONTROLLER_VIRTIO_SERIAL)
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED, "controller of type '%s' cannot be hotplugged",
                     domain_controller_type_to_string(controller->type));
}

bool hotplug_check(const DomainDevice *device, GError **err)
{
    switch (device->kind) {
    case DOMAIN_DEVICE_DISK:
        return check_disk(device->disk, err);
    case DOMAIN_DEVICE_CONTROLLER:
        return check_controller(device->controller, err);
    case DOMAIN_DEVICE_INPUT:
        if (device->input->bus != DOMAIN_INPUT_BUS_PS2)
            return true;
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "an input device on bus 'ps2' cannot be hotplugged");
    case DOMAIN_DEVICE_WATCHDOG:
        if (device->watchdog->model == DOMAIN_WATCHDOG_I6300ESB)
            return true;
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "watchdog '%s' cannot be hotplugged, only 'i6300esb'",
                         domain_watchdog_model_to_string(device->watchdog->model));
    case DOMAIN_DEVICE_INTERFACE:
    case DOMAIN_DEVICE_CHANNEL:
    case DOMAIN_DEVICE_RNG:
    case DOMAIN_DEVICE_MEMORY:
    case DOMAIN_DEVICE_REDIRDEV:
    case DOMAIN_DEVICE_VSOCK:
        return true;
    default:
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "a <%s> cannot be plugged in or taken out while the domain runs: change "
                         "the definition (config), it takes effect at the next start",
                         domain_device_kind_to_string(device->kind));
    }
}

/* ---- a device and the controllers it needs ---- */

typedef struct Plug {
    Machine *machine;
    DomainDef *def;  /* a copy of what runs, with all that is new */
    GArray *devices; /* of DomainDevice, in the order in which QEMU gets them; of def */
    Parts *parts;
    bool late; /* what becomes of it is seen to later */
} Plug;

static void plug_clear(Plug *plug)
{
    g_clear_pointer(&plug->parts, parts_free);
    g_clear_pointer(&plug->devices, g_array_unref);
    g_clear_pointer(&plug->def, domain_def_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plug, plug_clear)

/* Prepares the new device and finds new controllers; takes over device. */
static bool plug_prepare(Plug *plug, DomainDevice device, GError **err)
{
    DomainDriver *driver = &plug->machine->driver->base;
    unsigned controllers;

    plug->def = domain_def_copy(plug->machine->domain->def);
    plug->devices = g_array_new(FALSE, FALSE, sizeof(DomainDevice));
    plug->parts = parts_new();
    controllers = plug->def->controllers->len;
    if (device.kind == DOMAIN_DEVICE_CONTROLLER)
        controllers++; /* itself */
    if (!device_edit_insert(plug->def, device, DOMAIN_PARSE_LIVE, err) ||
        !driver->hypervisor->complete(driver, plug->def, err))
        return false;
    for (unsigned i = controllers; i < plug->def->controllers->len; i++) {
        DomainDevice added = domain_device_at(plug->def, DOMAIN_DEVICE_CONTROLLER, i);

        if (!check_controller(added.controller, err))
            return false;
        g_array_append_val(plug->devices, added);
    }
    g_array_append_val(plug->devices, device);
    return true;
}

static bool plug_co_open(Plug *plug, const DomainDevice *device, GError **err)
{
    switch (device->kind) {
    case DOMAIN_DEVICE_DISK:
        return image_open_co_disk(plug->machine, device->disk, plug->parts, err);
    case DOMAIN_DEVICE_INTERFACE:
        return tap_open(plug->def->name, device->interface, plug->parts, err);
    case DOMAIN_DEVICE_VSOCK:
        return vsock_open(plug->def->name, device->vsock, VSOCK_DEVICE, plug->parts, err);
    case DOMAIN_DEVICE_SERIAL:
    case DOMAIN_DEVICE_CHANNEL:
        return chardev_files_co_open(plug->machine, device->chardev, plug->parts, err);
    default:
        return true;
    }
}

static bool plug_co_make_parts(Plug *plug, GError **err)
{
    for (unsigned i = 0; i < plug->devices->len; i++) {
        const DomainDevice *device = &g_array_index(plug->devices, DomainDevice, i);

        live_def_prepare_device(plug->def, device, plug->machine->driver->state_folder);
    }
    for (unsigned i = 0; i < plug->devices->len; i++) {
        const DomainDevice *device = &g_array_index(plug->devices, DomainDevice, i);

        if (!address_check_hotplug(plug->def, device, err) || !plug_co_open(plug, device, err) ||
            !device_parts(plug->def, device, plug->parts, err))
            return false;
    }
    return true;
}

/* From the copy into what runs, or back. */
static void plug_move(const Plug *plug, DomainDef *from, DomainDef *to)
{
    for (unsigned i = 0; i < plug->devices->len; i++) {
        const DomainDevice *device = &g_array_index(plug->devices, DomainDevice, i);

        device_edit_take(from, device);
        device_edit_add(to, device);
    }
}

static void plug_forget_images(const Plug *plug)
{
    for (unsigned i = 0; i < plug->devices->len; i++) {
        const DomainDevice *device = &g_array_index(plug->devices, DomainDevice, i);

        if (device->kind != DOMAIN_DEVICE_DISK)
            continue;
        for (DomainImage *image = device->disk->image; image; image = image->backing)
            image_open_forget(plug->machine, device->disk, image);
    }
}

void hotplug_save_status(Machine *machine)
{
    const Domain *domain = machine->domain;
    g_autoptr(GError) why = NULL;

    if (!machine->gone && !status_save(machine, domain->state, domain->reason, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

static const DomainDevice *wanted_of(const Plug *plug)
{
    return &g_array_index(plug->devices, DomainDevice, plug->devices->len - 1);
}

/* One that is late is one of those that run until it is known that it has not come. */
static bool plug_co_into_guest(Plug *plug, GError **err)
{
    Machine *machine = plug->machine;
    DomainDef *live = machine->domain->def;
    g_autoptr(GError) why = NULL;

    domain_change_set_alias(machine->domain, wanted_of(plug)->info->alias);
    plug_move(plug, plug->def, live);
    if (status_save(machine, machine->domain->state, machine->domain->reason, &why) &&
        parts_co_plug(machine, plug->parts, &why))
        return !machine->gone || error_set(err, ERR_OPERATION_FAILED,
                                           "the domain has stopped while a device was plugged in");
    plug->late = late_is(machine, why);
    if (plug->late) {
        hotplug_settle(machine);
    } else if (!machine->gone) { /* else what ran is freed, or the definition again */
        plug_move(plug, live, plug->def);
        hotplug_save_status(machine);
    }
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

/* What only QEMU can tell: the terminal of a channel, the figures of a disk. */
static void plug_co_learn(Plug *plug)
{
    const DomainDevice *device = wanted_of(plug);
    Machine *machine = plug->machine;
    json_t *reply = NULL;

    if (device->kind == DOMAIN_DEVICE_CHANNEL && device->chardev->type == DOMAIN_CHARDEV_TYPE_PTY &&
        machine_co_command(machine, "query-chardev", NULL, &reply, NULL) && !machine->gone)
        live_def_note_chardevs(machine->domain->def, reply);
    json_decref(reply);
    if (device->kind == DOMAIN_DEVICE_INTERFACE && !machine->gone &&
        device->interface->link == DOMAIN_LINK_DOWN)
        hotplug_co_set_link(machine, device->interface->info.alias, DOMAIN_LINK_DOWN, NULL);
    if (device->kind == DOMAIN_DEVICE_DISK) {
        stats_sampler_request(machine);
        stats_sampler_co_sample(machine);
    }
}

static void emit_added(Machine *machine, char *alias)
{
    event body = {.kind = EVENT_DEVICE_ADDED};

    body.event_u.device_added.dom = domain_driver_ref(machine->domain);
    body.event_u.device_added.device = alias;
    domain_driver_emit(&machine->driver->base, &body);
}

/* The medium for a drive that is there. */
static bool is_medium(const DomainDef *def, const DomainDevice *device, DomainDevice *ret_found)
{
    return device->kind == DOMAIN_DEVICE_DISK && domain_disk_is_removable(device->disk) &&
           device_edit_find(def, device, ret_found, NULL);
}

bool hotplug_co_attach(DomainDriver *driver, Domain *domain, DomainDevice device, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    g_auto(Plug) plug = {.machine = machine};
    DomainDevice found;

    if (is_medium(domain->def, &device, &found) || !hotplug_check(&device, err)) {
        bool changed = is_medium(domain->def, &device, &found) &&
                       hotplug_co_update(driver, domain, &found, &device, false, err);

        domain_device_free(device);
        return changed;
    }
    if (!plug_prepare(&plug, device, err))
        return false;
    if (!plug_co_make_parts(&plug, err) || !plug_co_into_guest(&plug, err)) {
        if (!machine->gone && !plug.late)
            plug_forget_images(&plug);
        return false;
    }
    plug_co_learn(&plug);
    hotplug_save_status(machine);
    for (unsigned i = 0; i < plug.devices->len && !machine->gone; i++)
        emit_added(machine, g_array_index(plug.devices, DomainDevice, i).info->alias);
    return true;
}
