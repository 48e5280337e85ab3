/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Character devices as structs: see domain_chardev.h. */
#include "conf/domain_chardev.h"

ENUM_DEFINE(domain_chardev_type, DomainChardevType, DOMAIN_CHARDEV_TYPE_LAST, "null", "pty", "file",
            "unix", "tcp", "udp", "spicevmc");
ENUM_DEFINE(domain_chardev_protocol, DomainChardevProtocol, DOMAIN_CHARDEV_PROTOCOL_LAST, "raw",
            "telnet");
ENUM_DEFINE(domain_chardev_target, DomainChardevTarget, DOMAIN_CHARDEV_TARGET_LAST, "isa-serial",
            "usb-serial", "pci-serial", "serial", "virtio");

ENUM_DEFINE(domain_channel_state, DomainChannelState, DOMAIN_CHANNEL_STATE_LAST, NULL, "connected",
            "disconnected");

DomainChardev *domain_chardev_new(void)
{
    return g_new0(DomainChardev, 1);
}

static void place_clear(DomainChardevPlace *place)
{
    g_clear_pointer(&place->host, g_free);
    g_clear_pointer(&place->service, g_free);
}

void domain_chardev_free(void *data)
{
    DomainChardev *chardev = data;

    if (!chardev)
        return;
    g_free(chardev->path);
    place_clear(&chardev->place);
    place_clear(&chardev->local);
    g_free(chardev->name);
    domain_device_info_free(&chardev->info);
}

static bool same_place(const DomainChardevPlace *a, const DomainChardevPlace *b)
{
    return g_strcmp0(a->host, b->host) == 0 && g_strcmp0(a->service, b->service) == 0;
}

bool domain_chardev_same_source(const DomainChardev *a, const DomainChardev *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case DOMAIN_CHARDEV_TYPE_FILE:
        return g_strcmp0(a->path, b->path) == 0 && a->append == b->append;
    case DOMAIN_CHARDEV_TYPE_UNIX:
        return g_strcmp0(a->path, b->path) == 0 && a->listen == b->listen;
    case DOMAIN_CHARDEV_TYPE_TCP:
        return same_place(&a->place, &b->place) && a->listen == b->listen &&
               a->protocol == b->protocol;
    case DOMAIN_CHARDEV_TYPE_UDP:
        return same_place(&a->place, &b->place) && same_place(&a->local, &b->local);
    default:
        return true;
    }
}

void domain_chardev_move_source(DomainChardev *from, DomainChardev *to)
{
    to->type = from->type;
    to->path = g_steal_pointer(&from->path);
    to->append = from->append;
    to->listen = from->listen;
    to->place = from->place;
    to->local = from->local;
    from->place = from->local = (DomainChardevPlace){NULL, NULL};
    to->protocol = from->protocol;
    to->tls = from->tls;
}
