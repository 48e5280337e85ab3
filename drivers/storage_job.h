/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A job on a volume: who is about to read, change or make one, until it has done so.
 *
 * One job changes a volume, or several read it. While a job lasts, the pool stays active, its
 * folder's descriptor open, and the volume in the list, so both may be used across waits.
 */
#ifndef VMRPC_DRIVERS_STORAGE_JOB_H
#define VMRPC_DRIVERS_STORAGE_JOB_H

#include "drivers/storage_driver.h"

typedef enum { STORAGE_JOB_READS, STORAGE_JOB_CHANGES, STORAGE_JOB_MAKES } StorageJobKind;

typedef struct {
    StorageDriver *driver;
    StoragePool *pool;     /* a reference */
    StorageVolume *volume; /* NULL: there is none yet, or none any more */
    StorageJobKind kind;
    char *name; /* of the volume */
    char *path;
} StorageJob;

/* verb is for the message of whoever cannot begin because of this; a literal. The pool must be
 * active. */
StorageJob *storage_job_begin(StorageDriver *driver, StoragePool *pool, StorageVolume *volume,
                              StorageJobKind kind, const char *verb, GError **err);
/* For a volume that is not there yet: nobody else can make one of this name meanwhile. */
StorageJob *storage_job_begin_new(StorageDriver *driver, StoragePool *pool, const char *name,
                                  const char *verb, GError **err);
/* Puts into the pool what the job's volume has become, and the pool's space. */
bool storage_job_co_look(StorageJob *job, GError **err);
/* The volume has been removed. */
void storage_job_forget_volume(StorageJob *job);
void storage_job_end(StorageJob *job); /* takes NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorageJob, storage_job_end)

#endif
