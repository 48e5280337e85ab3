/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: disks of domains: their sizes, figures, limits, and block jobs, which move the contents
 * of disks while a guest uses them.
 *
 * A disk is named by its target (vda) or by the path of its image, an image of its chain by its
 * path or as vda[3], by its index in the document. A job goes on when its call has returned: how
 * far it is tells vmrpc_domain_block_job(), and that it is ready or over
 * VMRPC_EVENT_KIND_BLOCK_JOB_2.
 */
#ifndef VMRPC_DOMAIN_BLOCK_H
#define VMRPC_DOMAIN_BLOCK_H

#include "vmrpc/domain.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sizes of a disk in bytes. Since 0.1. */
typedef struct VmrpcDomainBlockInfo {
    uint64_t capacity;   /* what the guest sees */
    uint64_t allocation; /* what is taken up */
    uint64_t physical;   /* how long the file is, or how large the device */
} VmrpcDomainBlockInfo;

/* disk: its target, or the path of its image. The domain need not run. Since 0.1. */
int vmrpc_domain_block_info(VmrpcDomain *domain, const char *disk, unsigned int flags,
                            VmrpcDomainBlockInfo *ret_info, VmrpcError **error);

/* What a running domain's disk has done since it started, or all of them for "": "rd_operations",
 * "rd_bytes", "rd_total_times" (ns), the same of "wr", "flush_operations", "flush_total_times",
 * "errs". To be freed with vmrpc_params_free(). flags: 0. Since 0.1. */
VmrpcParams *vmrpc_domain_block_stats(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                      VmrpcError **error);

/* What was wrong with a disk when it stopped a running domain. Since 0.1. */
typedef enum VmrpcDomainDiskErrorReason {
    VMRPC_DOMAIN_DISK_ERROR_REASON_NONE = 0,
    VMRPC_DOMAIN_DISK_ERROR_REASON_UNSPECIFIED = 1,
    VMRPC_DOMAIN_DISK_ERROR_REASON_NO_SPACE = 2
} VmrpcDomainDiskErrorReason;

/* A disk, and what was wrong with it. Since 0.1. */
typedef struct VmrpcDomainDiskError {
    const char *disk; /* its target */
    int reason;       /* VMRPC_DOMAIN_DISK_ERROR_REASON_* */
} VmrpcDomainDiskError;

/* Gives an array, to be freed with vmrpc_free(), strings and all, and returns how many disks have
 * an error. flags: 0. Since 0.1. */
int vmrpc_domain_disk_errors(VmrpcDomain *domain, unsigned int flags,
                             VmrpcDomainDiskError **ret_errors, VmrpcError **error);

/* The limits of a disk's traffic: "total_bytes_sec" and the like, 0 for none, and "group_name".
 * flags: VMRPC_DOMAIN_AFFECT_*. To be freed with vmrpc_params_free(). Since 0.1. */
VmrpcParams *vmrpc_domain_block_io_tune(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                        VmrpcError **error);
/* Limits that are not given stay, unless they are of the same family (total, read and write of
 * bytes, of operations, of bursts) as one that is. flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
int vmrpc_domain_set_block_io_tune(VmrpcDomain *domain, const char *disk, const VmrpcParam *params,
                                   size_t n_params, unsigned int flags, VmrpcError **error);

/* VMRPC_EVENT_KIND_BLOCK_THRESHOLD comes, once, when bytes behind this offset of the file of a
 * disk, or of an image of it, are written. Since 0.1. */
int vmrpc_domain_set_block_threshold(VmrpcDomain *domain, const char *disk, uint64_t bytes,
                                     VmrpcError **error);

/* Flags of vmrpc_domain_block_resize(). Since 0.1. */
typedef enum VmrpcDomainBlockResizeFlags {
    VMRPC_DOMAIN_BLOCK_RESIZE_SHRINK = 1 << 16 /* smaller is meant: what is behind it is lost */
} VmrpcDomainBlockResizeFlags;

/* Has the guest see a disk of so many bytes, and makes its image so large. Since 0.1. */
int vmrpc_domain_block_resize(VmrpcDomain *domain, const char *disk, uint64_t bytes,
                              unsigned int flags, VmrpcError **error);

/* What a block job does. Since 0.1. */
typedef enum VmrpcDomainBlockJobType {
    VMRPC_DOMAIN_BLOCK_JOB_TYPE_PULL = 1,
    VMRPC_DOMAIN_BLOCK_JOB_TYPE_COPY = 2,
    VMRPC_DOMAIN_BLOCK_JOB_TYPE_COMMIT = 3,
    VMRPC_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT = 4,
    VMRPC_DOMAIN_BLOCK_JOB_TYPE_BACKUP = 5
} VmrpcDomainBlockJobType;

