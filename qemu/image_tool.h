/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is done to images of disks while no guest has them open: by qemu-img(1) as a child, which
 * takes as long as it takes.
 *
 * Paths are absolute. Each function leaves an image as it was, or changed as asked: qcow2 writes
 * data before what points at it.
 */
#ifndef VMRPC_QEMU_IMAGE_TOOL_H
#define VMRPC_QEMU_IMAGE_TOOL_H

#include <jansson.h>

#include "conf/domain_image.h"
#include "drivers/driver.h"

/* Makes path an empty qcow2 image in front of another, whose name and format its header tells; an
 * ordinary file must not exist. On failure no new file is left. */
bool image_tool_co_overlay(const DriverHost *host, const char *path, DomainDiskType type,
                           const DomainImage *backing, GError **err);

/* Internal snapshots of one image. */
bool image_tool_co_keep(Worker *worker, const char *path, const char *tag, GError **err);
bool image_tool_co_go_back(Worker *worker, const char *path, const char *tag, GError **err);
bool image_tool_co_forget(Worker *worker, const char *path, const char *tag, GError **err);

/* Bitmaps of one image as it has them on disk: an array of objects with "name" and "granularity". A
 * new one; and what another image's says, added to the one of the same name. */
bool image_tool_co_bitmaps(Worker *worker, const char *path, json_t **ret_bitmaps, GError **err);
bool image_tool_co_add_bitmap(Worker *worker, const char *path, const char *name, uint64_t granularity,
                              GError **err);
bool image_tool_co_merge_bitmap(Worker *worker, const char *path, const char *name, const char *from,
                                GError **err);
bool image_tool_co_remove_bitmap(Worker *worker, const char *path, const char *name, GError **err);

/* Writes what an image has down into one that lies behind it; it keeps what it has. */
bool image_tool_co_commit(Worker *worker, const char *path, const char *base, GError **err);
/* Notes another image as the one behind, of which all else is the same. */
bool image_tool_co_rebase(Worker *worker, const char *path, const DomainImage *backing, GError **err);

#endif
