/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The block nodes (qemu/disk_nodes.h) of the disks of a guest that runs, as they change. */
#ifndef VMRPC_QEMU_DISK_LIVE_H
#define VMRPC_QEMU_DISK_LIVE_H

#include "qemu/disk_nodes.h"
#include "qemu/machine.h"

/* Lets QEMU open a backing image of a running guest for writing, as a commit into it needs;
 * refused while somebody else uses it. Once allowed it stays allowed. */
bool disk_live_co_allow_write(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                              GError **err);
/* Reopens the node of such an image's format for writing, or again for reading: for what is about
 * the image itself, as its bitmaps. */
bool disk_live_co_reopen(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                         bool writable, GError **err);
/* As what the descriptor of a storage node of that name is noted, which has been opened again for
 * writing (to be freed; others are noted as the name itself), and the set in which one is: -1:
 * none; QEMU counts from 0. */
char *disk_live_writable_mark(const char *name);
json_int_t disk_live_set_by_mark(const json_t *sets, const char *mark);
/* Takes away the node of an image's storage alone, and its descriptors. */
void disk_live_co_remove_file(Machine *machine, const char *name);
/* Takes away the two nodes of an image that no other node refers to any more, and its descriptors;
 * the image is free for others. What fails is logged. */
void disk_live_co_remove(Machine *machine, const DomainDisk *disk, const DomainImage *image);

#endif
