/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks made complete, with the controllers they need; refuses places that the machine lacks. */
#include "qemu/complete.h"

#include "qemu/address.h"
#include "qemu/device_parts.h"

static const char *const formats[] = {
    "raw", "qcow2", "qcow",      "qed",   "vmdk",  "vdi",
    "vpc", "vhdx",  "parallels", "bochs", "cloop", "dmg",
};

static bool check_format(const DomainDisk *disk, const char *format, GError **err)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_str_equal(format, formats[i]))
            return true;
    }
    return complete_refuse(err, "format '%s' of disk '%s'", format, disk->target);
}

static bool disk_complete_format(DomainDisk *disk, GError **err)
{
    char **first = disk->image ? &disk->image->format : &disk->empty_format;

    if (!*first)
        *first = g_strdup("raw");
    if (!check_format(disk, *first, err))
        return false;
    for (DomainImage *image = disk->image; image; image = image->backing) {
        if (image->format && !check_format(disk, image->format, err))
            return false;
    }
    return true;
}

static bool disk_check_driver(const DomainDisk *disk, GError **err)
{
    bool direct =
        disk->cache == DOMAIN_DISK_CACHE_NONE || disk->cache == DOMAIN_DISK_CACHE_DIRECTSYNC;

    if (disk->driver_name && !g_str_equal(disk->driver_name, "qemu"))
        return complete_refuse(err, "driver '%s' of disk '%s'", disk->driver_name, disk->target);
    if (disk->io == DOMAIN_DISK_IO_NATIVE && !direct)
        return complete_refuse(err, "disk '%s': io='native' needs cache='none' or 'directsync'",
                               disk->target);
    if (disk->device == DOMAIN_DISK_DEVICE_LUN && disk->bus != DOMAIN_DISK_BUS_SCSI)
        return complete_refuse(err, "disk '%s': a lun that is not on bus scsi", disk->target);
    if (disk->copy_on_read == TRISTATE_ON && disk->readonly)
        return complete_refuse(err, "disk '%s': copy_on_read of what is read-only", disk->target);
    if (disk->iothread && disk->bus != DOMAIN_DISK_BUS_VIRTIO)
        return complete_refuse(err,
                               "disk '%s': an I/O thread on bus '%s'; only virtio has them, and "
                               "controllers of model virtio-scsi for all their disks",
                               disk->target, domain_disk_bus_to_string(disk->bus));
    return true;
}

/* Whether the machine has the bus, and the bus this kind of drive. */
static bool disk_check_bus(const DomainDisk *disk, MachineFamily family, GError **err)
{
    const char *bus = domain_disk_bus_to_string(disk->bus);
    bool isa = disk->bus == DOMAIN_DISK_BUS_IDE || disk->bus == DOMAIN_DISK_BUS_FDC;

    if (!machine_type_has_pci(family) && !isa)
        return complete_refuse(err, "disk '%s': machine type isapc has no bus '%s'", disk->target,
                               bus);
    if ((disk->device == DOMAIN_DISK_DEVICE_FLOPPY) != (disk->bus == DOMAIN_DISK_BUS_FDC))
        return complete_refuse(err, "disk '%s': a %s on bus '%s'", disk->target,
                               domain_disk_device_to_string(disk->device), bus);
    if (disk->device == DOMAIN_DISK_DEVICE_CDROM && disk->bus == DOMAIN_DISK_BUS_VIRTIO)
        return complete_refuse(err, "disk '%s': a cdrom on bus 'virtio'", disk->target);
    if (domain_disk_target_index(disk->target) < 0)
        return complete_refuse(err, "disk '%s': a target that is no name like sda", disk->target);
    return true;
}

static bool disk_complete_controller(DomainDef *def, const DomainDisk *disk, GError **err)
{
    unsigned number = disk->info.address.drive.controller;
    DomainController *controller = NULL;

    switch (disk->bus) {
    case DOMAIN_DISK_BUS_SCSI:
        controller = complete_controller(def, DOMAIN_CONTROLLER_SCSI, number);
        break;
    case DOMAIN_DISK_BUS_SATA:
        controller = complete_controller(def, DOMAIN_CONTROLLER_SATA, number);
        break;
    case DOMAIN_DISK_BUS_IDE:
        if (device_family(def) == MACHINE_PC)
            complete_controller(def, DOMAIN_CONTROLLER_IDE, 0);
        break;
    case DOMAIN_DISK_BUS_FDC:
        controller = complete_controller(def, DOMAIN_CONTROLLER_FDC, 0);
        break;
    case DOMAIN_DISK_BUS_USB:
        controller = complete_controller(def, DOMAIN_CONTROLLER_USB, 0);
        break;
    default:
        break;
    }
    if (controller && controller->model == DOMAIN_CONTROLLER_MODEL_NONE)
        return complete_refuse(err, "disk '%s' on USB in a domain with USB turned off",
                               disk->target);
    return true;
}

bool complete_disks(DomainDef *def, GError **err)
{
    MachineFamily family;

    machine_type_family(def->os.machine, &family);
    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];

        if (!disk_complete_format(disk, err) || !disk_check_driver(disk, err) ||
            !disk_check_bus(disk, family, err) || !address_assign_drive(def, disk, err) ||
            !disk_complete_controller(def, disk, err))
            return false;
    }
    return true;
}
