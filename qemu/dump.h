/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Core dumps: the memory of a guest in a file, as a user asks for it or as on_crash or a watchdog
 * does.
 */
#ifndef VMRPC_QEMU_DUMP_H
#define VMRPC_QEMU_DUMP_H

#include "qemu/machine.h"

/* So many dumps that nobody asked for are kept of one domain; beyond that none is written. */
#define DUMP_CRASHES_MAX 4

/* A guest has panicked whose on_crash wants a dump: writes one, in the background, and does then
 * what else is to be done. */
void dump_crashed(Machine *machine);

/* A watchdog has paused its guest. If its action is a dump: the same, and then lets it go on. */
void dump_bitten(Machine *machine);

/* Waits for the end of a dump that an earlier daemon began; QEMU cannot be told to end it. */
bool dump_co_settle(Machine *machine, GError **err);

extern const RemoteHandlers dump_handlers;

#endif
