/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of any kind: see domain_device.h. */
#include "conf/domain_device.h"

ENUM_DEFINE(domain_device_kind, DomainDeviceKind, DOMAIN_DEVICE_LAST, "disk", "controller",
            "filesystem", "interface", "serial", "console", "channel", "input", "graphics", "video",
            "sound", "audio", "redirdev", "rng", "memory", "watchdog", "memballoon", "panic",
            "vsock");

GPtrArray *domain_device_array(const DomainDef *def, DomainDeviceKind kind)
{
    switch (kind) {
    case DOMAIN_DEVICE_DISK:
        return def->disks;
    case DOMAIN_DEVICE_CONTROLLER:
        return def->controllers;
    case DOMAIN_DEVICE_FILESYSTEM:
        return def->filesystems;
    case DOMAIN_DEVICE_INTERFACE:
        return def->interfaces;
    case DOMAIN_DEVICE_SERIAL:
        return def->serials;
    case DOMAIN_DEVICE_CONSOLE:
        return def->consoles;
    case DOMAIN_DEVICE_CHANNEL:
        return def->channels;
    case DOMAIN_DEVICE_INPUT:
        return def->inputs;
    case DOMAIN_DEVICE_GRAPHICS:
        return def->graphics;
    case DOMAIN_DEVICE_VIDEO:
        return def->videos;
    case DOMAIN_DEVICE_SOUND:
        return def->sounds;
    case DOMAIN_DEVICE_AUDIO:
        return def->audios;
    case DOMAIN_DEVICE_REDIRDEV:
        return def->redirdevs;
    case DOMAIN_DEVICE_RNG:
        return def->rngs;
    case DOMAIN_DEVICE_MEMORY:
        return def->memories;
    default:
        return NULL;
    }
}

DomainDeviceInfo **domain_device_single(DomainDef *def, DomainDeviceKind kind)
{
    switch (kind) {
    case DOMAIN_DEVICE_WATCHDOG:
        return (DomainDeviceInfo **) &def->watchdog;
    case DOMAIN_DEVICE_MEMBALLOON:
        return (DomainDeviceInfo **) &def->memballoon;
    case DOMAIN_DEVICE_PANIC:
        return (DomainDeviceInfo **) &def->panic;
    case DOMAIN_DEVICE_VSOCK:
        return (DomainDeviceInfo **) &def->vsock;
    default:
        return NULL;
    }
}

unsigned domain_device_count(const DomainDef *def, DomainDeviceKind kind)
{
    const GPtrArray *array = domain_device_array(def, kind);

    return array ? array->len : *domain_device_single((DomainDef *) def, kind) != NULL;
}

DomainDevice domain_device_at(const DomainDef *def, DomainDeviceKind kind, unsigned place)
{
    const GPtrArray *array = domain_device_array(def, kind);

    return (DomainDevice){.kind = kind,
                          .info = array ? array->pdata[place]
                                        : *domain_device_single((DomainDef *) def, kind)};
}

bool domain_device_by_alias(const DomainDef *def, const char *alias, DomainDevice *ret_device)
{
    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        for (unsigned i = 0; i < domain_device_count(def, kind); i++) {
            DomainDevice device = domain_device_at(def, kind, i);

            if (g_strcmp0(device.info->alias, alias) == 0) {
                *ret_device = device;
                return true;
            }
        }
    }
    return false;
}

void domain_disk_insert(GPtrArray *disks, DomainDisk *disk)
{
    int letters = domain_disk_target_index(disk->target);
    unsigned place = disks->len;

    for (unsigned i = disks->len; i-- > 0;) {
        const DomainDisk *other = disks->pdata[i];

        if (other->bus != disk->bus)
            continue;
        if (domain_disk_target_index(other->target) <= letters) {
            place = i + 1;
            break;
        }
        place = i;
    }
    g_ptr_array_insert(disks, (int) place, disk);
}

DomainDisk *domain_disk_by_target(const DomainDef *def, const char *target)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];

        if (g_str_equal(disk->target, target))
            return disk;
    }
    return NULL;
}

DomainDisk *domain_disk_find(const DomainDef *def, const char *name)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];

        if (g_str_equal(disk->target, name) ||
            (disk->image && g_strcmp0(disk->image->path, name) == 0))
            return disk;
    }
    return NULL;
}

const DomainController *domain_controller_by_index(const DomainDef *def, DomainControllerType type,
                                                   unsigned index)
{
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (controller->type == type && controller->index == index &&
            !domain_controller_is_companion(controller))
            return controller;
    }
    return NULL;
}

void domain_device_free(DomainDevice device)
{
    static void (*const frees[])(void *device) = {
        [DOMAIN_DEVICE_DISK] = domain_disk_free,
        [DOMAIN_DEVICE_CONTROLLER] = domain_controller_free,
        [DOMAIN_DEVICE_FILESYSTEM] = domain_filesystem_free,
        [DOMAIN_DEVICE_INTERFACE] = domain_interface_free,
        [DOMAIN_DEVICE_SERIAL] = domain_chardev_free,
        [DOMAIN_DEVICE_CONSOLE] = domain_chardev_free,
        [DOMAIN_DEVICE_CHANNEL] = domain_chardev_free,
        [DOMAIN_DEVICE_INPUT] = domain_input_free,
        [DOMAIN_DEVICE_GRAPHICS] = domain_graphics_free,
        [DOMAIN_DEVICE_VIDEO] = domain_video_free,
        [DOMAIN_DEVICE_SOUND] = domain_sound_free,
        [DOMAIN_DEVICE_AUDIO] = domain_audio_free,
        [DOMAIN_DEVICE_REDIRDEV] = domain_redirdev_free,
        [DOMAIN_DEVICE_RNG] = domain_rng_free,
        [DOMAIN_DEVICE_MEMORY] = domain_memory_free,
        [DOMAIN_DEVICE_WATCHDOG] = domain_watchdog_free,
        [DOMAIN_DEVICE_MEMBALLOON] = domain_memballoon_free,
        [DOMAIN_DEVICE_PANIC] = domain_panic_free,
        [DOMAIN_DEVICE_VSOCK] = domain_vsock_free,
    };

    G_STATIC_ASSERT(G_N_ELEMENTS(frees) == DOMAIN_DEVICE_LAST);
    frees[device.kind](device.info);
}
