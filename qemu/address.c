/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses other than those on PCI, and which type a device has: see address.h. Controllers that
 * are added here for want of ports need PCI slots themselves, so PCI comes last.
 */
#include "qemu/address_private.h"

#include "conf/domain_device.h"
#include "qemu/complete.h"
#include "qemu/device_parts.h"

#include <string.h>

#define IDE_UNITS 2 /* on each of two buses */
#define IDE_BUSES 2
#define FDC_UNITS 2
#define SCSI_TARGET_MAX 255
#define SCSI_LUN_MAX 16383
#define VIRTIO_SERIAL_PORTS 31 /* that QEMU's own default gives */
#define USB_CONTROLLERS_MAX 32

/* ---- types ---- */

static DomainAddressType disk_address_type(const DomainDisk *disk)
{
    switch (disk->bus) {
    case DOMAIN_DISK_BUS_VIRTIO:
        return DOMAIN_ADDRESS_PCI;
    case DOMAIN_DISK_BUS_USB:
        return DOMAIN_ADDRESS_USB;
    default:
        return DOMAIN_ADDRESS_DRIVE;
    }
}

static DomainAddressType chardev_address_type(const DomainChardev *chardev)
{
    switch (chardev->target) {
    case DOMAIN_CHARDEV_TARGET_USB_SERIAL:
        return DOMAIN_ADDRESS_USB;
    case DOMAIN_CHARDEV_TARGET_VIRTIO:
        return DOMAIN_ADDRESS_VIRTIO_SERIAL;
    case DOMAIN_CHARDEV_TARGET_ISA_SERIAL:
        return DOMAIN_ADDRESS_ISA;
    default:
        return DOMAIN_ADDRESS_NONE;
    }
}

DomainAddressType address_type(const DomainDef *def, const DomainDevice *device)
{
    if (pci_plug(def, device) != PCI_PLUG_NONE)
        return DOMAIN_ADDRESS_PCI;
    switch (device->kind) {
    case DOMAIN_DEVICE_DISK:
        return disk_address_type(device->disk);
    case DOMAIN_DEVICE_SERIAL:
    case DOMAIN_DEVICE_CONSOLE:
    case DOMAIN_DEVICE_CHANNEL:
        return chardev_address_type(device->chardev);
    case DOMAIN_DEVICE_INPUT:
        return device->input->bus == DOMAIN_INPUT_BUS_USB ? DOMAIN_ADDRESS_USB
                                                          : DOMAIN_ADDRESS_NONE;
    case DOMAIN_DEVICE_REDIRDEV:
        return DOMAIN_ADDRESS_USB;
    case DOMAIN_DEVICE_SOUND:
        return device->sound->model == DOMAIN_SOUND_USB ? DOMAIN_ADDRESS_USB : DOMAIN_ADDRESS_NONE;
    case DOMAIN_DEVICE_PANIC:
        return DOMAIN_ADDRESS_ISA;
    case DOMAIN_DEVICE_MEMORY:
        return DOMAIN_ADDRESS_DIMM;
    default:
        return DOMAIN_ADDRESS_NONE;
    }
}

static bool check_type(const DomainDef *def, const DomainDevice *device, GError **err)
{
    DomainAddressType wanted = address_type(def, device);
    DomainAddressType given = device->info->address.type;
    const char *kind = domain_device_kind_to_string(device->kind);

    if (given == DOMAIN_ADDRESS_NONE || given == wanted)
        return true;
    if (wanted == DOMAIN_ADDRESS_NONE)
        return complete_refuse(err, "an address of type '%s' of a <%s> that has none here",
                               domain_address_type_to_string(given), kind);
    return complete_refuse(err, "an address of type '%s' of a <%s> whose address is of type '%s'",
                           domain_address_type_to_string(given), kind,
                           domain_address_type_to_string(wanted));
}

/* ---- drives ---- */

static void drive_from_target(MachineFamily family, DomainDisk *disk, unsigned index)
{
    DomainAddress *address = &disk->info.address;

    memset(address, 0, sizeof *address);
    address->type = DOMAIN_ADDRESS_DRIVE;
    if (disk->bus == DOMAIN_DISK_BUS_IDE && family != MACHINE_Q35) {
        address->drive.bus = index / IDE_UNITS;
        address->drive.unit = index % IDE_UNITS;
    } else if (disk->bus == DOMAIN_DISK_BUS_SCSI) {
        address->drive.controller = index / MACHINE_SCSI_UNITS;
        address->drive.unit = index % MACHINE_SCSI_UNITS;
    } else if (disk->bus == DOMAIN_DISK_BUS_SATA) {
        address->drive.controller = index / MACHINE_SATA_PORTS;
        address->drive.unit = index % MACHINE_SATA_PORTS;
    } else {
        address->drive.unit = index;
    }
}

