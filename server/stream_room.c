/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A few rooms that are kept: see stream_room.h. Used by the loop's thread alone. */
#include "server/stream_room.h"

#include "server/limits.h"

static uint8_t *kept[LIMIT_STREAM_ROOMS_KEPT];
static unsigned n_kept;

uint8_t *stream_room_take(void)
{
    return n_kept > 0 ? kept[--n_kept] : g_malloc(STREAM_ROOM_SIZE);
}

void stream_room_give(uint8_t *room)
{
    if (room && n_kept < LIMIT_STREAM_ROOMS_KEPT)
        kept[n_kept++] = room;
    else
        g_free(room);
}

static void room_on_freed(gpointer data)
{
    stream_room_give(data);
}

GBytes *stream_room_lend(uint8_t *room, size_t size)
{
    return g_bytes_new_with_free_func(room, size, room_on_freed, room);
}

void stream_rooms_drain(void)
{
    while (n_kept > 0)
        g_free(kept[--n_kept]);
}
