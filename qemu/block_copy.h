/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copy: an image is made the same as the disk, and is kept so until the job is ended: without pivot
 * it stays as the disk was at that moment, with pivot the guest goes on with it.
 */
#ifndef VMRPC_QEMU_BLOCK_COPY_H
#define VMRPC_QEMU_BLOCK_COPY_H

#include "qemu/block_job.h"

extern const BlockJobKind block_copy_kind;

typedef struct BlockCopy {
    DomainImage *target; /* taken over */
    bool shallow;        /* only the first image of the disk, on what lies behind that */
    bool reuse;          /* the target exists, as large as the disk */
    bool transient;      /* may be forgotten when the guest ends */
    bool synchronous;    /* the guest's writes end when both have them */
    uint64_t bandwidth;  /* bytes per second; 0: no limit */
    unsigned granularity;
    uint64_t buffer_size; /* bytes; both 0: QEMU's choice */
} BlockCopy;

/* The job is the caller's; the domain's lock is held. What it made is gone after a failure. */
BlockJob *block_copy_co_begin(Machine *machine, DomainDisk *disk, BlockCopy *copy, GError **err);

#endif
