/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Block nodes of disks. Each image of a chain is two nodes: its format, called TARGET-INDEX
 * (vda-1), and the storage below, TARGET-INDEX-file. Which image lies behind which is always told,
 * so QEMU opens nothing by itself; with copy_on_read a filter, TARGET-cow, lies above the first.
 *
 * Images that we opened for QEMU (qemu/image_open.h) are named to it as /dev/fdset/N. A backing
 * image has only a descriptor for reading, until disk_nodes_co_allow_write().
 */
#ifndef VMRPC_QEMU_DISK_NODES_H
#define VMRPC_QEMU_DISK_NODES_H

#include "conf/domain.h"
#include "qemu/parts.h"

/* To be freed. The image must have its number. */
char *disk_nodes_name(const DomainDisk *disk, const DomainImage *image);
char *disk_nodes_file_name(const DomainDisk *disk, const DomainImage *image);
/* What the device has as its drive. */
char *disk_nodes_drive(const DomainDisk *disk);

/* Numbers the images of the disk that have none yet, each one above all there have been. */
void disk_nodes_number(DomainDisk *disk);
/* The image that a node of the disk belongs to; NULL: there is no such image. */
DomainImage *disk_nodes_image(const DomainDisk *disk, const char *node);

/* The disk that a node belongs to; NULL: no disk has it. */
const DomainDisk *disk_nodes_disk(const DomainDef *def, const char *node);

/* What query-named-block-nodes says of the node; NULL: nothing. */
const json_t *disk_nodes_find(const json_t *nodes, const char *name);

/* The two nodes of one image, above that of image->backing if it has one: for writing unless
 * disk->readonly if it is the first of the chain or writable, as a backing image otherwise. */
bool disk_nodes_image_parts(const DomainDisk *disk, const DomainImage *image, bool writable,
                            Parts *parts, GError **err);
/* Those of the whole chain, deepest first, and the filter. */
bool disk_nodes_parts(const DomainDisk *disk, Parts *parts, GError **err);

/* Lets QEMU open a backing image of a running guest for writing, as a commit into it needs;
 * refused while somebody else uses it. Once allowed it stays allowed. */
bool disk_nodes_co_allow_write(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                               GError **err);
/* Reopens the node of such an image's format for writing, or again for reading: for what is about
 * the image itself, as its bitmaps. */
bool disk_nodes_co_reopen(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                          bool writable, GError **err);
/* As what the descriptor of a storage node of that name is noted, which has been opened again for
 * writing (to be freed; others are noted as the name itself), and the set in which one is: -1:
 * none; QEMU counts from 0. */
char *disk_nodes_writable_mark(const char *name);
json_int_t disk_nodes_set_by_mark(const json_t *sets, const char *mark);
/* Takes away the node of an image's storage alone, and its descriptors. */
void disk_nodes_co_remove_file(Machine *machine, const char *name);
/* Takes away the two nodes of an image that no other node refers to any more, and its descriptors;
 * the image is free for others. What fails is logged. */
void disk_nodes_co_remove(Machine *machine, const DomainDisk *disk, const DomainImage *image);

#endif
