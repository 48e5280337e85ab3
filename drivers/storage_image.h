/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the first bytes of a file say about it: which format of disk images it has, how large the
 * disk is, and which image lies behind it.
 *
 * Images come from outside and guests write into them: every offset and length is checked against
 * the bytes at hand, nothing is opened, and what is believed goes into documents only.
 */
#ifndef VMRPC_DRIVERS_STORAGE_IMAGE_H
#define VMRPC_DRIVERS_STORAGE_IMAGE_H

#include "conf/volume.h"

/* As much of a file as is worth reading: the mark of ISO 9660 lies behind 32 KiB, and the name of a
 * backing file within the first cluster, which has 64 KiB unless somebody asked for more. */
#define STORAGE_IMAGE_HEAD_BYTES (66 * 1024)
/* Longest name of a backing file that QEMU takes. */
#define STORAGE_IMAGE_BACKING_MAX 1023

typedef struct {
    VolumeFormat format; /* raw if nothing else is recognized */
    bool has_capacity;   /* otherwise it is the size of the file */
    uint64_t capacity;   /* bytes */
    VolumeCompat compat; /* 0.10 for the old version of qcow2 */
    bool lazy_refcounts;
    unsigned cluster_size; /* bytes, of qcow2; 0: not known */
    char *backing;         /* as it stands in the image; NULL: none */
    VolumeFormat backing_format;
    bool data_elsewhere; /* qcow2: the data are in another file */
    bool backing_unread; /* there is one, whose name is not among the bytes that were read */
} StorageImage;

/* A header that contradicts itself leaves the format alone. ret_image is to be cleared. */
void storage_image_read(const uint8_t *head, size_t size, StorageImage *ret_image);
void storage_image_copy(const StorageImage *image, StorageImage *ret_image);
void storage_image_clear(StorageImage *image);

/* Where the backing file is, if the image lies in this folder: an absolute path, or the name as it
 * is if it is none of a file ("nbd:…", "json:…"). NULL if there is none. */
char *storage_image_backing_path(const StorageImage *image, const char *folder);

#endif
