/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the long jobs of domains (saves, dumps, backups ...): how far they are, and ending
 * them.
 */
#ifndef VMRPC_JOB_H
#define VMRPC_JOB_H

#include "vmrpc/base.h"
#include "vmrpc/domain.h"
#include "vmrpc/params.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a job is, or how it ended. */
typedef enum VmrpcDomainJobType {
    VMRPC_DOMAIN_JOB_TYPE_NONE = 0,
    VMRPC_DOMAIN_JOB_TYPE_BOUNDED = 1, /* its end can be foreseen */
    VMRPC_DOMAIN_JOB_TYPE_UNBOUNDED = 2,
    VMRPC_DOMAIN_JOB_TYPE_COMPLETED = 3,
    VMRPC_DOMAIN_JOB_TYPE_FAILED = 4,
    VMRPC_DOMAIN_JOB_TYPE_CANCELLED = 5
} VmrpcDomainJobType;

/* Bytes. */
typedef struct VmrpcDomainJobInfo {
    int type;
    uint64_t elapsed_ms;
    uint64_t remaining_ms;                               /* 0: not known */
    uint64_t data_total, data_processed, data_remaining; /* memory and files */
    uint64_t memory_total, memory_processed, memory_remaining;
    uint64_t file_total, file_processed, file_remaining;
} VmrpcDomainJobInfo;

/* The job that goes on; type VMRPC_DOMAIN_JOB_TYPE_NONE if none does. Since 0.1. */
int vmrpc_domain_job_info(VmrpcDomain *domain, VmrpcDomainJobInfo *ret_info, VmrpcError **error);

/* Flags of vmrpc_domain_job_stats(). */
typedef enum VmrpcDomainJobStatsFlags {
    VMRPC_DOMAIN_JOB_STATS_COMPLETED = 1,     /* the last that ended, which is forgotten then */
    VMRPC_DOMAIN_JOB_STATS_KEEP_COMPLETED = 2 /* or not forgotten */
} VmrpcDomainJobStatsFlags;

/* The same with all there is to know; also of the last job that ended. Since 0.1. */
VmrpcParams *vmrpc_domain_job_stats(VmrpcDomain *domain, unsigned int flags, int *ret_type,
                                    VmrpcError **error);

/* Asks the job to end; what it did is undone. Since 0.1. */
int vmrpc_domain_job_abort(VmrpcDomain *domain, VmrpcError **error);

/* What the way to a guest's emulator is busy with. */
typedef enum VmrpcDomainControlState {
    VMRPC_DOMAIN_CONTROL_STATE_OK = 0,
    VMRPC_DOMAIN_CONTROL_STATE_JOB = 1,      /* with a long job */
    VMRPC_DOMAIN_CONTROL_STATE_OCCUPIED = 2, /* with a command */
    VMRPC_DOMAIN_CONTROL_STATE_ERROR = 3     /* it does not answer */
} VmrpcDomainControlState;

/* Gives a VMRPC_DOMAIN_CONTROL_STATE_* state, its details (0: nothing more is known) and for how
 * many milliseconds it has been so. Since 0.1. */
int vmrpc_domain_control_info(VmrpcDomain *domain, int *ret_state, int *ret_details,
                              uint64_t *ret_ms, VmrpcError **error);

/* "unbounded", "completed" ...; "save", "dump" ... for the parameter "operation"; "ok", "occupied"
 * ...; "unknown" for what is none. Since 0.1. */
const char *vmrpc_domain_job_type_to_string(int type);
const char *vmrpc_domain_job_operation_to_string(int operation);
const char *vmrpc_domain_control_state_to_string(int state);

#ifdef __cplusplus
}
#endif

#endif
