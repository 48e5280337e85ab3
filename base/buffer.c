/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The byte queue: see buffer.h.
 *
 * Consumed room at the head is used again before the memory grows, and it grows by doubling, so a
 * byte is moved a bounded number of times. Sizes from outside must be compared with a limit by the
 * caller: what is asked for here is allocated, or the program ends.
 */
#include "base/buffer.h"

#include <string.h>

#define BUFFER_SIZE_MIN 256

void buffer_clear(Buffer *buffer)
{
    g_free(buffer->memory);
    *buffer = (Buffer){0};
}

/* The next power of two, or size itself where there is none. */
static size_t buffer_round(size_t size)
{
    return size > G_MAXSSIZE / 2 ? size : (size_t) 1 << g_bit_storage(size - 1);
}

uint8_t *buffer_grow(Buffer *buffer, size_t size)
{
    size_t used = buffer_size(buffer);
    size_t capacity = MAX(buffer->capacity, BUFFER_SIZE_MIN);

    g_assert(size <= G_MAXSSIZE - used);
    if (capacity < used + size)
        capacity = buffer_round(used + size);
    /* Moving down inside the same memory must win at least as much room as it copies bytes. */
    if (capacity == buffer->capacity && used > capacity / 2)
        capacity *= 2;
    if (capacity == buffer->capacity) {
        memmove(buffer->memory, buffer->memory + buffer->head, used);
    } else {
        uint8_t *memory = g_malloc(capacity);

        if (used)
            memcpy(memory, buffer->memory + buffer->head, used);
        g_free(buffer->memory);
        buffer->memory = memory;
        buffer->capacity = capacity;
    }
    buffer->head = 0;
    buffer->tail = used;
    return buffer->memory + buffer->tail;
}

void buffer_append(Buffer *buffer, const void *data, size_t size)
{
    if (size == 0)
        return;
    memcpy(buffer_reserve(buffer, size), data, size);
    buffer->tail += size;
}

void buffer_append_u32(Buffer *buffer, uint32_t value)
{
    buffer_poke_u32(buffer_reserve(buffer, 4), value);
    buffer->tail += 4;
}

void buffer_truncate(Buffer *buffer, size_t size)
{
    g_assert(size <= buffer_size(buffer));
    buffer->tail = buffer->head + size;
}

void buffer_trim(Buffer *buffer, size_t keep)
{
    size_t used = buffer_size(buffer);
    size_t capacity = MAX(used, keep);
    uint8_t *memory;

    if (used == 0) {
        buffer_clear(buffer);
        return;
    }
    if (capacity >= buffer->capacity)
        return;
    memory = g_malloc(capacity);
    memcpy(memory, buffer->memory + buffer->head, used);
    g_free(buffer->memory);
    *buffer = (Buffer){.memory = memory, .capacity = capacity, .tail = used};
}
