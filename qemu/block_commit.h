/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commit: what lies in the images from top on is written down into base, and they are not needed
 * any more. If top is the image that the guest writes, the job becomes ready, and base is written
 * along with it until the job is ended: with pivot the guest goes on with base.
 */
#ifndef VMRPC_QEMU_BLOCK_COMMIT_H
#define VMRPC_QEMU_BLOCK_COMMIT_H

#include "qemu/block_job.h"

extern const BlockJobKind block_commit_kind, block_active_commit_kind;

typedef struct BlockCommit {
    DomainImage *top, *base; /* of the disk's chain; base lies behind top */
    uint64_t bandwidth;      /* bytes per second; 0: no limit */
    bool relative;           /* the header above shall say where base is from there */
    bool remove_merged;      /* delete the files of what is merged */
} BlockCommit;

/* The job is the caller's; the domain's lock is held. */
BlockJob *block_commit_co_begin(Machine *machine, DomainDisk *disk, const BlockCommit *commit,
                                GError **err);

#endif
