/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long work on the bytes of files: in a worker, a slice at a time, so that many of these share the
 * threads and none keeps others waiting. path is for messages.
 */
#ifndef VMRPC_DRIVERS_STORAGE_DATA_H
#define VMRPC_DRIVERS_STORAGE_DATA_H

#include "base/error.h"
#include "base/worker.h"

/* What a thread does before others have their turn, in bytes. */
#define STORAGE_DATA_SLICE (16 << 20)

/* Takes up the space from one offset to another; what is there is kept. */
bool storage_data_co_allocate(Worker *worker, int fd, uint64_t from, uint64_t to, const char *path,
                              GError **err);
/* Copies the first size bytes into an empty file; holes stay holes. */
bool storage_data_co_copy(Worker *worker, int source, int fd, uint64_t size, const char *path,
                          GError **err);
/* Overwrites what has been written of the first size bytes, durably, with zeros or at random. */
bool storage_data_co_wipe(Worker *worker, int fd, uint64_t size, bool random, const char *path,
                          GError **err);
/* Writes zeros, or makes a hole where the file system can. */
bool storage_data_co_zero(Worker *worker, int fd, uint64_t from, uint64_t to, const char *path,
                          GError **err);

/* All of the bytes; in a worker. */
bool storage_data_write(int fd, const uint8_t *bytes, size_t size, uint64_t at, const char *path,
                        GError **err);

#endif
