/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errors for which QEMU has stopped a guest, by disk (disk->failure): noted from its events, or
 * asked for after a reconnection; they end when the guest goes on.
 */
#ifndef VMRPC_QEMU_DISK_FAILURES_H
#define VMRPC_QEMU_DISK_FAILURES_H

#include "qemu/machine.h"

/* The disk of that block node could not be read or written. */
void disk_failures_note(DomainDef *def, const char *node, bool no_space);
void disk_failures_clear(DomainDef *def);
bool disk_failures_co_ask(Machine *machine, GError **err);

#endif
