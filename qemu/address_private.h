/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What qemu/address*.c share. */
#ifndef VMRPC_QEMU_ADDRESS_PRIVATE_H
#define VMRPC_QEMU_ADDRESS_PRIVATE_H

#include "qemu/address.h"

/* Where a device with a PCI address may be plugged in. */
typedef enum {
    PCI_PLUG_NONE,       /* it is on no PCI bus */
    PCI_PLUG_BOARD,      /* part of the board, at a fixed place */
    PCI_PLUG_BESIDE,     /* the first USB controller of a pc: beside the board's own functions */
    PCI_PLUG_ICH9_SOUND, /* the first one of q35: where that chipset has it */
    PCI_PLUG_VIDEO,      /* the first video adapter: on the root */
    PCI_PLUG_PLAIN,      /* conventional */
    PCI_PLUG_EXPRESS,    /* either; a root port where there are some */
    PCI_PLUG_ROOT_PORT,  /* these four are bridges themselves */
    PCI_PLUG_TO_PCI,     /* pcie-to-pci-bridge */
    PCI_PLUG_DMI,        /* dmi-to-pci-bridge */
    PCI_PLUG_BRIDGE,     /* pci-bridge */
} PciPlug;

PciPlug pci_plug(const DomainDef *def, const DomainDevice *device);
/* The place of one that is part of the board. */
DomainAddress pci_plug_board_address(const DomainDef *def, const DomainController *controller);

bool address_assign_pci(DomainDef *def, GError **err);

/* The type of address that the device has on this machine. */
DomainAddressType address_type(const DomainDef *def, const DomainDevice *device);

#endif
