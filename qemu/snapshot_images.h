/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Overlays: the new images of an external snapshot, or of going back to one: each an empty image in
 * front of the one that the disk has, which nobody writes from then on.
 *
 * They are made as files first, then the guest's disks are switched over to them, all at once, or
 * the disks of a definition. Who gives up in between has them removed.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_IMAGES_H
#define VMRPC_QEMU_SNAPSHOT_IMAGES_H

#include "conf/snapshot.h"
#include "qemu/machine.h"

typedef struct Overlays Overlays;

/* For the external disks of a list, which has been aligned with `domain`; reuse: the files are
 * there already, with the right header. */
Overlays *overlays_new(const DomainDef *domain, const GPtrArray *disks, bool reuse);
void overlays_free(Overlays *overlays); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Overlays, overlays_free)

unsigned overlays_count(const Overlays *overlays);
/* Writes the files. On failure there are none. */
bool overlays_co_make(Overlays *overlays, const DriverHost *host, GError **err);
/* Gives them the bitmaps of the domain's checkpoints that the images behind have, so that what is
 * written to them is noted as well: for a guest that is not running. */
void overlays_co_note_writes(const Overlays *overlays, const DriverHost *host,
                             const Domain *domain);
/* Removes the files that overlays_co_make() has made. */
void overlays_co_remove(const Overlays *overlays, const DriverHost *host);

/* Puts them in front of the disks of the running guest, in one transaction, and into domain->def.
 * On failure nothing has changed. The status file is the caller's to write. */
bool overlays_co_switch(Overlays *overlays, Machine *machine, GError **err);
/* The same for the definition of a guest that is not running, or the one for its next run: only
 * disks whose image is still the one that was kept. */
void overlays_apply(const Overlays *overlays, DomainDef *def);

#endif
