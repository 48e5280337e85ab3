/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kind of slot each device needs: see address_private.h. */
#include "qemu/address_private.h"

#include "conf/domain_device.h"
#include "qemu/device_parts.h"

static PciPlug plug_pci_controller(const DomainController *controller)
{
    switch (controller->model) {
    case DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT:
        return PCI_PLUG_ROOT_PORT;
    case DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE:
        return PCI_PLUG_TO_PCI;
    case DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE:
        return PCI_PLUG_DMI;
    case DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE:
        return PCI_PLUG_BRIDGE;
    default:
        return PCI_PLUG_NONE;
    }
}

/* The first one of a pc is a function of the board's own device, to which none can be added while
 * the guest runs. */
static PciPlug plug_usb(const DomainDef *def, MachineFamily family,
                        const DomainController *controller)
{
    bool beside = family == MACHINE_PC && controller->index == 0 && def->id < 0;

    switch (controller->model) {
    case DOMAIN_CONTROLLER_MODEL_NONE:
        return PCI_PLUG_NONE;
    case DOMAIN_CONTROLLER_MODEL_NEC_XHCI:
    case DOMAIN_CONTROLLER_MODEL_QEMU_XHCI:
        return PCI_PLUG_EXPRESS;
    case DOMAIN_CONTROLLER_MODEL_PIIX3_UHCI:
    case DOMAIN_CONTROLLER_MODEL_PIIX4_UHCI:
        return beside ? PCI_PLUG_BESIDE : PCI_PLUG_PLAIN;
    default:
        return PCI_PLUG_PLAIN;
    }
}

static PciPlug plug_controller(const DomainDef *def, MachineFamily family,
                               const DomainController *controller)
{
    switch (controller->type) {
    case DOMAIN_CONTROLLER_PCI:
        return plug_pci_controller(controller);
    case DOMAIN_CONTROLLER_USB:
        return plug_usb(def, family, controller);
    case DOMAIN_CONTROLLER_IDE:
        return family == MACHINE_PC ? PCI_PLUG_BOARD : PCI_PLUG_NONE;
    case DOMAIN_CONTROLLER_SATA:
        return family == MACHINE_Q35 && controller->index == 0 ? PCI_PLUG_BOARD : PCI_PLUG_PLAIN;
    case DOMAIN_CONTROLLER_SCSI:
        return controller->model == DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI ? PCI_PLUG_EXPRESS
                                                                        : PCI_PLUG_PLAIN;
    case DOMAIN_CONTROLLER_VIRTIO_SERIAL:
        return PCI_PLUG_EXPRESS;
    default:
        return PCI_PLUG_NONE;
    }
}

static PciPlug plug_interface(const DomainInterface *interface)
{
    static const char *const express[] = {"virtio", "e1000e", "vmxnet3"};

    if (g_str_equal(interface->model, "ne2k_isa"))
        return PCI_PLUG_NONE;
    for (unsigned i = 0; i < G_N_ELEMENTS(express); i++) {
        if (g_str_equal(interface->model, express[i]))
            return PCI_PLUG_EXPRESS;
    }
    return PCI_PLUG_PLAIN;
}

static PciPlug plug_video(const DomainDef *def, const DomainVideo *video)
{
    if (video->model == DOMAIN_VIDEO_NONE)
        return PCI_PLUG_NONE;
    if (def->videos->len > 0 && def->videos->pdata[0] == video)
        return PCI_PLUG_VIDEO;
    return video->model == DOMAIN_VIDEO_VIRTIO || video->model == DOMAIN_VIDEO_BOCHS
               ? PCI_PLUG_EXPRESS
               : PCI_PLUG_PLAIN;
}

static PciPlug plug_sound(MachineFamily family, const DomainSound *sound)
{
    if (sound->model == DOMAIN_SOUND_USB)
        return PCI_PLUG_NONE;
    return sound->model == DOMAIN_SOUND_ICH9 && family == MACHINE_Q35 ? PCI_PLUG_ICH9_SOUND
                                                                      : PCI_PLUG_PLAIN;
}

PciPlug pci_plug(const DomainDef *def, const DomainDevice *device)
{
    MachineFamily family = device_family(def);

    if (!machine_type_has_pci(family))
        return PCI_PLUG_NONE;
    switch (device->kind) {
    case DOMAIN_DEVICE_DISK:
        return device->disk->bus == DOMAIN_DISK_BUS_VIRTIO ? PCI_PLUG_EXPRESS : PCI_PLUG_NONE;
    case DOMAIN_DEVICE_CONTROLLER:
        return plug_controller(def, family, device->controller);
    case DOMAIN_DEVICE_INTERFACE:
        return plug_interface(device->interface);
    case DOMAIN_DEVICE_SERIAL:
        return device->chardev->target == DOMAIN_CHARDEV_TARGET_PCI_SERIAL ? PCI_PLUG_PLAIN
                                                                           : PCI_PLUG_NONE;
    case DOMAIN_DEVICE_INPUT:
        return device->input->bus == DOMAIN_INPUT_BUS_VIRTIO ? PCI_PLUG_EXPRESS : PCI_PLUG_NONE;
    case DOMAIN_DEVICE_VIDEO:
        return plug_video(def, device->video);
    case DOMAIN_DEVICE_SOUND:
        return plug_sound(family, device->sound);
    case DOMAIN_DEVICE_RNG:
    case DOMAIN_DEVICE_FILESYSTEM:
    case DOMAIN_DEVICE_VSOCK:
        return PCI_PLUG_EXPRESS;
    case DOMAIN_DEVICE_WATCHDOG:
        return device->watchdog->model == DOMAIN_WATCHDOG_I6300ESB ? PCI_PLUG_PLAIN : PCI_PLUG_NONE;
    case DOMAIN_DEVICE_MEMBALLOON:
        return device->memballoon->model == DOMAIN_MEMBALLOON_VIRTIO ? PCI_PLUG_EXPRESS
                                                                     : PCI_PLUG_NONE;
    default:
        return PCI_PLUG_NONE;
    }
}

DomainAddress pci_plug_board_address(const DomainDef *def, const DomainController *controller)
{
    DomainAddress address = {.type = DOMAIN_ADDRESS_PCI};

    (void) def;
    if (controller->type == DOMAIN_CONTROLLER_SATA) {
        address.pci.slot = 0x1f;
        address.pci.function = 2;
    } else {
        address.pci.slot = 1;
        address.pci.function = 1;
    }
    return address;
}
