/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes of running guests' disks: changing them, and hearing of what has been written. */
#ifndef VMRPC_QEMU_DISK_SIZE_H
#define VMRPC_QEMU_DISK_SIZE_H

#include "qemu/machine.h"

extern const RemoteHandlers disk_size_handlers;

/* BLOCK_WRITE_THRESHOLD */
void disk_size_event(Machine *machine, const json_t *data);

#endif
