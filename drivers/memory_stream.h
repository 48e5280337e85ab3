/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A stream end that gives a client what is in an anonymous file in memory (memfd_create), and
 * nothing else. The file has no name and is gone with the stream, whoever ends it and how.
 */
#ifndef VMRPC_DRIVERS_MEMORY_STREAM_H
#define VMRPC_DRIVERS_MEMORY_STREAM_H

#include "drivers/stream.h"

/* Takes the descriptor over; reads from its beginning. */
StreamEnd *memory_stream_new(int fd);

#endif