/* The highest values that the bus has, in a DomainAddress. */
static DomainAddress drive_limits(MachineFamily family, const DomainDisk *disk)
{
    DomainAddress most = {.type = DOMAIN_ADDRESS_DRIVE};

    switch (disk->bus) {
    case DOMAIN_DISK_BUS_IDE:
        most.drive.bus = family == MACHINE_Q35 ? 0 : IDE_BUSES - 1;
        most.drive.unit = family == MACHINE_Q35 ? MACHINE_SATA_PORTS - 1 : IDE_UNITS - 1;
        break;
    case DOMAIN_DISK_BUS_SATA:
        most.drive.controller = DOMAIN_DEVICES_MAX;
        most.drive.unit = MACHINE_SATA_PORTS - 1;
        break;
    case DOMAIN_DISK_BUS_SCSI:
        most.drive.controller = DOMAIN_DEVICES_MAX;
        most.drive.target = SCSI_TARGET_MAX;
        most.drive.unit = SCSI_LUN_MAX;
        break;
    default:
        most.drive.unit = FDC_UNITS - 1;
        break;
    }
    return most;
}

bool address_assign_drive(const DomainDef *def, DomainDisk *disk, GError **err)
{
    MachineFamily family = device_family(def);
    DomainAddress *address = &disk->info.address, most;
    g_autofree char *text = NULL;

    if (disk_address_type(disk) != DOMAIN_ADDRESS_DRIVE)
        return true;
    if (address->type == DOMAIN_ADDRESS_NONE)
        drive_from_target(family, disk, (unsigned) domain_disk_target_index(disk->target));
    if (address->type != DOMAIN_ADDRESS_DRIVE)
        return complete_refuse(err, "disk '%s': an address of type '%s' on bus '%s'", disk->target,
                               domain_address_type_to_string(address->type),
                               domain_disk_bus_to_string(disk->bus));
    most = drive_limits(family, disk);
    if (address->drive.controller <= most.drive.controller &&
        address->drive.bus <= most.drive.bus && address->drive.target <= most.drive.target &&
        address->drive.unit <= most.drive.unit)
        return true;
    text = domain_address_text(address);
    return complete_refuse(err, "disk '%s': bus '%s' has no place %s", disk->target,
                           domain_disk_bus_to_string(disk->bus), text);
}

/* Q35 has one controller for both: its ports go by IDE and by SATA names. */
static bool same_drive(MachineFamily family, const DomainDisk *a, const DomainDisk *b)
{
    bool same_bus = a->bus == b->bus;
    bool ata = (a->bus == DOMAIN_DISK_BUS_IDE || a->bus == DOMAIN_DISK_BUS_SATA) &&
               (b->bus == DOMAIN_DISK_BUS_IDE || b->bus == DOMAIN_DISK_BUS_SATA);

    return a->info.address.type == DOMAIN_ADDRESS_DRIVE &&
           b->info.address.type == DOMAIN_ADDRESS_DRIVE &&
           (same_bus || (ata && family == MACHINE_Q35)) &&
           domain_address_equal(&a->info.address, &b->info.address);
}

static bool check_drives(const DomainDef *def, GError **err)
{
    MachineFamily family = device_family(def);

    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        for (unsigned j = 0; j < i; j++) {
            const DomainDisk *other = def->disks->pdata[j];
            g_autofree char *text = NULL;

            if (!same_drive(family, disk, other))
                continue;
            text = domain_address_text(&disk->info.address);
            return error_set(err, ERR_XML, "disks '%s' and '%s' on bus '%s' have the same place %s",
                             other->target, disk->target, domain_disk_bus_to_string(disk->bus),
                             text);
        }
    }
    return true;
}

/* ---- ports of USB and virtio-serial controllers ---- */

static unsigned usb_ports(const DomainController *controller)
{
    switch (controller->model) {
    case DOMAIN_CONTROLLER_MODEL_NONE:
        return 0;
    case DOMAIN_CONTROLLER_MODEL_EHCI:
    case DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1:
        return 6;
    case DOMAIN_CONTROLLER_MODEL_NEC_XHCI:
    case DOMAIN_CONTROLLER_MODEL_QEMU_XHCI:
        return controller->ports >= 0 ? (unsigned) controller->ports : 4;
    case DOMAIN_CONTROLLER_MODEL_PCI_OHCI:
        return 3;
    default:
        return 2;
    }
}

