/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Kernel, initrd and flat firmware, which QEMU reads by their paths only. Where its user may not,
 * we read them: a copy in memory, named /proc/self/fd/N.
 */
#ifndef VMRPC_QEMU_BOOT_FILES_H
#define VMRPC_QEMU_BOOT_FILES_H

#include "qemu/machine.h"
#include "qemu/parts.h"

/* Such a copy lives as long as the guest. */
#define BOOT_FILE_MAX (512 * 1024 * 1024)

/* Adds named descriptors "kernel", "initrd" and "bios", where they are needed. */
bool boot_files_co_open(Machine *machine, Parts *parts, GError **err);

#endif
