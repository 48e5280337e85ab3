/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pull: what lies in the images behind the first one is copied up into it, and they are not needed
 * any more.
 */
#ifndef VMRPC_QEMU_BLOCK_PULL_H
#define VMRPC_QEMU_BLOCK_PULL_H

#include "qemu/block_job.h"

extern const BlockJobKind block_pull_kind;

/* Down to base, which stays (NULL: all of them). relative: the first image's header shall say where
 * base is from there. The job is the caller's; the domain's lock is held. */
BlockJob *block_pull_co_begin(Machine *machine, DomainDisk *disk, const DomainImage *base,
                              bool relative, uint64_t bandwidth, GError **err);

#endif
