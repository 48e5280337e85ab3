/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest's SPICE server needs before its QEMU starts: a port, which it cannot choose itself.
 */
#ifndef VMRPC_QEMU_SPICE_H
#define VMRPC_QEMU_SPICE_H

#include "qemu/machine.h"

#define SPICE_PORT_MIN 5900 /* as of VNC */

/* Writes a port that nobody listens on, and no other guest is to have, into the document of the
 * guest that starts, if that leaves it open. Waits nowhere; until QEMU listens another program may
 * take it, and then the start fails. */
bool spice_choose_port(Machine *machine, GError **err);
/* Whether QEMU has said that it has no SPICE. */
bool spice_is_missing(const char *words);

#endif
