/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program between QEMU and a file, which compresses what QEMU writes, or decompresses what it
 * will read.
 */
#ifndef VMRPC_QEMU_SAVE_FILTER_H
#define VMRPC_QEMU_SAVE_FILTER_H

#include "base/worker.h"
#include "qemu/save_image.h"

typedef struct SaveFilter SaveFilter;

/* Starts the program of a format other than SAVE_FORMAT_RAW at the place where file_fd is (or any
 * other descriptor that can be written to, or read). *ret_fd, the caller's, is QEMU's end of the
 * pipe. NULL on failure. */
SaveFilter *save_filter_co_compress(Worker *worker, SaveFormat format, int file_fd, int *ret_fd,
                                 GError **err);
SaveFilter *save_filter_co_decompress(Worker *worker, SaveFormat format, int file_fd, int *ret_fd,
                                   GError **err);

/* Whether it has ended, or does so within this time. */
bool save_filter_co_wait(SaveFilter *filter, int64_t timeout_us);
/* Waits for its end, which comes when all others have closed the pipe; fails, in its own words,
 * unless it did what it should. */
bool save_filter_co_end(SaveFilter *filter, GError **err);
/* It is not wanted any more: ends soon, and badly. Waits nowhere; takes NULL. */
void save_filter_kill(SaveFilter *filter);
/* For whoever has to end it when this process is no more. */
pid_t save_filter_pid(const SaveFilter *filter);
/* Kills it if it is still there. Takes NULL. */
void save_filter_co_free(SaveFilter *filter);

#endif
