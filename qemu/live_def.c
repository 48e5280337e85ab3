/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What belongs to one run of a definition: see live_def.h.
 */
#include "qemu/live_def.h"

#include "qemu/agent_channel.h"
#include "qemu/device_alias.h"
#include "qemu/disk_nodes.h"

#include <string.h>

/* Where a screen can be seen of which nothing is told. */
#define GRAPHICS_ADDRESS_DEFAULT "127.0.0.1"

/* In the folder of the guest, which is called by its uuid: short, whatever the domain is called. */
static char *live_path(const DomainDef *def, const char *folder, const char *what)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    return g_strdup_printf("%s/%s/%s", folder, uuid, what);
}

/* Of the agent: chosen anew if a daemon has chosen it before, in a document that was live. */
static bool prepare_agent(const DomainDef *def, DomainChardev *channel, const char *folder)
{
    char *path;

    if (g_strcmp0(channel->name, AGENT_CHANNEL_NAME) != 0 || !channel->listen ||
        (channel->path && !agent_channel_is_chosen(channel->path)))
        return false;
    path = agent_channel_path(def, folder);
    g_free(channel->path);
    channel->path = path;
    return true;
}

static void prepare_channel(const DomainDef *def, DomainChardev *channel, const char *folder)
{
    if (channel->target == DOMAIN_CHARDEV_TARGET_VIRTIO)
        channel->state = DOMAIN_CHANNEL_STATE_DISCONNECTED;
    if (channel->type == DOMAIN_CHARDEV_TYPE_UNIX && prepare_agent(def, channel, folder))
        return;
    if (channel->type != DOMAIN_CHARDEV_TYPE_UNIX || channel->path)
        return;
    channel->path = live_path(def, folder, channel->info.alias);
    channel->listen = true;
}

void live_def_prepare(DomainDef *def, const char *folder)
{
    device_alias_set_all(def);
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

void live_def_prepare_device(const DomainDef *def, const DomainDevice *device, const char *folder)
{
    device_alias_set(def, device);
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

bool live_def_wants_chardevs(const DomainDef *def)
{
    return any_pty(def->serials) || any_pty(def->consoles) || any_pty(def->channels);
}

void live_def_note_chardevs(DomainDef *def, const json_t *reply)
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

bool live_def_wants_vnc(const DomainDef *def)
{
    for (unsigned i = 0; i < def->graphics->len; i++) {
        const DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && graphics->autoport)
            return true;
    }
    return false;
}

void live_def_note_vnc(DomainDef *def, const json_t *reply)
{
    const char *service = json_string_value(json_object_get(reply, "service"));

    for (unsigned i = 0; service && i < def->graphics->len; i++) {
        DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && graphics->autoport &&
            graphics->listen != DOMAIN_LISTEN_SOCKET)
            graphics->port = (int) g_ascii_strtoull(service, NULL, 10);
    }
}
