/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding guests again: those of an earlier daemon by their status files, and a monitor that broke
 * off. QEMU repeats no events, so its state is asked for and compared with what was known.
 */
#ifndef VMRPC_QEMU_RECONNECT_H
#define VMRPC_QEMU_RECONNECT_H

#include "qemu/machine.h"

/* Lists all guests that still run, as they were last known, loads the definitions, and reconnects;
 * waits only a moment for those that do not answer. Ends what an interrupted start has left. */
bool reconnect_co_all(QemuDriver *driver, GError **err);

/* The monitor of this machine is gone though the process is not: tries to get it back. */
void reconnect_lost(Machine *machine);

#endif
