/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Core dumps: the memory of a guest in a file, as a user asks for it or as on_crash does.
 */
#ifndef VMRPC_QEMU_DUMP_H
#define VMRPC_QEMU_DUMP_H

#include "qemu/machine.h"

/* So many dumps of crashes are kept of one domain; beyond that none is written. */
#define DUMP_CRASHES_MAX 4

/* A guest has panicked whose on_crash wants a dump: writes one, in the background, and does then
 * what else is to be done. */
void dump_crashed(Machine *machine);

/* Waits for the end of a dump that an earlier daemon began; QEMU cannot be told to end it. */
bool dump_co_settle(Machine *machine, GError **err);

extern const RemoteHandlers dump_handlers;

#endif
