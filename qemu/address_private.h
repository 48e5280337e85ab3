/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses from the inside: what address.c, which gives each bus's devices their places, and its
 * PCI part (address_pci.c, pci_plug.c, pci_plan.c) need of each other.
 *
 * Works on a definition that is its caller's alone: one that is being made complete, or a copy of
 * what runs. Nothing here waits or keeps a pointer into it.
 */
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

/* Where this one may. Also depends on which others there are: some places are for the first of a
 * kind. */
PciPlug pci_plug(const DomainDef *def, const DomainDevice *device);
/* The place of one that is part of the board. */
DomainAddress pci_plug_board_address(const DomainDef *def, const DomainController *controller);

/* An address for all that belong on a PCI bus and have none, adding bridges and ports where a
 * definition that does not run lacks them; those that have one are checked first. On failure some
 * may have got theirs already: the definition is to be given up. */
bool address_assign_pci(DomainDef *def, GError **err);

/* The type of address that the device has on this machine. */
DomainAddressType address_type(const DomainDef *def, const DomainDevice *device);

#endif
