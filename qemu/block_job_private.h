/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the engine of block jobs share, with nobody else. */
#ifndef VMRPC_QEMU_BLOCK_JOB_PRIVATE_H
#define VMRPC_QEMU_BLOCK_JOB_PRIVATE_H

#include "qemu/block_job.h"

/* Of one machine: one per disk, and a few of other things. */
#define BLOCK_JOBS_MAX 256
/* How old the progress that reads report may be. */
#define BLOCK_JOB_POLL_US (G_USEC_PER_SEC / 2)

BlockJob *block_job_by_id(const Machine *machine, const char *id);
void block_job_list(BlockJob *job);
void block_job_unlist(BlockJob *job);
bool block_job_save_status(const Machine *machine, GError **err);

void block_job_emit(BlockJob *job, int status);
/* Does what follows from the end, once. */
void block_job_co_finish(BlockJob *job);
/* Without any of that: unlists it, tells. */
void block_job_ended(BlockJob *job);

/* Ends a job whose beginning QEMU has not answered, as soon as QEMU tells whether it has. */
void block_job_await_late(BlockJob *job);
/* Keeps progress fresh while there are jobs. */
void block_job_poll(Machine *machine);

#endif
