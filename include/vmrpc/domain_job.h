/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the long jobs of domains (saves, dumps, backups ...): how far they are, and ending
 * them.
 */
#ifndef VMRPC_DOMAIN_JOB_H
#define VMRPC_DOMAIN_JOB_H

#include "vmrpc/domain.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a job is, or how it ended. Since 0.1. */
typedef enum VmrpcDomainJobType {
    VMRPC_DOMAIN_JOB_TYPE_NONE = 0,
    VMRPC_DOMAIN_JOB_TYPE_BOUNDED = 1, /* its end can be foreseen */
    VMRPC_DOMAIN_JOB_TYPE_UNBOUNDED = 2,
    VMRPC_DOMAIN_JOB_TYPE_COMPLETED = 3,
    VMRPC_DOMAIN_JOB_TYPE_FAILED = 4,
    VMRPC_DOMAIN_JOB_TYPE_CANCELLED = 5
} VmrpcDomainJobType;

/* How far a job is, in bytes. Since 0.1. */
typedef struct VmrpcDomainJobInfo {
    int type; /* VMRPC_DOMAIN_JOB_TYPE_* */
    uint64_t elapsed_ms;
    uint64_t remaining_ms;                               /* 0: not known */
    uint64_t data_total, data_processed, data_remaining; /* memory and files */
    uint64_t memory_total, memory_processed, memory_remaining;
    uint64_t file_total, file_processed, file_remaining;
} VmrpcDomainJobInfo;

/* The job that goes on; type VMRPC_DOMAIN_JOB_TYPE_NONE if none does. Since 0.1. */
int vmrpc_domain_job_info(VmrpcDomain *domain, VmrpcDomainJobInfo *ret_info, VmrpcError **error);

/* Flags of vmrpc_domain_job_stats(). Since 0.1. */
typedef enum VmrpcDomainJobStatsFlags {
    VMRPC_DOMAIN_JOB_STATS_COMPLETED = 1,     /* the last that ended, which is forgotten then */
    VMRPC_DOMAIN_JOB_STATS_KEEP_COMPLETED = 2 /* or not forgotten */
} VmrpcDomainJobStatsFlags;

/* The same with all there is to know; also of the last job that ended. *ret_type is a
 * VMRPC_DOMAIN_JOB_TYPE_*. To be freed with vmrpc_params_free(). Since 0.1. */
VmrpcParams *vmrpc_domain_job_stats(VmrpcDomain *domain, unsigned int flags, int *ret_type,
                                    VmrpcError **error);

/* Asks the job to end; what it did is undone. Since 0.1. */
int vmrpc_domain_job_abort(VmrpcDomain *domain, VmrpcError **error);

/* What the value of "operation" in vmrpc_domain_job_stats() means. Since 0.1. */
typedef enum VmrpcDomainJobOperation {
    VMRPC_DOMAIN_JOB_OPERATION_UNKNOWN = 0,
    VMRPC_DOMAIN_JOB_OPERATION_START = 1,
    VMRPC_DOMAIN_JOB_OPERATION_SAVE = 2,
    VMRPC_DOMAIN_JOB_OPERATION_RESTORE = 3,
    VMRPC_DOMAIN_JOB_OPERATION_MIGRATION_IN = 4,
    VMRPC_DOMAIN_JOB_OPERATION_MIGRATION_OUT = 5,
    VMRPC_DOMAIN_JOB_OPERATION_SNAPSHOT = 6,
    VMRPC_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT = 7,
    VMRPC_DOMAIN_JOB_OPERATION_DUMP = 8,
    VMRPC_DOMAIN_JOB_OPERATION_BACKUP = 9,
    VMRPC_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE = 10
} VmrpcDomainJobOperation;

/* Words for people: "unbounded", "completed", ...; "save", "dump", ...; "unknown" for a number that
 * has none. Since 0.1. */
const char *vmrpc_domain_job_type_to_string(int type);
const char *vmrpc_domain_job_operation_to_string(int operation);

#ifdef __cplusplus
}
#endif

#endif
