/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Disks: the nodes of their images (qemu/disk_nodes.h) and a device.
 *
 * Where a drive is plugged in is said by its address, and turned into QEMU's terms here alone.
 */
#include "qemu/device_parts.h"

#include "conf/domain_device.h"
#include "qemu/disk_nodes.h"

static const char *scsi_driver(const DomainDisk *disk)
{
    switch (disk->device) {
    case DOMAIN_DISK_DEVICE_CDROM:
        return "scsi-cd";
    case DOMAIN_DISK_DEVICE_LUN:
        return "scsi-block";
    default:
        return "scsi-hd";
    }
}

static const char *disk_driver(const DomainDisk *disk)
{
    switch (disk->bus) {
    case DOMAIN_DISK_BUS_IDE:
    case DOMAIN_DISK_BUS_SATA:
        return disk->device == DOMAIN_DISK_DEVICE_CDROM ? "ide-cd" : "ide-hd";
    case DOMAIN_DISK_BUS_SCSI:
        return scsi_driver(disk);
    case DOMAIN_DISK_BUS_FDC:
        return "floppy";
    case DOMAIN_DISK_BUS_USB:
        return "usb-storage";
    default:
        return "virtio-blk-pci";
    }
}

/* virtio-scsi knows targets and units; the others number their disks by one of the two. */
static void place_scsi(const DomainDef *def, json_t *device, const DomainAddress *address)
{
    const DomainController *controller =
        domain_controller_by_index(def, DOMAIN_CONTROLLER_SCSI, address->drive.controller);
    bool lun = (controller && controller->model == DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI) ||
               address->drive.target > 0;

    device_set_bus(def, device, DOMAIN_CONTROLLER_SCSI, address->drive.controller, 0);
    device_set_integer(device, "scsi-id", lun ? address->drive.target : address->drive.unit);
    device_set_integer(device, "lun", lun ? address->drive.unit : 0);
}

/* The buses of the machine itself are called ide.0, ide.1 ...; q35 has one per port. */
static void place_ata(const DomainDef *def, const DomainDisk *disk, json_t *device)
{
    const DomainAddress *address = &disk->info.address;
    bool q35 = device_family(def) == MACHINE_Q35;
    bool ide = !q35 && disk->bus == DOMAIN_DISK_BUS_IDE;
    g_autofree char *bus =
        g_strdup_printf("ide.%u", ide ? address->drive.bus : address->drive.unit);

    if (ide || (q35 && address->drive.controller == 0))
        device_set_string(device, "bus", bus);
    else
        device_set_bus(def, device, DOMAIN_CONTROLLER_SATA, address->drive.controller,
                       address->drive.unit);
    if (ide)
        device_set_integer(device, "unit", address->drive.unit);
}

static void disk_place(const DomainDef *def, const DomainDisk *disk, json_t *device)
{
    switch (disk->bus) {
    case DOMAIN_DISK_BUS_IDE:
    case DOMAIN_DISK_BUS_SATA:
        place_ata(def, disk, device);
        break;
    case DOMAIN_DISK_BUS_SCSI:
        place_scsi(def, device, &disk->info.address);
        break;
    case DOMAIN_DISK_BUS_FDC:
        if (device_family(def) == MACHINE_Q35)
            device_set_bus(def, device, DOMAIN_CONTROLLER_FDC, 0, 0);
        device_set_integer(device, "unit", disk->info.address.drive.unit);
        break;
    default: /* device_new() has done it */
        break;
    }
}

static const char *error_action(DomainDiskError policy)
{
    return policy == DOMAIN_DISK_ERROR_ENOSPACE ? "enospc" : domain_disk_error_to_string(policy);
}

static void disk_set_policies(const DomainDisk *disk, json_t *device)
{
    DomainDiskError on_read = disk->rerror_policy ? disk->rerror_policy : disk->error_policy;

    device_set_string(device, "werror", error_action(disk->error_policy));
    if (on_read != DOMAIN_DISK_ERROR_ENOSPACE)
        device_set_string(device, "rerror", error_action(on_read));
}

static void disk_set_backend(const DomainDisk *disk, json_t *device)
{
    g_autofree char *drive = disk_nodes_drive(disk);

    device_set_string(device, "drive", drive);
    if (disk->cache)
        device_set_string(device, "write-cache",
                          disk->cache == DOMAIN_DISK_CACHE_WRITETHROUGH ||
                                  disk->cache == DOMAIN_DISK_CACHE_DIRECTSYNC
                              ? "off"
                              : "on");
    if (disk->shareable)
        json_object_set_new(device, "share-rw", json_true());
    disk_set_policies(disk, device);
}

static void disk_add_device(const DomainDef *def, const DomainDisk *disk, bool filled, Parts *parts)
{
    json_t *device = device_new(def, disk_driver(disk), &disk->info);

    disk_place(def, disk, device);
    if (filled)
        disk_set_backend(disk, device);
    device_set_string(device, "serial", disk->serial);
    device_set_iothread(device, disk->iothread);
    if (disk->device == DOMAIN_DISK_DEVICE_CDROM && disk->bus == DOMAIN_DISK_BUS_USB)
        json_object_set_new(device, "removable", json_true());
    if (disk->bus != DOMAIN_DISK_BUS_FDC) /* whose controller has the boot indexes: see argv.c */
        device_set_boot(def, device, &disk->info, device_disk_boot(disk));
    parts_add(parts, PART_DEVICE, device);
}

/* An open tray is a drive without a medium. */
bool device_parts_disk(const DomainDef *def, const DomainDisk *disk, Parts *parts, GError **err)
{
    bool filled = disk->image && !disk->tray_open;

    if (filled && !disk_nodes_parts(disk, parts, err))
        return false;
    disk_add_device(def, disk, filled, parts);
    return true;
}
