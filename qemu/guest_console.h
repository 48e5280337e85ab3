/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The consoles of a machine: the daemon's end of each serial port and console of type pty.
 *
 * QEMU has the master of the terminal; we hold the slave open, raw and without blocking, and read
 * it always, so that the guest never waits for a reader. Without us QEMU drops what the guest
 * writes and goes on; a daemon that comes back opens the slave again and shows the end of the log.
 */
#ifndef VMRPC_QEMU_GUEST_CONSOLE_H
#define VMRPC_QEMU_GUEST_CONSOLE_H

#include "qemu/machine.h"

/* The guest has not run yet, and its terminals are known. A console that cannot be opened is logged
 * and does not keep the guest from starting; it is tried again when somebody wants it. */
void guest_console_open_all(Machine *machine);
/* The guest has been found running: history first, in the background. */
void guest_console_reopen_all(Machine *machine);
/* Reads what is there, before QEMU is told to end and takes it along. */
void guest_console_drain_all(Machine *machine);
/* Viewers get the end. */
void guest_console_close_all(Machine *machine);

/* Hypervisor.console */
Console *guest_console_find(DomainDriver *driver, Domain *domain, const char *device, GError **err);

#endif
