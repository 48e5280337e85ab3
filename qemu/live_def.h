/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The live definition: what a definition gets only for one run, beside its addresses. These are
 * aliases of its devices, paths that the driver chooses, and what QEMU chose itself (terminals, the
 * VNC port).
 *
 * All of it is in the copy that runs and goes with it; the definition on disk never sees it.
 */
#ifndef VMRPC_QEMU_LIVE_DEF_H
#define VMRPC_QEMU_LIVE_DEF_H

#include "conf/domain_device.h"

#include <jansson.h>

/* Sockets without a path get one below folder. */
void live_def_prepare(DomainDef *def, const char *folder);

/* The same for one device that is to be plugged in. */
void live_def_prepare_device(const DomainDef *def, const DomainDevice *device, const char *folder);

/* Whether query-chardev, or query-vnc, has anything to tell. */
bool live_def_wants_chardevs(const DomainDef *def);
bool live_def_wants_vnc(const DomainDef *def);
void live_def_note_chardevs(DomainDef *def, const json_t *reply);
void live_def_note_vnc(DomainDef *def, const json_t *reply);

#endif
