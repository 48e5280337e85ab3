/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices of a domain: the words of their enums, how each is made and released.
 * The order of every table of words is the order of its enum in domain_devices.h.
 */
#include "conf/domain_devices.h"

#include <string.h>

ENUM_DEFINE(domain_disk_device, DomainDiskDevice, DOMAIN_DISK_DEVICE_LAST, "disk", "cdrom",
            "floppy", "lun");
ENUM_DEFINE(domain_disk_bus, DomainDiskBus, DOMAIN_DISK_BUS_LAST, "ide", "fdc", "scsi", "virtio",
            "usb", "sata");
ENUM_DEFINE(domain_disk_cache, DomainDiskCache, DOMAIN_DISK_CACHE_LAST, "default", "none",
            "writethrough", "writeback", "directsync", "unsafe");
ENUM_DEFINE(domain_disk_io, DomainDiskIo, DOMAIN_DISK_IO_LAST, NULL, "native", "threads",
            "io_uring");
ENUM_DEFINE(domain_disk_discard, DomainDiskDiscard, DOMAIN_DISK_DISCARD_LAST, NULL, "unmap",
            "ignore");
ENUM_DEFINE(domain_disk_detect_zeroes, DomainDiskDetectZeroes, DOMAIN_DISK_DETECT_ZEROES_LAST, NULL,
            "off", "on", "unmap");
ENUM_DEFINE(domain_disk_error, DomainDiskError, DOMAIN_DISK_ERROR_LAST, NULL, "stop", "report",
            "ignore", "enospace");
ENUM_DEFINE(domain_interface_type, DomainInterfaceType, DOMAIN_INTERFACE_TYPE_LAST, "user",
            "bridge", "ethernet");
ENUM_DEFINE(domain_link, DomainLink, DOMAIN_LINK_LAST, NULL, "up", "down");
ENUM_DEFINE(domain_graphics_type, DomainGraphicsType, DOMAIN_GRAPHICS_TYPE_LAST, "vnc", "spice");
ENUM_DEFINE(domain_graphics_share, DomainGraphicsShare, DOMAIN_GRAPHICS_SHARE_LAST, NULL,
            "allow-exclusive", "force-shared", "ignore");
ENUM_DEFINE(domain_listen, DomainListen, DOMAIN_LISTEN_LAST, NULL, "address", "socket", "none");
ENUM_DEFINE(domain_video_model, DomainVideoModel, DOMAIN_VIDEO_LAST, "vga", "cirrus", "qxl",
            "virtio", "bochs", "none");
ENUM_DEFINE(domain_input_type, DomainInputType, DOMAIN_INPUT_LAST, "mouse", "keyboard", "tablet");
ENUM_DEFINE(domain_input_bus, DomainInputBus, DOMAIN_INPUT_BUS_LAST, "ps2", "usb", "virtio");
ENUM_DEFINE(domain_controller_type, DomainControllerType, DOMAIN_CONTROLLER_LAST, "ide", "fdc",
            "scsi", "sata", "usb", "pci", "virtio-serial");
ENUM_DEFINE(domain_controller_model, DomainControllerModel, DOMAIN_CONTROLLER_MODEL_LAST, NULL,
            "lsilogic", "lsisas1068", "lsisas1078", "vmpvscsi", "virtio-scsi", "piix3-uhci",
            "piix4-uhci", "ehci", "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3",
            "pci-ohci", "nec-xhci", "qemu-xhci", "none", "pci-root", "pcie-root", "pci-bridge",
            "dmi-to-pci-bridge", "pcie-root-port", "pcie-to-pci-bridge");
ENUM_DEFINE(domain_memballoon_model, DomainMemballoonModel, DOMAIN_MEMBALLOON_LAST, "virtio",
            "none");
ENUM_DEFINE(domain_rng_backend, DomainRngBackend, DOMAIN_RNG_BACKEND_LAST, "random", "builtin");
ENUM_DEFINE(domain_watchdog_model, DomainWatchdogModel, DOMAIN_WATCHDOG_LAST, "ib700", "i6300esb");
ENUM_DEFINE(domain_watchdog_action, DomainWatchdogAction, DOMAIN_WATCHDOG_ACTION_LAST, "reset",
            "shutdown", "poweroff", "pause", "none", "inject-nmi", "dump");

