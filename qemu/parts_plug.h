/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts of a device as commands on the monitor of a guest that runs, all of which take effect or
 * none.
 */
#ifndef VMRPC_QEMU_PARTS_PLUG_H
#define VMRPC_QEMU_PARTS_PLUG_H

#include "qemu/machine.h"
#include "qemu/parts.h"

/* Adds all of them to the running guest, in order; if one fails, those before are taken away again.
 */
bool parts_co_plug(Machine *machine, const Parts *parts, GError **err);
/* Takes away what is no device, in reverse order, once the device itself is gone; goes on after
 * failures, which are logged. */
void parts_co_unplug(Machine *machine, const Parts *parts);

#endif
