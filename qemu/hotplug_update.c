/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What of a device can be changed while its guest runs: the link of an interface, the password of
 * VNC, and (hotplug_medium.c) the medium of a drive.
 */
#include "qemu/hotplug.h"

#include <string.h>

#include "qemu/hotplug_private.h"
#include "qemu/vnc.h"

static bool refuse_field(const DomainDevice *device, const char *what, GError **err)
{
    g_autofree char *name = device_edit_name(device);

    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "%s: %s cannot be changed while the domain runs: change the definition "
                     "(config), it takes effect at the next start",
                     name, what);
}

bool hotplug_co_set_link(Machine *machine, const char *alias, DomainLink link, GError **err)
{
    return machine_co_command(
        machine, "set_link", json_pack("{s:s, s:b}", "name", alias, "up", link != DOMAIN_LINK_DOWN),
        NULL, err);
}

static bool co_update_interface(Machine *machine, const DomainDevice *found,
                                const DomainDevice *wanted, GError **err)
{
    DomainInterface *interface = found->interface;
    DomainLink link = wanted->interface->link;

    if (wanted->interface->type != interface->type)
        return refuse_field(found, "the type", err);
    if (wanted->interface->model && !g_str_equal(wanted->interface->model, interface->model))
        return refuse_field(found, "the model", err);
    if (wanted->info->boot_order && wanted->info->boot_order != found->info->boot_order)
        return refuse_field(found, "the boot order", err);
    if ((link == DOMAIN_LINK_DOWN) == (interface->link == DOMAIN_LINK_DOWN)) {
        interface->link = link;
    } else {
        if (!hotplug_co_set_link(machine, interface->info.alias, link, err))
            return false;
        if (!machine->gone)
            interface->link = link;
    }
    hotplug_save_status(machine);
    return true;
}

static bool check_graphics(const DomainDevice *found, const DomainDevice *wanted, GError **err)
{
    const DomainGraphics *is = found->graphics, *shall = wanted->graphics;

    if (is->autoport != shall->autoport || (!is->autoport && is->port != shall->port))
        return refuse_field(found, "the port", err);
    if ((shall->listen && is->listen != shall->listen) ||
        (shall->address && g_strcmp0(is->address, shall->address) != 0) ||
        (shall->socket && g_strcmp0(is->socket, shall->socket) != 0))
        return refuse_field(found, "the place where it listens", err);
    if (shall->keymap && g_strcmp0(is->keymap, shall->keymap) != 0)
        return refuse_field(found, "the keymap", err);
    if (shall->share && is->share != shall->share)
        return refuse_field(found, "the share policy", err);
    if (!is->password != !shall->password)
        return refuse_field(found, "whether there is a password", err);
    return true;
}

static bool co_update_graphics(Machine *machine, const DomainDevice *found,
                               const DomainDevice *wanted, GError **err)
{
    const DomainGraphics *shall = wanted->graphics;
    DomainGraphics *is = found->graphics;

    if (!check_graphics(found, wanted, err))
        return false;
    if (!shall->password ||
        (g_str_equal(shall->password, is->password) && shall->valid_to == is->valid_to))
        return true;
    if (!vnc_co_set_password(machine, shall, err))
        return false;
    if (machine->gone)
        return true;
    g_free(is->password);
    is->password = g_strdup(shall->password);
    is->valid_to = shall->valid_to;
    hotplug_save_status(machine);
    return true;
}

static bool co_update_disk(Machine *machine, const DomainDevice *found, const DomainDevice *wanted,
                           bool force, GError **err)
{
    const DomainDisk *shall = wanted->disk;
    DomainDisk *disk = found->disk;

    if (shall->device != disk->device)
        return refuse_field(found, "the kind of drive", err);
    if (disk->device != DOMAIN_DISK_DEVICE_CDROM && disk->device != DOMAIN_DISK_DEVICE_FLOPPY)
        return refuse_field(found, "a disk that is no cdrom or floppy drive", err);
    if (shall->bus != disk->bus)
        return refuse_field(found, "the bus", err);
    return hotplug_co_change_medium(machine, disk, shall->image, force, err);
}

static bool co_update(Machine *machine, const DomainDevice *found, const DomainDevice *wanted,
                      bool force, GError **err)
{
    if (!domain_address_is_open(&wanted->info->address) &&
        !domain_address_equal(&wanted->info->address, &found->info->address))
        return refuse_field(found, "the address", err);
    switch (found->kind) {
    case DOMAIN_DEVICE_DISK:
        return co_update_disk(machine, found, wanted, force, err);
    case DOMAIN_DEVICE_INTERFACE:
        return co_update_interface(machine, found, wanted, err);
    case DOMAIN_DEVICE_GRAPHICS:
        return co_update_graphics(machine, found, wanted, err);
    default:
        return refuse_field(found, "this device", err);
    }
}

bool hotplug_co_update(DomainDriver *driver, Domain *domain, const DomainDevice *found,
                       const DomainDevice *wanted, bool force, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    g_autoptr(GError) why = NULL;

    (void) driver;
    if (co_update(machine, found, wanted, force, &why))
        return true;
    if (late_is(machine, why))
        hotplug_settle(machine);
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}
