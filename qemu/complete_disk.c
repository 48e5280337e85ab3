/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks made complete, with the controllers they need; refuses places that the machine lacks. */
#include "qemu/complete.h"

#include "qemu/machine_type.h"

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
    return true;
}

/* Whether the machine has the bus, and the bus this unit and this kind of drive. */
static bool disk_check_place(const DomainDisk *disk, MachineFamily family, int index, GError **err)
{
    const char *bus = domain_disk_bus_to_string(disk->bus);
    bool isa = disk->bus == DOMAIN_DISK_BUS_IDE || disk->bus == DOMAIN_DISK_BUS_FDC;
    int limit = G_MAXINT;

    if (!machine_type_has_pci(family) && !isa)
        return complete_refuse(err, "disk '%s': machine type isapc has no bus '%s'", disk->target,
                               bus);
    if ((disk->device == DOMAIN_DISK_DEVICE_FLOPPY) != (disk->bus == DOMAIN_DISK_BUS_FDC))
        return complete_refuse(err, "disk '%s': a %s on bus '%s'", disk->target,
                               domain_disk_device_to_string(disk->device), bus);
    if (disk->device == DOMAIN_DISK_DEVICE_CDROM && disk->bus == DOMAIN_DISK_BUS_VIRTIO)
        return complete_refuse(err, "disk '%s': a cdrom on bus 'virtio'", disk->target);
    if (disk->bus == DOMAIN_DISK_BUS_IDE)
        limit = family == MACHINE_Q35 ? MACHINE_SATA_PORTS : 4;
    else if (disk->bus == DOMAIN_DISK_BUS_FDC)
        limit = 2;
    if (index < 0 || index >= limit)
        return complete_refuse(err, "disk '%s': machine type with only %d places on bus '%s'",
                               disk->target, limit, bus);
    return true;
}

/* On q35, IDE names mean ports of the same controller as the first SATA names. */
static bool disk_check_q35(const DomainDef *def, const DomainDisk *disk, int index, GError **err)
{
    for (unsigned i = 0; disk->bus == DOMAIN_DISK_BUS_IDE && i < def->disks->len; i++) {
        const DomainDisk *other = def->disks->pdata[i];

        if (other->bus == DOMAIN_DISK_BUS_SATA && domain_disk_target_index(other->target) == index)
            return complete_refuse(err, "disks '%s' and '%s' on the same SATA port", disk->target,
                                   other->target);
    }
    return true;
}

static bool disk_complete_controller(DomainDef *def, const DomainDisk *disk, int index,
                                     GError **err)
{
    DomainController *controller = NULL;

    switch (disk->bus) {
    case DOMAIN_DISK_BUS_SCSI:
        controller =
            complete_controller(def, DOMAIN_CONTROLLER_SCSI, (unsigned) index / MACHINE_SCSI_UNITS);
        break;
    case DOMAIN_DISK_BUS_SATA:
        controller =
            complete_controller(def, DOMAIN_CONTROLLER_SATA, (unsigned) index / MACHINE_SATA_PORTS);
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
        int index = domain_disk_target_index(disk->target);

        if (!disk_complete_format(disk, err) || !disk_check_driver(disk, err) ||
            !disk_check_place(disk, family, index, err) ||
            (family == MACHINE_Q35 && !disk_check_q35(def, disk, index, err)) ||
            !disk_complete_controller(def, disk, index, err))
            return false;
    }
    return true;
}
