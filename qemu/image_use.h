/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which running guest uses which image, and how: so that a second one is refused by the name of the
 * first, before QEMU's own lock would refuse it without one.
 *
 * Images are told apart by device and inode, block devices by their number, so no link hides one.
 * One writes alone, or all read, or all who write have said that they share. In memory only.
 */
#ifndef VMRPC_QEMU_IMAGE_USE_H
#define VMRPC_QEMU_IMAGE_USE_H

#include "base/error.h"

#include <sys/stat.h>

typedef enum {
    IMAGE_USE_READ,
    IMAGE_USE_SHARE, /* <shareable/>: reads and writes, with others of the kind */
    IMAGE_USE_WRITE,
} ImageUseMode;

typedef struct {
    bool is_block;
    dev_t device; /* of a block device its own, 0 as inode */
    ino_t inode;
} ImageId;

typedef struct ImageUses ImageUses;

typedef struct {
    const void *owner;  /* whoever releases it */
    const char *domain; /* its name, for messages */
    const char *what;   /* which image of the domain: "vda-1" */
} ImageUser;

ImageId image_id(const struct stat *info);
bool image_id_equal(const ImageId *one, const ImageId *other);

ImageUses *image_uses_new(void);
void image_uses_free(ImageUses *uses); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageUses, image_uses_free)

/* Notes a use; path is what a message calls the image. A user who has it already now has it in this
 * mode. ERR_RESOURCE_BUSY if another use stands against it. */
bool image_uses_add(ImageUses *uses, const ImageId *id, ImageUseMode mode, const ImageUser *user,
                    const char *path, GError **err);
/* The same for a guest that runs already: nothing stands against that. */
void image_uses_note(ImageUses *uses, const ImageId *id, ImageUseMode mode, const ImageUser *user);
/* The owner's use of the image that he calls so (NULL: of all images) ends. */
void image_uses_release(ImageUses *uses, const void *owner, const char *what);

#endif
