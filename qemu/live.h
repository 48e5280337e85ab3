/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a definition gets only for one run: aliases of its devices, paths that the driver chooses,
 * and what QEMU chose itself (terminals, the VNC port).
 *
 * All of it is in the copy that runs and goes with it; the definition on disk never sees it.
 */
#ifndef VMRPC_QEMU_LIVE_H
#define VMRPC_QEMU_LIVE_H

#include "conf/domain_device.h"

#include <jansson.h>

/* Sockets without a path get one below folder. */
void live_prepare(DomainDef *def, const char *folder);

/* The same for one device that is to be plugged in: an alias that no other has. */
void live_prepare_device(const DomainDef *def, const DomainDevice *device, const char *folder);

/* Whether query-chardev, or query-vnc, has anything to tell. */
bool live_wants_chardevs(const DomainDef *def);
bool live_wants_vnc(const DomainDef *def);
void live_note_chardevs(DomainDef *def, const json_t *reply);
void live_note_vnc(DomainDef *def, const json_t *reply);

/* One that shares the ports, and the index, of an ICH9 EHCI controller. */
bool live_is_companion(const DomainController *controller);
/* The controller that is meant by type and index; borrowed, NULL if there is none. */
const DomainController *live_controller(const DomainDef *def, DomainControllerType type,
                                        unsigned index);
/* Borrowed; NULL if no disk has this node or alias. */
const DomainDisk *live_disk_by_node(const DomainDef *def, const char *node);

#endif
