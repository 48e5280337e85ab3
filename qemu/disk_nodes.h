/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Block nodes of disks. Each image of a chain is two nodes: its format, called TARGET-INDEX
 * (vda-1), and the storage below, TARGET-INDEX-file. Which image lies behind which is always told,
 * so QEMU opens nothing by itself; with copy_on_read a filter, TARGET-cow, lies above the first.
 *
 * Images that we opened for QEMU (qemu/image_open.h) are named to it as /dev/fdset/N. A backing
 * image has only a descriptor for reading, until disk_live_co_allow_write().
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

#endif
