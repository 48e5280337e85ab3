/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Disks.
 *
 * A disk is two block nodes, its format under the name of its target (vda) and the file below as
 * vda-file, and a device. So an event that names a node names the disk. Which bus and unit a target
 * means is decided by disk_place() alone; complete_domain() has made sure that it exists.
 */
#include "qemu/device_parts.h"

#include "qemu/live.h"

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

/* virtio-scsi numbers its disks by lun, the others by scsi-id. */
static void place_scsi(const DomainDef *def, json_t *device, unsigned index)
{
    unsigned number = index / MACHINE_SCSI_UNITS, unit = index % MACHINE_SCSI_UNITS;
    const DomainController *controller = live_controller(def, DOMAIN_CONTROLLER_SCSI, number);
    bool lun = controller && controller->model == DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI;

    device_set_bus(def, device, DOMAIN_CONTROLLER_SCSI, number, 0);
    device_set_integer(device, "scsi-id", lun ? 0 : unit);
    device_set_integer(device, "lun", lun ? unit : 0);
}

/* The buses of the machine itself are called ide.0, ide.1 ...; q35 has one per port. */
static void place_ata(const DomainDef *def, const DomainDisk *disk, json_t *device, unsigned index)
{
    bool own = device_family(def) == MACHINE_Q35 && index < MACHINE_SATA_PORTS;
    bool ide = !own && disk->bus == DOMAIN_DISK_BUS_IDE;
    g_autofree char *bus = g_strdup_printf("ide.%u", ide ? index / 2 : index);

    if (own || ide)
        json_object_set_new(device, "bus", json_string(bus));
    else
        device_set_bus(def, device, DOMAIN_CONTROLLER_SATA, index / MACHINE_SATA_PORTS,
                       index % MACHINE_SATA_PORTS);
    if (ide)
        device_set_integer(device, "unit", index % 2);
}

static void disk_place(const DomainDef *def, const DomainDisk *disk, json_t *device)
{
    unsigned index = (unsigned) domain_disk_target_index(disk->target);

    switch (disk->bus) {
    case DOMAIN_DISK_BUS_IDE:
    case DOMAIN_DISK_BUS_SATA:
        place_ata(def, disk, device, index);
        break;
    case DOMAIN_DISK_BUS_SCSI:
        place_scsi(def, device, index);
        break;
    case DOMAIN_DISK_BUS_FDC:
        if (device_family(def) == MACHINE_Q35)
            device_set_bus(def, device, DOMAIN_CONTROLLER_FDC, 0, 0);
        device_set_integer(device, "unit", index);
        break;
    case DOMAIN_DISK_BUS_USB:
        device_set_bus(def, device, DOMAIN_CONTROLLER_USB, 0, 0);
        break;
    default:
        break;
    }
}

static bool cache_is_direct(DomainDiskCache cache)
{
    return cache == DOMAIN_DISK_CACHE_NONE || cache == DOMAIN_DISK_CACHE_DIRECTSYNC;
}

/* What both nodes of a disk must agree on. */
static json_t *disk_node(const DomainDisk *disk, const char *driver, const char *name)
{
    json_t *node = json_pack("{s:s, s:s, s:b}", "driver", driver, "node-name", name, "read-only",
                             disk->readonly);

    if (disk->discard)
        json_object_set_new(node, "discard",
                            json_string(domain_disk_discard_to_string(disk->discard)));
    if (disk->cache)
        json_object_set_new(node, "cache",
                            json_pack("{s:b, s:b}", "direct", cache_is_direct(disk->cache),
                                      "no-flush", disk->cache == DOMAIN_DISK_CACHE_UNSAFE));
    return node;
}

static void disk_add_nodes(const DomainDisk *disk, Parts *parts)
{
    bool cow = disk->copy_on_read == TRISTATE_ON;
    g_autofree char *file_name = g_strconcat(disk->target, "-file", NULL);
    g_autofree char *format_name = g_strconcat(disk->target, cow ? "-format" : "", NULL);
    json_t *file = disk_node(
        disk, disk->image->type == DOMAIN_DISK_TYPE_BLOCK ? "host_device" : "file", file_name);
    json_t *format;

    device_set_string(file, "filename", disk->image->path);
    device_set_string(file, "aio", domain_disk_io_to_string(disk->io));
    parts_add(parts, PART_BLOCKDEV, file);
    format = disk_node(disk, disk->image->format, format_name);
    device_set_string(format, "detect-zeroes",
                      domain_disk_detect_zeroes_to_string(disk->detect_zeroes));
    device_set_string(format, "file", file_name);
    parts_add(parts, PART_BLOCKDEV, format);
    if (cow)
        parts_add(parts, PART_BLOCKDEV,
                  json_pack("{s:s, s:s, s:s}", "driver", "copy-on-read", "node-name", disk->target,
                            "file", format_name));
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
    device_set_string(device, "drive", disk->target);
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
    json_t *device = device_new(disk_driver(disk), &disk->info);

    disk_place(def, disk, device);
    if (filled)
        disk_set_backend(disk, device);
    device_set_string(device, "serial", disk->serial);
    if (disk->device == DOMAIN_DISK_DEVICE_CDROM && disk->bus == DOMAIN_DISK_BUS_USB)
        json_object_set_new(device, "removable", json_true());
    device_set_boot(def, device, &disk->info, device_disk_boot(disk));
    parts_add(parts, PART_DEVICE, device);
}

/* An open tray is a drive without a medium. */
bool device_parts_disk(const DomainDef *def, const DomainDisk *disk, Parts *parts, GError **err)
{
    bool filled = disk->image && !disk->tray_open;

    if (filled && !disk->image->format)
        return error_set(err, ERR_INTERNAL, "disk '%s' has no format", disk->target);
    if (filled)
        disk_add_nodes(disk, parts);
    disk_add_device(def, disk, filled, parts);
    return true;
}
