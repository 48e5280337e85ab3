/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest's SPICE server needs before its QEMU starts: a port, which it cannot choose itself.
 */
#ifndef VMRPC_QEMU_SPICE_H
#define VMRPC_QEMU_SPICE_H

#include "qemu/machine.h"

#define SPICE_PORT_MIN 5900 /* as of VNC */
/* So many ports are tried in one start: until QEMU listens, another program may take the one that
 * was chosen. */
#define SPICE_PORTS_TRIED_MAX 8

/* Writes a port from `from` on that nobody listens on, and no other guest is to have, into the
 * document of the guest that starts, if that leaves it open. Waits nowhere. */
bool spice_choose_port(Machine *machine, int from, GError **err);
/* The port that was chosen, if QEMU has said that it cannot listen there; 0: it has not. */
int spice_failed_port(const DomainDef *def, const char *words);
/* Whether QEMU has said that it has no SPICE. */
bool spice_is_missing(const char *words);

#endif
