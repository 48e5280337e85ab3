/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file of a saved domain, as bytes: what it is, the document, then QEMU's stream.
 *
 * A head of fixed size is followed by two slots for the document, of which the valid one that was
 * written last counts: so the document can be replaced in place, and a crash leaves the old or the
 * new one. All of it is checked against checksums and named limits, and a file that was not
 * finished says so. Functions on descriptors block: they are for a worker.
 */
#ifndef VMRPC_QEMU_SAVE_IMAGE_H
#define VMRPC_QEMU_SAVE_IMAGE_H

#include "base/error.h"
#include "conf/uuid.h"
#include "drivers/save_format.h"

#include <sys/types.h>

/* Bytes of the head, and what slots are multiples of. */
#define SAVE_IMAGE_HEAD 4096
/* The longest document, and room that a slot has beyond the one it is made for. */
#define SAVE_IMAGE_XML_MAX (4 * 1024 * 1024)
#define SAVE_IMAGE_ROOM (16 * 1024)
/* The largest slot: a document, room, and what describes it. */
#define SAVE_IMAGE_SLOT_MAX (SAVE_IMAGE_XML_MAX + SAVE_IMAGE_ROOM + 2 * SAVE_IMAGE_HEAD)

typedef struct SaveImage {
    SaveFormat format;
    bool running;           /* what the guest will do when it is restored */
    uint8_t id[UUID_BYTES]; /* of this save, to tell it from another one of that name */
    char *xml;              /* the domain, with passwords */
    uint64_t stream;        /* where QEMU's stream begins */
    uint64_t size;          /* of the whole file; 0: it has not been finished */
    uint32_t slot_size;
    uint32_t generation; /* of the document */
} SaveImage;

void save_image_clear(SaveImage *image);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SaveImage, save_image_clear)

/* Of the bytes a file begins with; if they are fewer than the head says is not an error, but what
 * must be told: *ret_need is how many it takes (0: image is filled in). ERR_OPERATION_FAILED. */
bool save_image_parse(const uint8_t *bytes, size_t size, SaveImage *ret_image, size_t *ret_need,
                      GError **err);

/* Fills in where the stream begins, writes all that comes before it, and leaves the descriptor
 * there. The file is not finished. */
bool save_image_begin(int fd, SaveImage *image, GError **err);
/* Whether a file begins as one does that save_image_begin() has begun, whatever became of it; and
 * of which save. */
bool save_image_is_begun(int fd, uint8_t ret_id[UUID_BYTES]);
/* After the stream: it is on disk, and finished. */
bool save_image_finish(int fd, const SaveImage *image, GError **err);

/* Reads all but the stream, and leaves the descriptor at its beginning. Refuses a file that is not
 * finished, or has been cut off. */
bool save_image_read(int fd, SaveImage *ret_image, GError **err);
/* The same of a file that need not be finished. */
bool save_image_read_any(int fd, SaveImage *ret_image, GError **err);

/* Whether a document of this length can replace the one it has, in place; and does so, on disk. */
bool save_image_fits(const SaveImage *image, size_t xml_length);
bool save_image_replace(int fd, SaveImage *image, const char *xml, bool running, GError **err);

#endif
