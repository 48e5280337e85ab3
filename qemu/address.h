/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Places of devices on their buses. Each device gets its address once, when its definition is made
 * complete; from then on it stands in the document, so what is added or taken away later moves no
 * other device. Addresses that a user gave are honoured, or refused with the reason.
 *
 * A definition that runs (its id is set) gets no new PCI bus, and its PCI bridges no new ones
 * either: there an address is found on the buses that the guest already has, or not at all.
 */
#ifndef VMRPC_QEMU_ADDRESS_H
#define VMRPC_QEMU_ADDRESS_H

#include "conf/domain_device.h"

#include <jansson.h>

/* Root ports that q35 gets beyond those it needs, so that devices can be plugged in later. A
 * document that has root ports of its own gets no spare ones. */
#define ADDRESS_SPARE_PORTS 4

/* Disks by their targets: before controllers are counted. */
bool address_assign_drive(const DomainDef *def, DomainDisk *disk, GError **err);
/* All that is open, adding controllers where the present ones are full; the PCI root exists. */
bool address_assign(DomainDef *def, GError **err);

/* Whether a device may be plugged into a running guest at its address. */
bool address_check_hotplug(const DomainDef *def, const DomainDevice *device, GError **err);

/* How many PCI bridges are between the controller and the root. */
unsigned address_pci_depth(const DomainDef *def, const DomainController *controller);
/* "bus", "addr" and the like of a device, as its address says. */
void address_set(const DomainDef *def, json_t *device, const DomainDeviceInfo *info);

#endif
