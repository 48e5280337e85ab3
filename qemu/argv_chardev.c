/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Serial ports, consoles and channels on the command line: each a chardev (the host's end) and a
 * device (the guest's end). A listening socket never makes the guest wait for somebody to connect.
 */
#include "qemu/argv_private.h"

/* Returns the id of the chardev, to be freed. */
static char *add_backend(Argv *argv, const DomainChardev *chardev)
{
    char *id = g_strconcat("char", chardev->info.alias, NULL);
    g_autofree char *path = chardev->path ? argv_comma(chardev->path) : NULL;

    switch (chardev->type) {
    case DOMAIN_CHARDEV_TYPE_PTY:
        argv_addf(argv, "-chardev", "pty,id=%s", id);
        break;
    case DOMAIN_CHARDEV_TYPE_FILE:
        argv_addf(argv, "-chardev", "file,id=%s,path=%s,append=%s", id, path,
                  chardev->append == TRISTATE_ON ? "on" : "off");
        break;
    case DOMAIN_CHARDEV_TYPE_UNIX:
        argv_addf(argv, "-chardev", "socket,id=%s,path=%s%s", id, path,
                  chardev->listen ? ",server=on,wait=off" : "");
        break;
    default:
        argv_addf(argv, "-chardev", "null,id=%s", id);
        break;
    }
    return id;
}

static void add_serial(Argv *argv, const DomainChardev *serial)
{
    g_autofree char *backend = add_backend(argv, serial);
    const char *driver = serial->target == DOMAIN_CHARDEV_TARGET_USB_SERIAL   ? "usb-serial"
                         : serial->target == DOMAIN_CHARDEV_TARGET_PCI_SERIAL ? "pci-serial"
                                                                              : "isa-serial";
    json_t *device = argv_device(driver, &serial->info);

    json_object_set_new(device, "chardev", json_string(backend));
    if (serial->target == DOMAIN_CHARDEV_TARGET_USB_SERIAL)
        argv_set_bus(argv, device, DOMAIN_CONTROLLER_USB, 0, 0);
    else if (serial->target != DOMAIN_CHARDEV_TARGET_PCI_SERIAL)
        json_object_set_new(device, "index", json_integer(serial->port));
    argv_add_json(argv, "-device", device);
}

static void add_virtio_port(Argv *argv, const DomainChardev *chardev, const char *driver)
{
    g_autofree char *backend = add_backend(argv, chardev);
    json_t *device = argv_device(driver, &chardev->info);

    argv_set_bus(argv, device, DOMAIN_CONTROLLER_VIRTIO_SERIAL, 0, 0);
    json_object_set_new(device, "chardev", json_string(backend));
    if (chardev->name)
        json_object_set_new(device, "name", json_string(chardev->name));
    argv_add_json(argv, "-device", device);
}

void argv_chardevs(Argv *argv)
{
    const DomainDef *def = argv->def;

    for (unsigned i = 0; i < def->serials->len; i++)
        add_serial(argv, def->serials->pdata[i]);
    for (unsigned i = 0; i < def->consoles->len; i++) {
        const DomainChardev *console = def->consoles->pdata[i];

        if (!console->mirrors_serial)
            add_virtio_port(argv, console, "virtconsole");
    }
    for (unsigned i = 0; i < def->channels->len; i++)
        add_virtio_port(argv, def->channels->pdata[i], "virtserialport");
}
