/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening what a guest's QEMU may not be able to, or shall not: images with all that lies behind
 * them, and firmware. We open them, in a worker, and hand the descriptors over as sets, so that
 * QEMU's user needs no right to any file, and learns of no others.
 *
 * What is opened is noted as used by the guest (qemu/image_use.h) until it is forgotten or the
 * machine is gone. The access mode of a descriptor must be exactly the one that QEMU opens with.
 */
#ifndef VMRPC_QEMU_IMAGE_OPEN_H
#define VMRPC_QEMU_IMAGE_OPEN_H

#include "conf/domain.h"
#include "qemu/machine.h"
#include "qemu/parts.h"

/* Sets are numbered from here; below QEMU numbers those of single commands. */
#define IMAGE_SETS_FIRST 100

/* Makes the chain of the disk's image known and its images numbered, each of them opened, noted as
 * used, and its descriptor added to parts. On failure nothing is left noted. An empty drive is
 * fine. A change of disk->image that is not reported by the caller is no change of the run's. */
bool image_open_co_disk(Machine *machine, DomainDisk *disk, Parts *parts, GError **err);
/* The same for a single image that is not (yet) in the chain of the disk, like an overlay or the
 * target of a copy: for reading and writing. Its chain is left alone; it must be numbered. */
bool image_open_co_image(Machine *machine, const DomainDisk *disk, DomainImage *image, Parts *parts,
                         GError **err);
/* A number for another set of descriptors. */
bool image_open_co_next_set(Machine *machine, unsigned *ret_set, GError **err);
/* All disks of a domain that is about to start, and its firmware. */
bool image_open_co_all(Machine *machine, Parts *parts, GError **err);
/* A descriptor for reading and writing of an image that has been opened for reading before, and
 * noted so from now on; the caller's. -1 on failure. */
int image_open_co_again(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                        GError **err);

/* The guest does not use the image any more. */
void image_open_forget(Machine *machine, const DomainDisk *disk, const DomainImage *image);
/* Notes the images of a guest that was found running. */
void image_open_co_note_all(Machine *machine);

#endif