int domain_disk_target_index(const char *target)
{
    static const char *const prefixes[] = {"hd", "sd", "vd", "fd"};
    const char *letters = NULL;
    int index = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(prefixes) && !letters; i++) {
        if (g_str_has_prefix(target, prefixes[i]))
            letters = target + 2;
    }
    if (!letters || *letters == '\0' || strlen(letters) > 3)
        return -1;
    for (const char *at = letters; *at; at++) {
        if (*at < 'a' || *at > 'z')
            return -1;
        index = (index + (at > letters)) * 26 + (*at - 'a');
    }
    return index;
}

bool domain_disk_is_removable(const DomainDisk *disk)
{
    return disk->device == DOMAIN_DISK_DEVICE_CDROM || disk->device == DOMAIN_DISK_DEVICE_FLOPPY;
}

DomainDisk *domain_disk_new(void)
{
    return g_new0(DomainDisk, 1);
}

DomainInterface *domain_interface_new(void)
{
    return g_new0(DomainInterface, 1);
}

DomainGraphics *domain_graphics_new(void)
{
    DomainGraphics *graphics = g_new0(DomainGraphics, 1);

    graphics->autoport = true;
    graphics->port = -1;
    return graphics;
}

bool domain_graphics_is_tcp(const DomainGraphics *graphics)
{
    return graphics->listen == DOMAIN_LISTEN_DEFAULT || graphics->listen == DOMAIN_LISTEN_ADDRESS;
}

DomainVideo *domain_video_new(void)
{
    return g_new0(DomainVideo, 1);
}

DomainInput *domain_input_new(void)
{
    return g_new0(DomainInput, 1);
}

DomainController *domain_controller_new(void)
{
    DomainController *controller = g_new0(DomainController, 1);

    controller->ports = -1;
    controller->vectors = -1;
    return controller;
}

bool domain_controller_is_companion(const DomainController *controller)
{
    return controller->model >= DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1 &&
           controller->model <= DOMAIN_CONTROLLER_MODEL_ICH9_UHCI3;
}

DomainMemballoon *domain_memballoon_new(void)
{
    return g_new0(DomainMemballoon, 1);
}

DomainRng *domain_rng_new(void)
{
    return g_new0(DomainRng, 1);
}

DomainWatchdog *domain_watchdog_new(void)
{
    return g_new0(DomainWatchdog, 1);
}

DomainPanic *domain_panic_new(void)
{
    return g_new0(DomainPanic, 1);
}

void domain_device_info_free(DomainDeviceInfo *info)
{
    if (!info)
        return;
    g_free(info->alias);
    g_clear_pointer(&info->kept, g_ptr_array_unref);
    g_free(info);
}

void domain_disk_free(void *data)
{
    DomainDisk *disk = data;

    if (!disk)
        return;
    domain_image_free(disk->image);
    g_free(disk->empty_format);
    domain_iotune_free(disk->iotune);
    domain_mirror_free(disk->mirror);
    g_free(disk->target);
    g_free(disk->driver_name);
    g_free(disk->serial);
    g_free(disk->snapshot);
    domain_device_info_free(&disk->info);
}

void domain_interface_free(void *data)
{
    DomainInterface *interface = data;

    if (!interface)
        return;
    g_free(interface->model);
    g_free(interface->bridge);
    g_free(interface->target);
    domain_device_info_free(&interface->info);
}

void domain_graphics_free(void *data)
{
    DomainGraphics *graphics = data;

    if (!graphics)
        return;
    g_free(graphics->address);
    g_free(graphics->socket);
    g_free(graphics->password);
    g_free(graphics->keymap);
    domain_device_info_free(&graphics->info);
}

void domain_video_free(void *data)
{
    domain_device_info_free(data);
}

void domain_input_free(void *data)
{
    domain_device_info_free(data);
}

void domain_controller_free(void *data)
{
    domain_device_info_free(data);
}

void domain_memballoon_free(void *data)
{
    domain_device_info_free(data);
}

void domain_rng_free(void *data)
{
    DomainRng *rng = data;

    if (!rng)
        return;
    g_free(rng->path);
    domain_device_info_free(&rng->info);
}

void domain_watchdog_free(void *data)
{
    domain_device_info_free(data);
}

void domain_panic_free(void *data)
{
    domain_device_info_free(data);
}
