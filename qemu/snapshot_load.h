/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest that runs takes up what it was when an internal snapshot of it was made, and goes on from
 * there. QEMU does so in a job, which is in the status file: whether it has come about is known
 * whenever the daemon is killed, or QEMU answers late.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_LOAD_H
#define VMRPC_QEMU_SNAPSHOT_LOAD_H

#include "conf/snapshot.h"
#include "qemu/block_job.h"

extern const BlockJobKind snapshot_load_kind;

/* Notes down what is to be, before anything else does. */
bool snapshot_load_begin(Machine *machine, GError **err);
/* Stops the guest if it runs. */
bool snapshot_load_co_stop(Machine *machine, GError **err);
/* Once it has: afterwards it is paused, in an unknown state if that failed. */
bool snapshot_load_co_run(Machine *machine, const SnapshotDef *def, GError **err);
/* For who has been told of no end, with the domain's lock: waits for it. The machine may have gone
 * meanwhile. */
MachineLoad snapshot_load_co_await(Machine *machine);
/* What has come of it has been noted down elsewhere. */
void snapshot_load_end(Machine *machine);

#endif