/* How it is with a block job, in VMRPC_EVENT_KIND_BLOCK_JOB and its kin. Since 0.1. */
typedef enum VmrpcDomainBlockJobStatus {
    VMRPC_DOMAIN_BLOCK_JOB_STATUS_COMPLETED = 0,
    VMRPC_DOMAIN_BLOCK_JOB_STATUS_FAILED = 1,
    VMRPC_DOMAIN_BLOCK_JOB_STATUS_CANCELLED = 2,
    VMRPC_DOMAIN_BLOCK_JOB_STATUS_READY = 3
} VmrpcDomainBlockJobStatus;

/* Words for people: "pull", "copy", ... and "ready", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_domain_block_job_type_to_string(int type);
const char *vmrpc_domain_block_job_status_to_string(int status);

/* The job of a disk, and how far it is. Since 0.1. */
typedef struct VmrpcDomainBlockJob {
    int type;           /* VMRPC_DOMAIN_BLOCK_JOB_TYPE_*; 0: none */
    uint64_t bandwidth; /* bytes per second; 0: no limit */
    uint64_t current;   /* of the way to end; equal to it only once the job is ready */
    uint64_t end;
} VmrpcDomainBlockJob;

/* Returns 1 and the job of a disk, or 0 if it has none. Since 0.1. */
int vmrpc_domain_block_job(VmrpcDomain *domain, const char *disk, VmrpcDomainBlockJob *ret_job,
                           VmrpcError **error);
/* Sets its bandwidth: bytes per second, 0 for no limit. Since 0.1. */
int vmrpc_domain_set_block_job_bandwidth(VmrpcDomain *domain, const char *disk, uint64_t bandwidth,
                                         VmrpcError **error);

/* Flags of vmrpc_domain_block_job_abort(). Since 0.1. */
typedef enum VmrpcDomainBlockJobAbortFlags {
    VMRPC_DOMAIN_BLOCK_JOB_ABORT_ASYNC = 1, /* do not wait until it has ended */
    VMRPC_DOMAIN_BLOCK_JOB_ABORT_PIVOT = 2  /* and the guest goes on with the copy, or the base */
} VmrpcDomainBlockJobAbortFlags;

/* Ends the job of a disk. Since 0.1. */
int vmrpc_domain_block_job_abort(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                 VmrpcError **error);

/* Flags of vmrpc_domain_block_pull(). Since 0.1. */
typedef enum VmrpcDomainBlockPullFlags {
    VMRPC_DOMAIN_BLOCK_PULL_RELATIVE = 16 /* the image names base by the way from itself */
} VmrpcDomainBlockPullFlags;

/* Pulls what lies behind the first image of a disk up into it, down to base (not included; NULL:
 * all of it). bandwidth: bytes per second, 0 for no limit. Since 0.1. */
int vmrpc_domain_block_pull(VmrpcDomain *domain, const char *disk, const char *base,
                            uint64_t bandwidth, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_block_commit(). Since 0.1. */
typedef enum VmrpcDomainBlockCommitFlags {
    VMRPC_DOMAIN_BLOCK_COMMIT_SHALLOW = 1, /* base is the image directly behind top */
    VMRPC_DOMAIN_BLOCK_COMMIT_DELETE = 2,  /* delete the files of what is merged */
    VMRPC_DOMAIN_BLOCK_COMMIT_ACTIVE = 4,  /* top is the image the guest writes */
    VMRPC_DOMAIN_BLOCK_COMMIT_RELATIVE = 8 /* the image above names base by the way from itself */
} VmrpcDomainBlockCommitFlags;

/* Writes the images from top (NULL: the first) down to base (NULL: the last) into base. bandwidth:
 * bytes per second, 0 for no limit. Since 0.1. */
int vmrpc_domain_block_commit(VmrpcDomain *domain, const char *disk, const char *base,
                              const char *top, uint64_t bandwidth, unsigned int flags,
                              VmrpcError **error);

/* Flags of vmrpc_domain_block_copy(). Since 0.1. */
typedef enum VmrpcDomainBlockCopyFlags {
    VMRPC_DOMAIN_BLOCK_COPY_SHALLOW = 1,        /* only the first image */
    VMRPC_DOMAIN_BLOCK_COPY_REUSE_EXTERNAL = 2, /* the file exists, and is as large as the disk */
    VMRPC_DOMAIN_BLOCK_COPY_TRANSIENT_JOB = 4,  /* it may be forgotten when the guest ends */
    VMRPC_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES = 8
} VmrpcDomainBlockCopyFlags;

/* Copies a disk to what xml (a <disk> with <source> and <driver>) describes. params: "bandwidth"
 * (ULLONG, bytes per second), "granularity" (UINT), "buf-size" (ULLONG). Since 0.1. */
int vmrpc_domain_block_copy(VmrpcDomain *domain, const char *disk, const char *xml,
                            const VmrpcParam *params, size_t n_params, unsigned int flags,
                            VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
