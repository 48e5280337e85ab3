/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pool of buffers for large pieces of streams on their way from a driver to a client.
 *
 * A buffer is filled once, lent to the queue of a connection and comes back when it is written. The
 * system gives out fresh memory more slowly than it copies, so a few buffers are kept for the next
 * pieces, of whatever stream.
 */
#ifndef VMRPC_SERVER_STREAM_BUFFER_H
#define VMRPC_SERVER_STREAM_BUFFER_H

#include <glib.h>
#include <stdint.h>

#include "remote_protocol.h"

/* As much as a piece has in any framing. */
#define STREAM_BUFFER_SIZE VMRPC_STREAM_DATA_MAX
/* Smaller pieces are copied: a buffer that waits to be written counts as what is in it, so it must
 * not be much more. */
#define STREAM_BUFFER_LEND_MIN (STREAM_BUFFER_SIZE / 2)

uint8_t *stream_buffer_take(void);
void stream_buffer_give(uint8_t *buffer); /* takes NULL */
/* The first size bytes, as what gives the buffer when it is freed. */
GBytes *stream_buffer_lend(uint8_t *buffer, size_t size);
/* Frees those that are kept. */
void stream_buffers_drain(void);

#endif
