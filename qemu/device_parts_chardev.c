/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Serial ports, consoles, channels and redirected USB devices: each a chardev (the host's end) and
 * a device (the guest's end). A listening socket never makes the guest wait for somebody to
 * connect.
 */
#include "qemu/device_parts.h"

static json_t *file_backend(const DomainChardev *chardev)
{
    g_autofree char *set = g_strdup_printf("/dev/fdset/%u", chardev->set);

    return json_pack("{s:s, s:{s:s, s:b}}", "type", "file", "data", "out",
                     chardev->set ? set : chardev->path, "append", chardev->append == TRISTATE_ON);
}

static json_t *inet_address(const DomainChardevPlace *place)
{
    return json_pack("{s:s, s:{s:s, s:s}}", "type", "inet", "data", "host",
                     place->host ? place->host : "", "port", place->service);
}

/* Takes over address. Only who listens can wait. */
static json_t *socket_backend(const DomainChardev *chardev, json_t *address)
{
    json_t *data = json_pack("{s:o, s:b}", "addr", address, "server", chardev->listen);

    if (chardev->listen)
        json_object_set_new(data, "wait", json_false());
    if (chardev->protocol == DOMAIN_CHARDEV_PROTOCOL_TELNET)
        json_object_set_new(data, "telnet", json_true());
    return json_pack("{s:s, s:o}", "type", "socket", "data", data);
}

/* Of a channel whose socket we have made: the part's own name is that of the descriptor. */
static json_t *unix_address(const DomainChardev *chardev)
{
    g_autofree char *name = g_strconcat("char", chardev->info.alias, NULL);

    return chardev->handed
               ? json_pack("{s:s, s:{s:s}}", "type", "fd", "data", "str", name)
               : json_pack("{s:s, s:{s:s}}", "type", "unix", "data", "path", chardev->path);
}

/* What the viewer knows it by. */
static json_t *spice_backend(const char *name)
{
    return json_pack("{s:s, s:{s:s}}", "type", "spicevmc", "data", "type", name);
}

static json_t *chardev_backend(const DomainChardev *chardev)
{
    switch (chardev->type) {
    case DOMAIN_CHARDEV_TYPE_PTY:
        return json_pack("{s:s, s:{}}", "type", "pty", "data");
    case DOMAIN_CHARDEV_TYPE_FILE:
        return file_backend(chardev);
    case DOMAIN_CHARDEV_TYPE_UNIX:
        return socket_backend(chardev, unix_address(chardev));
    case DOMAIN_CHARDEV_TYPE_TCP:
        return socket_backend(chardev, inet_address(&chardev->place));
    case DOMAIN_CHARDEV_TYPE_UDP:
        return json_pack("{s:s, s:{s:o, s:o*}}", "type", "udp", "data", "remote",
                         inet_address(&chardev->place), "local",
                         chardev->local.service ? inet_address(&chardev->local) : NULL);
    case DOMAIN_CHARDEV_TYPE_SPICEVMC:
        return spice_backend("vdagent");
    default:
        return json_pack("{s:s, s:{}}", "type", "null", "data");
    }
}

static const char *chardev_driver(const DomainDef *def, const DomainChardev *chardev)
{
    switch (chardev->target) {
    case DOMAIN_CHARDEV_TARGET_USB_SERIAL:
        return "usb-serial";
    case DOMAIN_CHARDEV_TARGET_PCI_SERIAL:
        return "pci-serial";
    case DOMAIN_CHARDEV_TARGET_VIRTIO:
        return chardev->name || !g_ptr_array_find(def->consoles, chardev, NULL) ? "virtserialport"
                                                                                : "virtconsole";
    default:
        return "isa-serial";
    }
}

static void chardev_set_isa(const DomainChardev *serial, json_t *device)
{
    const DomainAddress *address = &serial->info.address;

    device_set_integer(device, "index", serial->port);
    if (address->type == DOMAIN_ADDRESS_ISA && address->isa.iobase)
        device_set_integer(device, "iobase", address->isa.iobase);
    if (address->type == DOMAIN_ADDRESS_ISA && address->isa.irq)
        device_set_integer(device, "irq", address->isa.irq);
}

void device_parts_chardev(const DomainDef *def, const DomainChardev *chardev, Parts *parts)
{
    g_autofree char *backend = g_strconcat("char", chardev->info.alias, NULL);
    json_t *device;

    if (chardev->mirrors_serial)
        return;
    device = device_new(def, chardev_driver(def, chardev), &chardev->info);
    if (chardev->target == DOMAIN_CHARDEV_TARGET_ISA_SERIAL)
        chardev_set_isa(chardev, device);
    device_set_string(device, "chardev", backend);
    device_set_string(device, "name", chardev->name);
    parts_add(parts, PART_CHARDEV,
              json_pack("{s:s, s:o}", "id", backend, "backend", chardev_backend(chardev)));
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_redirdev(const DomainDef *def, const DomainRedirdev *redirdev, Parts *parts)
{
    g_autofree char *backend = g_strconcat("char", redirdev->info.alias, NULL);
    json_t *device = device_new(def, "usb-redir", &redirdev->info);

    device_set_string(device, "chardev", backend);
    parts_add(parts, PART_CHARDEV,
              json_pack("{s:s, s:o}", "id", backend, "backend", spice_backend("usbredir")));
    parts_add(parts, PART_DEVICE, device);
}
