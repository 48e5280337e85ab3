/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The state of a machine as a stream of bytes, to and from a descriptor: what saves, snapshots with
 * memory and dumps are made of, and what a machine is started from.
 *
 * The descriptor may be a regular file, at the place where the stream begins, or a pipe. QEMU gets
 * a copy of it; it stays the caller's.
 */
#ifndef VMRPC_QEMU_MIGRATION_H
#define VMRPC_QEMU_MIGRATION_H

#include "drivers/domain_job.h"
#include "qemu/machine.h"

/* Writes the state out and keeps job's progress fresh. A guest that runs goes on meanwhile, and is
 * paused at the end of it; whether or not it ran, it can be let run again afterwards. Ends early
 * with ERR_OPERATION_ABORTED when job->cancelled is set (then machine_touch() makes it look).
 * Errors are in QEMU's words. */
bool migration_co_out(Machine *machine, int fd, DomainJob *job, GError **err);

/* Reads a state into a machine that was started to wait for one. It is paused then. job may be
 * NULL. A stream that does not fit ends QEMU, which says why in its log. */
bool migration_co_in(Machine *machine, int fd, DomainJob *job, GError **err);

/* A DomainJobCancel for both; data is the Machine. */
void migration_cancel(void *data);

/* Ends a stream that an earlier daemon began; true as well if there was none. */
bool migration_co_stop(Machine *machine, GError **err);

#endif
