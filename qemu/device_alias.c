/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Aliases by kind: see device_alias.h. They are the names that libvirt gives, since tools and the
 * documents of running guests know them.
 */
#include "qemu/device_alias.h"

#include "qemu/machine_type.h"

#include <string.h>

static void set_alias(DomainDeviceInfo *info, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void set_alias(DomainDeviceInfo *info, const char *format, ...)
{
    va_list args;

    if (info->alias && g_str_has_prefix(info->alias, "ua-"))
        return;
    g_free(info->alias);
    va_start(args, format);
    info->alias = g_strdup_vprintf(format, args);
    va_end(args);
}

/* By the letters of its target, or by the next ones that are free: sda may be beside vda. */
static void name_disk_by_target(const DomainDef *def, DomainDisk *disk, const char *prefix)
{
    for (int number = domain_disk_target_index(disk->target);; number++) {
        g_autofree char *alias = g_strdup_printf("%s%d", prefix, number);
        DomainDevice other;

        if (!domain_device_by_alias(def, alias, &other) || other.info == &disk->info) {
            set_alias(&disk->info, "%s", alias);
            return;
        }
    }
}

static void name_disk(const DomainDef *def, DomainDisk *disk)
{
    const DomainAddress *at = &disk->info.address;

    switch (disk->bus) {
    case DOMAIN_DISK_BUS_IDE:
        set_alias(&disk->info, "ide%u-%u-%u", at->drive.controller, at->drive.bus, at->drive.unit);
        break;
    case DOMAIN_DISK_BUS_SATA:
        set_alias(&disk->info, "sata%u-0-%u", at->drive.controller, at->drive.unit);
        break;
    case DOMAIN_DISK_BUS_SCSI:
        set_alias(&disk->info, "scsi%u-0-%u-%u", at->drive.controller, at->drive.target,
                  at->drive.unit);
        break;
    case DOMAIN_DISK_BUS_FDC:
        set_alias(&disk->info, "fdc0-0-%u", at->drive.unit);
        break;
    case DOMAIN_DISK_BUS_USB:
        name_disk_by_target(def, disk, "usb-disk");
        break;
    default:
        name_disk_by_target(def, disk, "virtio-disk");
        break;
    }
}

static void name_controller(DomainController *controller)
{
    static const char *const names[] = {"ide", "fdc",  "scsi",         "sata",
                                        "usb", "pci.", "virtio-serial"};

    G_STATIC_ASSERT(G_N_ELEMENTS(names) == DOMAIN_CONTROLLER_LAST);
    /* Companions share the index of their master, but not its id. */
    if (domain_controller_is_companion(controller))
        set_alias(&controller->info, "usb%u-uhci%d", controller->index,
                  (int) (controller->model - DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1) + 1);
    else if (controller->type == DOMAIN_CONTROLLER_USB && controller->index == 0)
        set_alias(&controller->info, "usb");
    else if (controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT)
        set_alias(&controller->info, "pcie.0");
    else
        set_alias(&controller->info, "%s%u", names[controller->type], controller->index);
}

static void name_chardevs(GPtrArray *chardevs, const char *kind)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        DomainChardev *chardev = chardevs->pdata[i];

        set_alias(&chardev->info, "%s%u", kind, i);
    }
}

#define NAME_ALL(array, Type, kind)                                                                \
    for (unsigned i_ = 0; i_ < (array)->len; i_++)                                                 \
    set_alias(&((Type *) (array)->pdata[i_])->info, "%s%u", (kind), i_)

void device_alias_set_all(DomainDef *def)
{
    for (unsigned i = 0; i < def->disks->len; i++)
        name_disk(def, def->disks->pdata[i]);
    for (unsigned i = 0; i < def->controllers->len; i++)
        name_controller(def->controllers->pdata[i]);
    name_chardevs(def->serials, "serial");
    name_chardevs(def->consoles, "console");
    name_chardevs(def->channels, "channel");
    NAME_ALL(def->filesystems, DomainFilesystem, "fs");
    NAME_ALL(def->interfaces, DomainInterface, "net");
    NAME_ALL(def->videos, DomainVideo, "video");
    NAME_ALL(def->sounds, DomainSound, "sound");
    NAME_ALL(def->redirdevs, DomainRedirdev, "redir");
    NAME_ALL(def->inputs, DomainInput, "input");
    NAME_ALL(def->rngs, DomainRng, "rng");
    for (unsigned i = 0; i < def->memories->len; i++) {
        DomainMemory *memory = def->memories->pdata[i];

        set_alias(&memory->info, "dimm%u", memory->info.address.dimm.slot);
    }
    if (def->watchdog)
        set_alias(&def->watchdog->info, "watchdog0");
    if (def->memballoon)
        set_alias(&def->memballoon->info, "balloon0");
    if (def->panic)
        set_alias(&def->panic->info, "panic0");
    if (def->vsock)
        set_alias(&def->vsock->info, "vsock0");
}

static const char *number_prefix(DomainDeviceKind kind)
{
    switch (kind) {
    case DOMAIN_DEVICE_INTERFACE:
        return "net";
    case DOMAIN_DEVICE_REDIRDEV:
        return "redir";
    case DOMAIN_DEVICE_MEMORY:
        return "dimm";
    case DOMAIN_DEVICE_MEMBALLOON:
        return "balloon";
    default:
        return domain_device_kind_to_string(kind);
    }
}

/* The lowest number that is free: those of devices that went are used again. */
static void name_numbered(const DomainDef *def, const DomainDevice *device)
{
    for (unsigned number = 0;; number++) {
        g_autofree char *alias = g_strdup_printf("%s%u", number_prefix(device->kind), number);
        DomainDevice other;

        if (!domain_device_by_alias(def, alias, &other)) {
            set_alias(device->info, "%s", alias);
            return;
        }
    }
}

void device_alias_set(const DomainDef *def, const DomainDevice *device)
{
    if (device->kind == DOMAIN_DEVICE_DISK)
        name_disk(def, device->disk);
    else if (device->kind == DOMAIN_DEVICE_CONTROLLER)
        name_controller(device->controller);
    else
        name_numbered(def, device);
}
