/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Internal snapshots: what the images themselves keep under a name, in all disks of a domain at
 * once, and the memory with them while the guest runs.
 *
 * Of a running guest QEMU makes them, in jobs during which it answers nobody; of one that does not
 * run, the images are changed one after the other.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_INTERNAL_H
#define VMRPC_QEMU_SNAPSHOT_INTERNAL_H

#include "conf/snapshot.h"
#include "qemu/block_job.h"

/* Whether QEMU can tell the name from the number of another snapshot in the image. */
bool snapshot_internal_check_name(const char *name, GError **err);

/* On failure nothing is left. The guest goes on if it ran. */
bool snapshot_internal_co_save(Machine *machine, const SnapshotDef *def, GError **err);
/* In a job of that kind, of which there is one at most. After a failure the guest is paused, in an
 * unknown state. */
bool snapshot_internal_co_load(Machine *machine, const SnapshotDef *def, const BlockJobKind *kind,
                               GError **err);
bool snapshot_internal_co_delete(Machine *machine, const SnapshotDef *def, GError **err);

/* The same of images that no guest has open: those that `domain` has. keep leaves nothing when it
 * fails; forget goes on after failures, and takes images without that snapshot. */
bool snapshot_internal_co_keep(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                               GError **err);
bool snapshot_internal_co_go_back(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                                  GError **err);
bool snapshot_internal_co_forget(Worker *worker, const SnapshotDef *def, const DomainDef *domain,
                                 GError **err);

#endif
