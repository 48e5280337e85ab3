/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Aliases and the other live parts of a definition: see live.h. An alias is QEMU's id of the
 * device; one that begins with ua- is the user's own and stays.
 */
#include "qemu/live.h"

#include "qemu/disk_nodes.h"
#include "qemu/machine_type.h"

#include <string.h>

/* Where a screen can be seen of which nothing is told. */
#define GRAPHICS_ADDRESS_DEFAULT "127.0.0.1"

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

bool live_is_companion(const DomainController *controller)
{
    return controller->model >= DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1 &&
           controller->model <= DOMAIN_CONTROLLER_MODEL_ICH9_UHCI3;
}

const DomainController *live_controller(const DomainDef *def, DomainControllerType type,
                                        unsigned index)
{
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (controller->type == type && controller->index == index &&
            !live_is_companion(controller))
            return controller;
    }
    return NULL;
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
    if (live_is_companion(controller))
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

static void name_devices(DomainDef *def)
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

/* In the folder of the guest, which is called by its uuid: short, whatever the domain is called. */
static char *live_path(const DomainDef *def, const char *folder, const char *what)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    return g_strdup_printf("%s/%s/%s", folder, uuid, what);
}

static void prepare_channel(const DomainDef *def, DomainChardev *channel, const char *folder)
{
    if (channel->type != DOMAIN_CHARDEV_TYPE_UNIX || channel->path)
        return;
    channel->path = live_path(def, folder, channel->info.alias);
    channel->listen = true;
}

void live_prepare(DomainDef *def, const char *folder)
{
    name_devices(def);
    for (unsigned i = 0; i < def->disks->len; i++)
        disk_nodes_number(def->disks->pdata[i]);
    for (unsigned i = 0; i < def->channels->len; i++)
        prepare_channel(def, def->channels->pdata[i], folder);
    for (unsigned i = 0; i < def->graphics->len; i++) {
        DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->listen == DOMAIN_LISTEN_SOCKET && !graphics->socket)
            graphics->socket =
                live_path(def, folder, domain_graphics_type_to_string(graphics->type));
        if (domain_graphics_is_tcp(graphics) && !graphics->address) {
            graphics->listen = DOMAIN_LISTEN_ADDRESS;
            graphics->address = g_strdup(GRAPHICS_ADDRESS_DEFAULT);
        }
    }
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

void live_prepare_device(const DomainDef *def, const DomainDevice *device, const char *folder)
{
    if (device->kind == DOMAIN_DEVICE_DISK)
        name_disk(def, device->disk);
    else if (device->kind == DOMAIN_DEVICE_CONTROLLER)
        name_controller(device->controller);
    else
        name_numbered(def, device);
    if (device->kind == DOMAIN_DEVICE_DISK)
        disk_nodes_number(device->disk);
    else if (device->kind == DOMAIN_DEVICE_CHANNEL)
        prepare_channel(def, device->chardev, folder);
}

static DomainChardev *chardev_by_label(const DomainDef *def, const char *label)
{
    GPtrArray *const kinds[] = {def->serials, def->consoles, def->channels};

    if (!label || !g_str_has_prefix(label, "char"))
        return NULL;
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (unsigned i = 0; i < kinds[k]->len; i++) {
            DomainChardev *chardev = kinds[k]->pdata[i];

            if (g_strcmp0(chardev->info.alias, label + strlen("char")) == 0)
                return chardev;
        }
    }
    return NULL;
}

static bool any_pty(const GPtrArray *chardevs)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        if (((const DomainChardev *) chardevs->pdata[i])->type == DOMAIN_CHARDEV_TYPE_PTY)
            return true;
    }
    return false;
}

bool live_wants_chardevs(const DomainDef *def)
{
    return any_pty(def->serials) || any_pty(def->consoles) || any_pty(def->channels);
}

void live_note_chardevs(DomainDef *def, const json_t *reply)
{
    size_t i;
    json_t *entry;

    json_array_foreach(reply, i, entry)
    {
        const char *label = json_string_value(json_object_get(entry, "label"));
        const char *name = json_string_value(json_object_get(entry, "filename"));
        DomainChardev *chardev = chardev_by_label(def, label);

        if (chardev && chardev->type == DOMAIN_CHARDEV_TYPE_PTY && name &&
            g_str_has_prefix(name, "pty:")) {
            g_free(chardev->path);
            chardev->path = g_strdup(name + strlen("pty:"));
        }
    }
}

bool live_wants_vnc(const DomainDef *def)
{
    for (unsigned i = 0; i < def->graphics->len; i++) {
        const DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && graphics->autoport)
            return true;
    }
    return false;
}

void live_note_vnc(DomainDef *def, const json_t *reply)
{
    const char *service = json_string_value(json_object_get(reply, "service"));

    for (unsigned i = 0; service && i < def->graphics->len; i++) {
        DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && graphics->autoport &&
            graphics->listen != DOMAIN_LISTEN_SOCKET)
            graphics->port = (int) g_ascii_strtoull(service, NULL, 10);
    }
}

const DomainDisk *live_disk_by_node(const DomainDef *def, const char *node)
{
    for (unsigned i = 0; node && i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];
        size_t length = strlen(disk->target);

        if (strncmp(node, disk->target, length) == 0 &&
            (node[length] == '\0' || node[length] == '-'))
            return disk;
    }
    return NULL;
}
