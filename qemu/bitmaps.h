/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bitmaps of checkpoints across the images of a disk.
 *
 * A bitmap notes writes to the image that it is in. So where another image becomes the one that the
 * guest writes, it gets bitmaps of the same names, and what has changed since a checkpoint is what
 * any bitmap of its name says, from the first image down to the one that was the first then. An
 * image between these that has none means that writes went unnoticed: the bitmap is of no use.
 */
#ifndef VMRPC_QEMU_BITMAPS_H
#define VMRPC_QEMU_BITMAPS_H

#include "qemu/machine.h"

/* What QEMU says of the nodes, if the domain has checkpoints; NULL if not. */
bool bitmaps_co_ask(Machine *machine, json_t **ret_nodes, GError **err);

/* Where the disk's images have the bitmap, as block-dirty-bitmap-merge wants it. NULL: it cannot be
 * used, and err (may be NULL) says why. */
json_t *bitmaps_places(const json_t *nodes, const DomainDisk *disk, const char *bitmap,
                       GError **err);

/* A node that lies in front of the disk from this transaction on gets what its first image has. */
void bitmaps_go_on(const Domain *domain, const json_t *nodes, const DomainDisk *disk,
                   const char *node, json_t *actions);

/* The disk's images from first to the one above end (NULL: to the deepest) are about to go: `into`,
 * its first image then, has from now on what they say. Nothing of them may be lost: on failure they
 * must not go. */
bool bitmaps_co_take_over(Machine *machine, const DomainDisk *disk, const DomainImage *first,
                          const DomainImage *end, const DomainImage *into, GError **err);

/* What the disk's first image holds is about to change without being written, as it goes back to a
 * snapshot or its end is cut off: its bitmaps, which would not tell, are removed. */
bool bitmaps_co_drop(Machine *machine, const DomainDisk *disk, GError **err);

/* ---- while nobody has the images open ---- */

/* The same of the image at path. */
bool bitmaps_co_drop_file(Worker *worker, const char *path, GError **err);

/* The new image at path, in front of `behind`. What fails is logged: the checkpoint is of no use
 * any more, which who uses it is told. */
void bitmaps_co_go_on_file(Worker *worker, const Domain *domain, const char *target, const char *path,
                           const DomainImage *behind);
/* The image at `from` has been written down into the one at `into`. */
bool bitmaps_co_take_over_file(Worker *worker, const Domain *domain, const char *target,
                               const char *from, const char *into, GError **err);

#endif
