/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Controllers. Those that the machine has by itself (its PCI root, IDE, the floppy controller of a
 * pc, the first SATA controller of q35) get no device.
 */
#include "qemu/device_parts.h"

#include "conf/domain_device.h"

static const struct {
    DomainControllerModel model;
    const char *driver;
} drivers[] = {
    {DOMAIN_CONTROLLER_MODEL_LSILOGIC, "lsi53c895a"},
    {DOMAIN_CONTROLLER_MODEL_LSISAS1068, "mptsas1068"},
    {DOMAIN_CONTROLLER_MODEL_LSISAS1078, "megasas"},
    {DOMAIN_CONTROLLER_MODEL_VMPVSCSI, "pvscsi"},
    {DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI, "virtio-scsi-pci"},
    {DOMAIN_CONTROLLER_MODEL_PIIX3_UHCI, "piix3-usb-uhci"},
    {DOMAIN_CONTROLLER_MODEL_PIIX4_UHCI, "piix4-usb-uhci"},
    {DOMAIN_CONTROLLER_MODEL_EHCI, "usb-ehci"},
    {DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1, "ich9-usb-ehci1"},
    {DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1, "ich9-usb-uhci1"},
    {DOMAIN_CONTROLLER_MODEL_ICH9_UHCI2, "ich9-usb-uhci2"},
    {DOMAIN_CONTROLLER_MODEL_ICH9_UHCI3, "ich9-usb-uhci3"},
    {DOMAIN_CONTROLLER_MODEL_PCI_OHCI, "pci-ohci"},
    {DOMAIN_CONTROLLER_MODEL_NEC_XHCI, "nec-usb-xhci"},
    {DOMAIN_CONTROLLER_MODEL_QEMU_XHCI, "qemu-xhci"},
    {DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE, "pci-bridge"},
    {DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE, "i82801b11-bridge"},
    {DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, "pcie-root-port"},
    {DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE, "pcie-pci-bridge"},
};

static const char *controller_driver(MachineFamily family, const DomainController *controller)
{
    switch (controller->type) {
    case DOMAIN_CONTROLLER_FDC:
        return family == MACHINE_Q35 ? "isa-fdc" : NULL;
    case DOMAIN_CONTROLLER_SATA:
        return family == MACHINE_Q35 && controller->index == 0 ? NULL : "ahci";
    case DOMAIN_CONTROLLER_VIRTIO_SERIAL:
        return "virtio-serial-pci";
    default:
        break;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(drivers); i++) {
        if (drivers[i].model == controller->model)
            return drivers[i].driver;
    }
    return NULL;
}

/* The companions of an ICH9 EHCI controller share its ports. */
static void controller_set_companion(const DomainDef *def, const DomainController *controller,
                                     json_t *device)
{
    const DomainController *master =
        domain_controller_by_index(def, DOMAIN_CONTROLLER_USB, controller->index);
    g_autofree char *bus = NULL;

    if (!domain_controller_is_companion(controller) || !master)
        return;
    bus = g_strconcat(master->info.alias, ".0", NULL);
    json_object_set_new(device, "masterbus", json_string(bus));
    device_set_integer(device, "firstport",
                       2 * (int) (controller->model - DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1));
}

static void controller_set_options(const DomainDef *def, const DomainController *controller,
                                   json_t *device)
{
    int number = (int) controller->index;

    controller_set_companion(def, controller, device);
    device_set_iothread(device, controller->iothread);
    if (controller->model == DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE)
        device_set_integer(device, "chassis_nr", number);
    if (controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT) {
        device_set_integer(device, "chassis", number);
        device_set_integer(device, "port", number);
    }
    if (controller->ports < 0)
        return;
    if (controller->type == DOMAIN_CONTROLLER_VIRTIO_SERIAL) {
        device_set_integer(device, "max_ports", controller->ports);
    } else {
        device_set_integer(device, "p2", controller->ports);
        device_set_integer(device, "p3", controller->ports);
    }
}

void device_parts_controller(const DomainDef *def, const DomainController *controller, Parts *parts)
{
    const char *driver = controller_driver(device_family(def), controller);
    json_t *device;

    if (!driver)
        return;
    device = device_new(def, driver, &controller->info);
    controller_set_options(def, controller, device);
    if (controller->vectors >= 0)
        device_set_integer(device, "vectors", controller->vectors);
    parts_add(parts, PART_DEVICE, device);
}
