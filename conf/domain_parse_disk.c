/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <disk>: where its bytes are, how the guest sees it, how the host treats it.
 * The target is the disk's name; the bus follows from it where the document has none. Which of
 * these a machine can have is the driver's to say, what contradicts itself is refused here.
 */
#include "conf/domain_device.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

static bool parse_source(xmlNode *node, void *target, GError **err)
{
    return domain_parse_source(node, ((DomainDisk *) target)->image, err);
}

static bool parse_backing(xmlNode *node, void *target, GError **err)
{
    return domain_parse_backing(node, ((DomainDisk *) target)->image, err);
}

static bool parse_target(xmlNode *node, void *target, GError **err)
{
    DomainDisk *disk = target;
    g_autofree char *bus = xml_attr(node, "bus");
    g_autofree char *tray = xml_attr(node, "tray");
    static const DomainDiskBus buses[] = {
        ['h' - 'a'] = DOMAIN_DISK_BUS_IDE,
        ['s' - 'a'] = DOMAIN_DISK_BUS_SCSI,
        ['v' - 'a'] = DOMAIN_DISK_BUS_VIRTIO,
        ['f' - 'a'] = DOMAIN_DISK_BUS_FDC,
    };

    if (!xml_check_empty(node, "dev bus tray", err) ||
        !XML_ATTR_ENUM(node, "bus", domain_disk_bus, &disk->bus, err))
        return false;
    xml_attr_string(node, "dev", &disk->target);
    if (!disk->target || domain_disk_target_index(disk->target) < 0)
        return xml_invalid(node, err, "dev '%s' is not a name like hda, sda, vda or fda",
                           disk->target ? disk->target : "");
    if (!bus)
        disk->bus = buses[disk->target[0] - 'a'];
    if (tray && strcmp(tray, "open") != 0 && strcmp(tray, "closed") != 0)
        return xml_invalid(node, err, "tray '%s' is neither open nor closed", tray);
    disk->tray_open = g_strcmp0(tray, "open") == 0;
    return true;
}

static bool parse_driver(xmlNode *node, void *target, GError **err)
{
    DomainDisk *disk = target;

    if (!xml_check_empty(node,
                         "name type cache io discard detect_zeroes error_policy rerror_policy "
                         "copy_on_read iothread",
                         err) ||
        !xml_attr_word(node, "name", &disk->driver_name, err) ||
        !xml_attr_word(node, "type", &disk->image->format, err) ||
        !XML_ATTR_ENUM(node, "cache", domain_disk_cache, &disk->cache, err) ||
        !XML_ATTR_ENUM(node, "io", domain_disk_io, &disk->io, err) ||
        !XML_ATTR_ENUM(node, "discard", domain_disk_discard, &disk->discard, err) ||
        !XML_ATTR_ENUM(node, "detect_zeroes", domain_disk_detect_zeroes, &disk->detect_zeroes,
                       err) ||
        !XML_ATTR_ENUM(node, "error_policy", domain_disk_error, &disk->error_policy, err) ||
        !XML_ATTR_ENUM(node, "rerror_policy", domain_disk_error, &disk->rerror_policy, err) ||
        !XML_ATTR_ENUM(node, "copy_on_read", tristate_on, &disk->copy_on_read, err) ||
        !xml_attr_unsigned(node, "iothread", 1, INT_MAX, &disk->iothread, err))
        return false;
    if (disk->driver_name && strcmp(disk->driver_name, "qemu") != 0)
        return xml_unsupported(node, err, "name '%s' (supported: qemu)", disk->driver_name);
    if (disk->rerror_policy == DOMAIN_DISK_ERROR_ENOSPACE)
        return xml_invalid(node, err, "rerror_policy cannot be 'enospace'");
    return true;
}

static bool parse_readonly(xmlNode *node, void *target, GError **err)
{
    ((DomainDisk *) target)->readonly = true;
    return xml_check_empty(node, "", err);
}

static bool parse_shareable(xmlNode *node, void *target, GError **err)
{
    ((DomainDisk *) target)->shareable = true;
    return xml_check_empty(node, "", err);
}

static bool parse_serial(xmlNode *node, void *target, GError **err)
{
    DomainDisk *disk = target;

    if (!xml_get_string(node, "", &disk->serial, err))
        return false;
    for (const char *at = disk->serial; *at; at++) {
        if (!g_ascii_isalnum(*at) && !strchr("_.+- ", *at))
            return xml_invalid(node, err, "'%s' may hold only letters, digits, blanks and '_.+-'",
                               disk->serial);
    }
    return true;
}

