/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A few buffers that are kept: see stream_buffer.h. Used by the loop's thread alone. */
#include "server/stream_buffer.h"

#include "server/limits.h"

static uint8_t *kept[LIMIT_STREAM_BUFFERS_KEPT];
static unsigned n_kept;

uint8_t *stream_buffer_take(void)
{
    return n_kept > 0 ? kept[--n_kept] : g_malloc(STREAM_BUFFER_SIZE);
}

void stream_buffer_give(uint8_t *buffer)
{
    if (buffer && n_kept < LIMIT_STREAM_BUFFERS_KEPT)
        kept[n_kept++] = buffer;
    else
        g_free(buffer);
}

static void buffer_on_freed(gpointer data)
{
    stream_buffer_give(data);
}

GBytes *stream_buffer_lend(uint8_t *buffer, size_t size)
{
    return g_bytes_new_with_free_func(buffer, size, buffer_on_freed, buffer);
}

void stream_buffers_drain(void)
{
    while (n_kept > 0)
        g_free(kept[--n_kept]);
}
