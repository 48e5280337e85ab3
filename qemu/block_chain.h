/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain of a disk's images, as block jobs find and change it: names that clients give to disks
 * and images, and what has to follow when images have been merged or replaced.
 *
 * Memory says what QEMU has done, and the definition follows if it named the same images. In the
 * status file old images and the job go together, once all is done that follows from its end.
 */
#ifndef VMRPC_QEMU_BLOCK_CHAIN_H
#define VMRPC_QEMU_BLOCK_CHAIN_H

#include "qemu/block_job.h"

/* By target or by the path of its image. ERR_INVALID_ARG if there is none; filled: also if there is
 * no medium in it. Borrowed. */
DomainDisk *block_chain_disk(const DomainDef *def, const char *name, GError **err);
DomainDisk *block_chain_filled_disk(const DomainDef *def, const char *name, GError **err);
/* The same for the disk of a job, which may have been taken away: NULL. */
DomainDisk *block_chain_job_disk(const BlockJob *job);

/* An image by the way in which clients name it: "vda[3]", or its path; below (not NULL): one that
 * lies behind this one. ERR_INVALID_ARG if there is none. Borrowed. */
DomainImage *block_chain_image(const DomainDisk *disk, const char *name, const DomainImage *below,
                               GError **err);
/* The one that lies directly above; NULL for the first. */
DomainImage *block_chain_above(const DomainDisk *disk, const DomainImage *image);

/* What the header of upper shall say of where base is: its path, or relative to upper. Freed by the
 * caller. */
char *block_chain_backing_name(const DomainImage *upper, const DomainImage *base, bool relative);

/* Takes the images from first (owned) on away from QEMU, which has no use for them any more, and
 * from the disk, given by its target; remove_files: also from the file system. */
void block_chain_co_drop(Machine *machine, const char *disk, DomainImage *first, bool remove_files);

/* Memory is right: lets the definition follow if the first image of the disk was `before` there as
 * well. A failure is logged. The disk may be gone afterwards, with its guest. */
void block_chain_co_changed(Machine *machine, const DomainDisk *disk, const char *before);

/* The size of the disk that the guest sees. */
bool block_chain_co_capacity(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                             uint64_t *ret_bytes, GError **err);

#endif
