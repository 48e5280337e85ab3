/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program between QEMU and a file, which compresses what QEMU writes, or decompresses what it
 * will read.
 */
#ifndef VMRPC_QEMU_SAVE_FILTER_H
#define VMRPC_QEMU_SAVE_FILTER_H

#include "base/coroutine.h"
#include "qemu/save_image.h"

typedef struct SaveFilter SaveFilter;

/* Starts the program of a format other than SAVE_FORMAT_RAW at the place where file_fd is (or any
 * other descriptor that can be written to, or read). *ret_fd, the caller's, is QEMU's end of the
 * pipe. NULL on failure. */
SaveFilter *save_filter_compress(Loop *loop, SaveFormat format, int file_fd, int *ret_fd,
                                 GError **err);
SaveFilter *save_filter_decompress(Loop *loop, SaveFormat format, int file_fd, int *ret_fd,
                                   GError **err);

/* Waits for its end, which comes when all others have closed the pipe; fails, in its own words,
 * unless it did what it should. */
bool save_filter_co_end(SaveFilter *filter, GError **err);
/* Kills it if it is still there. Takes NULL. */
void save_filter_co_free(SaveFilter *filter);

#endif
