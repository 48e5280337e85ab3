/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The families of x86 machines that this driver can build, by the name of the machine type. What a
 * family has (buses, built-in controllers) is decided here and nowhere else.
 */
#ifndef VMRPC_QEMU_MACHINE_TYPE_H
#define VMRPC_QEMU_MACHINE_TYPE_H

#include <stdbool.h>

typedef enum {
    MACHINE_PC,    /* i440fx: PCI, two IDE channels, floppy controller, PIIX4 power management */
    MACHINE_Q35,   /* PCI Express, AHCI with six ports named ide.0 to ide.5 */
    MACHINE_ISAPC, /* ISA only: no PCI, no ACPI, two IDE channels */
} MachineFamily;

/* Ports of q35's own AHCI controller, and of each one that is added. */
#define MACHINE_SATA_PORTS 6
/* Disks on one SCSI controller, as libvirt counts sda, sdb ... */
#define MACHINE_SCSI_UNITS 7

/* false: a name of none of them. */
bool machine_type_family(const char *machine, MachineFamily *ret_family);

static inline bool machine_type_has_pci(MachineFamily family)
{
    return family != MACHINE_ISAPC;
}

#endif
