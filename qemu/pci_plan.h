/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PciPlan: all PCI buses of a domain with what is plugged in where, while addresses are assigned.
 */
#ifndef VMRPC_QEMU_PCI_PLAN_H
#define VMRPC_QEMU_PCI_PLAN_H

#include "qemu/address_private.h"
#include "qemu/machine_type.h"

#define PCI_BUSES 256
#define PCI_SLOT_ALL 0xff /* all eight functions */

typedef struct PciBus {
    const DomainController *controller; /* NULL: there is no such bus */
    uint8_t taken[DOMAIN_PCI_SLOTS];    /* a bit per function */
    bool ports[DOMAIN_PCI_SLOTS];       /* root ports share the slot, and nothing else is in it */
} PciBus;

typedef struct PciPlan {
    DomainDef *def;
    MachineFamily family;
    bool running;
    PciBus buses[PCI_BUSES];
} PciPlan;

/* Makes the buses known and takes what the board has by itself. */
bool pci_plan_init(PciPlan *plan, DomainDef *def, GError **err);
/* A new PCI bus with the next free index; NULL: there are no more. */
DomainController *pci_plan_new_bus(PciPlan *plan, DomainControllerModel model, GError **err);
bool pci_plan_is_port(const PciBus *bus);

/* Puts the device there, whatever is there already. */
void pci_plan_take(PciPlan *plan, DomainDeviceInfo *info, PciPlug plug, unsigned bus, unsigned slot,
                   unsigned function);
/* Takes the place that the device has been given; refuses one that there is not, or not free. */
bool pci_plan_claim(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err);
/* Finds a place for one that has none. */
bool pci_plan_place(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err);
bool pci_plan_place_port(PciPlan *plan, DomainController *port, GError **err);
/* Where firmware and users expect the first video adapter, on the root. */
unsigned pci_plan_video_slot(const PciPlan *plan);

bool pci_plan_refuse(const DomainDevice *device, const char *why, GError **err);

#endif
