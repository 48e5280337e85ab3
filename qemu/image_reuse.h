/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Images that a client has made beforehand, to lie in front of one that a disk has: whether their
 * header says what ours would. QEMU is told what lies behind an image and believes it; whoever
 * starts the guest next goes by the header.
 */
#ifndef VMRPC_QEMU_IMAGE_REUSE_H
#define VMRPC_QEMU_IMAGE_REUSE_H

#include "base/worker.h"
#include "conf/domain_image.h"

/* That it has its format, names `behind` and the format of that, and is not smaller than the disk.
 * ERR_CONFIG_UNSUPPORTED says what differs. */
bool image_reuse_co_check(Worker *worker, const DomainImage *image, const DomainImage *behind,
                          GError **err);

#endif