static unsigned serial_ports(const DomainController *controller)
{
    return controller->ports >= 0 ? (unsigned) controller->ports : VIRTIO_SERIAL_PORTS;
}

static bool port_is_taken(const DomainDef *def, const DomainDevice *device,
                          const DomainAddress *address)
{
    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        for (unsigned i = 0; i < domain_device_count(def, kind); i++) {
            DomainDevice other = domain_device_at(def, kind, i);

            if (other.info != device->info && !domain_address_is_open(&other.info->address) &&
                domain_address_equal(&other.info->address, address))
                return true;
        }
    }
    return false;
}

static bool refuse_port(const DomainDevice *device, const char *why, GError **err)
{
    g_autofree char *text = domain_address_text(&device->info->address);

    return error_set(err, ERR_XML, "%s address (%s) of a <%s>: %s",
                     domain_address_type_to_string(device->info->address.type), text,
                     domain_device_kind_to_string(device->kind), why);
}

static bool check_usb(const DomainDef *def, const DomainDevice *device, GError **err)
{
    const DomainAddress *address = &device->info->address;
    const DomainController *controller =
        domain_controller_by_index(def, DOMAIN_CONTROLLER_USB, address->usb.bus);
    uint64_t port = 0;

    if (!controller || controller->model == DOMAIN_CONTROLLER_MODEL_NONE)
        return refuse_port(device, "there is no USB controller of that bus number", err);
    if (domain_address_is_open(address))
        return true;
    if (strchr(address->usb.port, '.'))
        return refuse_port(device, "there are no hubs", err);
    if (!g_ascii_string_to_unsigned(address->usb.port, 10, 1, usb_ports(controller), &port, NULL))
        return refuse_port(device, "the controller has no such port", err);
    return !port_is_taken(def, device, address) || refuse_port(device, "it is taken already", err);
}

static bool find_usb_port(const DomainDef *def, const DomainDevice *device, unsigned bus)
{
    const DomainController *controller =
        domain_controller_by_index(def, DOMAIN_CONTROLLER_USB, bus);
    DomainAddress address = {.type = DOMAIN_ADDRESS_USB};

    address.usb.bus = bus;
    for (unsigned port = 1; controller && port <= usb_ports(controller); port++) {
        g_snprintf(address.usb.port, sizeof address.usb.port, "%u", port);
        if (!port_is_taken(def, device, &address)) {
            device->info->address = address;
            return true;
        }
    }
    return false;
}

/* On the bus that the document names, if it does; else on the first that has room, or a new one. */
static bool place_usb(DomainDef *def, const DomainDevice *device, GError **err)
{
    bool named = device->info->address.type == DOMAIN_ADDRESS_USB;
    const DomainController *first = domain_controller_by_index(def, DOMAIN_CONTROLLER_USB, 0);

    if (named)
        return find_usb_port(def, device, device->info->address.usb.bus) ||
               refuse_port(device, "the controller has no free port", err);
    for (unsigned bus = 0; bus < USB_CONTROLLERS_MAX; bus++) {
        DomainController *added;

        if (find_usb_port(def, device, bus))
            return true;
        if (domain_controller_by_index(def, DOMAIN_CONTROLLER_USB, bus))
            continue;
        added = complete_controller(def, DOMAIN_CONTROLLER_USB, bus);
        added->model = first ? first->model : DOMAIN_CONTROLLER_MODEL_DEFAULT;
        added->ports = first ? first->ports : -1;
        if (find_usb_port(def, device, bus))
            return true;
    }
    return complete_refuse(err, "more USB devices than %d controllers have ports for",
                           USB_CONTROLLERS_MAX);
}

static bool check_serial_port(DomainDef *def, const DomainDevice *device, GError **err)
{
    const DomainAddress *address = &device->info->address;
    const DomainController *controller;

    if (address->virtio_serial.controller >= DOMAIN_DEVICES_MAX)
        return refuse_port(device, "there is no such controller", err);
    controller = complete_controller(def, DOMAIN_CONTROLLER_VIRTIO_SERIAL,
                                     address->virtio_serial.controller);
    if (address->virtio_serial.port >= serial_ports(controller))
        return refuse_port(device, "the controller has no such port", err);
    if (address->virtio_serial.port == 0 && device->kind == DOMAIN_DEVICE_CHANNEL)
        return refuse_port(device, "port 0 is for a console", err);
    return !port_is_taken(def, device, address) || refuse_port(device, "it is taken already", err);
}

