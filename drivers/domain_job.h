/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DomainJob: something long that is done with a domain (a save, a dump, a backup ...), for those
 * who ask how far it is, or want it to end.
 *
 * A domain has at most one at a time, and remembers the last that ended. This is not the job lock
 * of domain.h: who works on a domain without a break holds that as well; a job that lets other
 * changes happen meanwhile (a backup) does not. Whoever does the job keeps its progress fresh, so
 * that reading it asks nobody.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_JOB_H
#define VMRPC_DRIVERS_DOMAIN_JOB_H

#include "drivers/domain.h"
#include "remote_protocol.h"

/* Numbers of the field "operation" on the wire. */
typedef enum {
    DOMAIN_JOB_OPERATION_UNKNOWN,
    DOMAIN_JOB_OPERATION_START,
    DOMAIN_JOB_OPERATION_SAVE,
    DOMAIN_JOB_OPERATION_RESTORE,
    DOMAIN_JOB_OPERATION_MIGRATION_IN,
    DOMAIN_JOB_OPERATION_MIGRATION_OUT,
    DOMAIN_JOB_OPERATION_SNAPSHOT,
    DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT,
    DOMAIN_JOB_OPERATION_DUMP,
    DOMAIN_JOB_OPERATION_BACKUP,
    DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE,
    DOMAIN_JOB_OPERATION_LAST
} DomainJobOperation;

/* Bytes unless the name says otherwise; what a job has nothing of is 0, and not told. */
typedef struct DomainJobProgress {
    uint64_t memory_total, memory_processed, memory_remaining;
    uint64_t memory_constant_pages, memory_normal_pages, memory_normal_bytes;
    uint64_t memory_bytes_per_s;
    uint64_t memory_dirty_pages_per_s;
    uint64_t memory_iteration, memory_page_size;
    uint64_t disk_total, disk_processed, disk_remaining;
    uint64_t disk_temporary_used, disk_temporary_total;
    uint64_t setup_ms, downtime_ms;
} DomainJobProgress;

/* Asks whoever does the job to undo and end it, which he does later; waits nowhere. */
typedef void (*DomainJobCancel)(void *data);

typedef struct DomainJob {
    DomainJobOperation operation;
    domain_job_type type; /* once it has ended: how */
    int64_t began_us;     /* g_get_monotonic_time() */
    int64_t ended_us;     /* 0: it goes on */
    DomainJobProgress progress;
    bool cancelled;         /* somebody wants it to end: what is being done is to be undone */
    char *failure;          /* why it failed */
    DomainJobCancel cancel; /* NULL: it cannot be */
    void *cancel_data;
} DomainJob;

/* type: DOMAIN_JOB_BOUNDED if total and remaining mean something, else DOMAIN_JOB_UNBOUNDED.
 * ERR_OPERATION_INVALID, naming it, if another job goes on. The result is borrowed, and valid until
 * domain_job_end(), which must follow also when the domain is gone. */
DomainJob *domain_job_begin(Domain *domain, DomainJobOperation operation, domain_job_type type,
                            DomainJobCancel cancel, void *cancel_data, GError **err);
/* It has been refused before anything was done: nobody is told, and what ended last still is it. */
void domain_job_refuse(Domain *domain);

/* "save", "dump" ...; for messages. */
const char *domain_job_operation_to_string(DomainJobOperation operation);

/* Milliseconds from its beginning to its end, or to now. */
uint64_t domain_job_elapsed_ms(const DomainJob *job);
void domain_job_free(DomainJob *job); /* takes NULL */

#endif
