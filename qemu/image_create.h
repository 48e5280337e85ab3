/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * New image files, for copies and backups: made empty, in their format, with room for so many bytes
 * of a disk and perhaps an image behind them.
 *
 * A file that exists already, and has something in it, is never written to.
 */
#ifndef VMRPC_QEMU_IMAGE_CREATE_H
#define VMRPC_QEMU_IMAGE_CREATE_H

#include "conf/domain_image.h"
#include "drivers/driver.h"

/* backing may be NULL, and lasts until this returns, as all of it must: no part of what a guest
 * runs with does. whose image it is ("disk 'vda'") is for messages. On failure a file that was made
 * is gone again. */
bool image_create_co_file(const DriverHost *host, const DomainImage *image, uint64_t capacity,
                          const DomainImage *backing, const char *whose, GError **err);
/* Takes away a file that was made so and has not been of use; a block device stays. */
void image_create_co_undo(const DriverHost *host, const DomainImage *image);

#endif