/* Each branch is one thing that no machine can be built with. */
static bool check_disk(xmlNode *node, const DomainDisk *disk, GError **err)
{
    const char *device = domain_disk_device_to_string(disk->device);
    const char *bus = domain_disk_bus_to_string(disk->bus);
    bool scsi = disk->bus == DOMAIN_DISK_BUS_SCSI;

    if (!disk->target)
        return xml_invalid(node, err, "has no <target>");
    if ((disk->device == DOMAIN_DISK_DEVICE_FLOPPY) != (disk->bus == DOMAIN_DISK_BUS_FDC))
        return xml_unsupported(node, err, "device '%s' '%s' on bus '%s'", device, disk->target,
                               bus);
    if (disk->device == DOMAIN_DISK_DEVICE_CDROM && disk->bus == DOMAIN_DISK_BUS_VIRTIO)
        return xml_unsupported(node, err, "device 'cdrom' '%s' on bus 'virtio'", disk->target);
    if (disk->device == DOMAIN_DISK_DEVICE_LUN &&
        (disk->image->type != DOMAIN_DISK_TYPE_BLOCK || !scsi))
        return xml_unsupported(node, err, "device 'lun' '%s' needs type 'block' and bus 'scsi'",
                               disk->target);
    if (disk->tray_open && !domain_disk_is_removable(disk))
        return xml_invalid(node, err, "disk '%s' has no tray", disk->target);
    if (disk->snapshot && strcmp(disk->snapshot, "no") != 0 &&
        strcmp(disk->snapshot, "internal") != 0 && strcmp(disk->snapshot, "external") != 0 &&
        strcmp(disk->snapshot, "manual") != 0)
        return xml_invalid(node, err, "snapshot '%s' is none of no, internal, external, manual",
                           disk->snapshot);
    return true;
}

static bool check_iotune(xmlNode *node, const DomainDisk *disk, GError **err)
{
    g_autofree char *whose = g_strdup_printf("disk '%s'", disk->target);

    return !disk->iotune || domain_iotune_check(disk->iotune, whose, err) ||
           xml_place_error(node, err);
}

static bool check_images(xmlNode *node, const DomainDisk *disk, GError **err)
{
    if (domain_image_count(disk->image) > DOMAIN_IMAGES_MAX)
        return xml_invalid(node, err, "disk '%s' has more than %d images", disk->target,
                           DOMAIN_IMAGES_MAX);
    return disk->image->path || !disk->image->backing ||
           xml_invalid(node, err, "disk '%s' has a <backingStore> but no <source>", disk->target);
}

/* An image is there from the first, since the parts of it come in any order; an empty drive has
 * none. Numbers are those of a run. */
static void settle_images(DomainDisk *disk)
{
    if (!disk->image->path) {
        disk->empty_type = disk->image->type;
        disk->empty_format = g_steal_pointer(&disk->image->format);
        g_clear_pointer(&disk->image, domain_image_free);
    }
    for (const DomainImage *image = disk->image; image; image = image->backing)
        disk->last_index = MAX(disk->last_index, image->index);
    for (const DomainImage *image = disk->mirror ? disk->mirror->image : NULL; image;
         image = image->backing)
        disk->last_index = MAX(disk->last_index, image->index);
}

bool domain_parse_disk(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"source", XML_ONE, parse_source},
        {"target", XML_ONE, parse_target},
        {"driver", XML_ONE, parse_driver},
        {"readonly", XML_ONE, parse_readonly},
        {"shareable", XML_ONE, parse_shareable},
        {"serial", XML_ONE, parse_serial},
        DOMAIN_BOOT_DEVICE_CHILDREN,
        {"backingStore", XML_ONE, parse_backing},
        {"acpi", XML_REFUSE, NULL},
        {"auth", XML_REFUSE, NULL},
        {"backenddomain", XML_REFUSE, NULL},
        {"blockio", XML_REFUSE, NULL},
        {"encryption", XML_REFUSE, NULL},
        {"geometry", XML_REFUSE, NULL},
        {"iotune", XML_ONE, domain_parse_iotune},
        {"mirror", XML_ONE, domain_parse_mirror},
        {"product", XML_REFUSE, NULL},
        {"throttlefilters", XML_REFUSE, NULL},
        {"transient", XML_REFUSE, NULL},
        {"vendor", XML_REFUSE, NULL},
        {"wwn", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"type device snapshot", children};
    DomainDef *def = target;
    DomainDisk *disk = domain_disk_new();

    g_ptr_array_add(def->disks, disk);
    disk->image = domain_image_new(DOMAIN_DISK_TYPE_FILE, NULL, NULL);
    xml_attr_string(node, "snapshot", &disk->snapshot);
    if (!XML_ATTR_ENUM(node, "type", domain_disk_type, &disk->image->type, err) ||
        !XML_ATTR_ENUM(node, "device", domain_disk_device, &disk->device, err) ||
        !xml_walk(node, &shape, disk, &disk->info.kept, err) || !check_disk(node, disk, err) ||
        !check_iotune(node, disk, err) || !check_images(node, disk, err))
        return false;
    settle_images(disk);
    disk->readonly |= disk->device == DOMAIN_DISK_DEVICE_CDROM;
    domain_disk_insert(def->disks, g_ptr_array_steal_index(def->disks, def->disks->len - 1));
    return true;
}