/* Port 0 is a console's, by the device's own rules. */
static void place_serial_port(DomainDef *def, const DomainDevice *device)
{
    DomainAddress address = {.type = DOMAIN_ADDRESS_VIRTIO_SERIAL};
    unsigned first = device->kind == DOMAIN_DEVICE_CONSOLE ? 0 : 1;

    for (unsigned index = 0; index < DOMAIN_DEVICES_MAX; index++) {
        const DomainController *controller =
            complete_controller(def, DOMAIN_CONTROLLER_VIRTIO_SERIAL, index);

        address.virtio_serial.controller = index;
        for (unsigned port = first; port < serial_ports(controller); port++) {
            address.virtio_serial.port = port;
            if (!port_is_taken(def, device, &address)) {
                device->info->address = address;
                return;
            }
        }
    }
}

/* ---- all of them ---- */

typedef bool (*AddressVisit)(DomainDef *def, const DomainDevice *device, GError **err);

static bool visit_devices(DomainDef *def, AddressVisit visit, GError **err)
{
    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        for (unsigned i = 0; i < domain_device_count(def, kind); i++) {
            DomainDevice device = domain_device_at(def, kind, i);

            if (kind == DOMAIN_DEVICE_CONSOLE && device.chardev->mirrors_serial)
                continue;
            if (!visit(def, &device, err))
                return false;
        }
    }
    return true;
}

static bool check_given(DomainDef *def, const DomainDevice *device, GError **err)
{
    if (!check_type(def, device, err))
        return false;
    if (device->info->address.type == DOMAIN_ADDRESS_USB)
        return check_usb(def, device, err);
    if (device->info->address.type == DOMAIN_ADDRESS_VIRTIO_SERIAL)
        return check_serial_port(def, device, err);
    return true;
}

static bool place_open(DomainDef *def, const DomainDevice *device, GError **err)
{
    DomainAddressType type = address_type(def, device);

    if (!domain_address_is_open(&device->info->address))
        return true;
    if (type == DOMAIN_ADDRESS_USB)
        return place_usb(def, device, err);
    if (type == DOMAIN_ADDRESS_VIRTIO_SERIAL)
        place_serial_port(def, device);
    return true;
}

bool address_assign(DomainDef *def, GError **err)
{
    return visit_devices(def, check_given, err) && check_drives(def, err) &&
           visit_devices(def, place_open, err) &&
           (!machine_type_has_pci(device_family(def)) || address_assign_pci(def, err));
}

bool address_check_hotplug(const DomainDef *def, const DomainDevice *device, GError **err)
{
    const DomainAddress *address = &device->info->address;
    const DomainController *bus;

    if (address->type != DOMAIN_ADDRESS_PCI)
        return true;
    bus = domain_controller_by_index(def, DOMAIN_CONTROLLER_PCI, address->pci.bus);
    if (bus && bus->model != DOMAIN_CONTROLLER_MODEL_PCIE_ROOT &&
        bus->model != DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE)
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "nothing can be plugged into PCI bus %u (%s) while the domain runs",
                     address->pci.bus,
                     bus ? domain_controller_model_to_string(bus->model) : "none");
}

/* ---- as QEMU takes them ---- */

static void set_pci(const DomainDef *def, json_t *device, const DomainAddress *address)
{
    const DomainController *bus =
        domain_controller_by_index(def, DOMAIN_CONTROLLER_PCI, address->pci.bus);
    g_autofree char *place = address->pci.function ? g_strdup_printf("0x%x.0x%x", address->pci.slot,
                                                                     address->pci.function)
                                                   : g_strdup_printf("0x%x", address->pci.slot);

    if (address->pci.bus == 0)
        device_set_string(device, "bus", device_family(def) == MACHINE_Q35 ? "pcie.0" : "pci.0");
    else
        device_set_string(device, "bus", bus->info.alias);
    device_set_string(device, "addr", place);
    device_set_switch(device, "multifunction", address->pci.multifunction);
}

void address_set(const DomainDef *def, json_t *device, const DomainDeviceInfo *info)
{
    const DomainAddress *address = &info->address;

    if (address->type == DOMAIN_ADDRESS_PCI) {
        set_pci(def, device, address);
    } else if (address->type == DOMAIN_ADDRESS_USB) {
        device_set_bus(def, device, DOMAIN_CONTROLLER_USB, address->usb.bus, 0);
        device_set_string(device, "port", address->usb.port);
    } else if (address->type == DOMAIN_ADDRESS_VIRTIO_SERIAL) {
        device_set_bus(def, device, DOMAIN_CONTROLLER_VIRTIO_SERIAL,
                       address->virtio_serial.controller, 0);
        device_set_integer(device, "nr", address->virtio_serial.port);
    }
}
