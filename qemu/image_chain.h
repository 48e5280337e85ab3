/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Images opened in a worker, and the images found that lie behind them. Blocks, touches nothing but
 * what it is given.
 *
 * Headers are written by guests, so nothing in them is believed that was not said by the document
 * or is harmless: an image of unknown format is taken only if it is raw, names other than paths and
 * data outside of the image are refused, and a chain has an end (DOMAIN_IMAGES_MAX).
 */
#ifndef VMRPC_QEMU_IMAGE_CHAIN_H
#define VMRPC_QEMU_IMAGE_CHAIN_H

#include "base/worker.h"
#include "conf/domain_image.h"
#include "drivers/storage_image.h"
#include "qemu/image_use.h"

typedef struct {
    int fd; /* -1: not opened, only looked at */
    ImageId id;
} ImageFile;

typedef struct {
    DomainImage *image; /* completed: what lies behind is known, and every format */
    GArray *files;      /* of ImageFile: those of the chain, in its order */
    bool writable;      /* the first; all others are opened for reading */
    bool alone;         /* what lies behind does not matter */
    bool only_look;     /* at what can be looked at; fails for nothing */
} ImageChain;

/* Copies image. */
ImageChain *image_chain_new(const DomainImage *image);
void image_chain_free(ImageChain *chain); /* closes what is open */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageChain, image_chain_free)

/* What the header of one image says, and which file it is. */
typedef struct {
    StorageImage says; /* has_capacity: also if it is that of the file or the device */
    ImageId id;
} ImageHeader;

void image_header_clear(ImageHeader *header);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImageHeader, image_header_clear)

/* For who is in a worker already; fills ret_header, which is clear. */
bool image_chain_read_header(const DomainImage *image, ImageHeader *ret_header, GError **err);

/* In a worker. */
bool image_chain_co_open(Worker *worker, ImageChain *chain, GError **err);

#endif
