/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rooms: memory for large pieces of streams on their way from a driver to a client.
 *
 * A room is filled once, lent to the queue of a connection and comes back when it is written. The
 * system gives out fresh memory more slowly than it copies, so a few rooms are kept for the next
 * pieces, of whatever stream.
 */
#ifndef VMRPC_SERVER_STREAM_ROOM_H
#define VMRPC_SERVER_STREAM_ROOM_H

#include <glib.h>
#include <stdint.h>

#include "remote_protocol.h"

/* As much as a piece has in any framing. */
#define STREAM_ROOM_SIZE VMRPC_STREAM_DATA_MAX
/* Smaller pieces are copied: a room that waits to be written counts as what is in it, so it must
 * not be much more. */
#define STREAM_ROOM_LEND_MIN (STREAM_ROOM_SIZE / 2)

uint8_t *stream_room_take(void);
void stream_room_give(uint8_t *room); /* takes NULL */
/* The first size bytes, as what gives the room when it is freed. */
GBytes *stream_room_lend(uint8_t *room, size_t size);
/* Frees those that are kept. */
void stream_rooms_drain(void);

#endif
