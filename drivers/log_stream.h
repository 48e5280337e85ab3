/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A stream end that gives a client the end of a log file, and, if it wants to follow, what is
 * written to it from then on: also to the new file of that name when the old one made way.
 */
#ifndef VMRPC_DRIVERS_LOG_STREAM_H
#define VMRPC_DRIVERS_LOG_STREAM_H

#include "drivers/stream.h"

/* The last size bytes of the file (0: all of them), from the beginning of a line on. One that is
 * not there is empty. NULL: it cannot be read. */
StreamEnd *log_stream_co_open(const DriverHost *host, const char *path, uint64_t size, bool follow,
                              GError **err);

#endif
