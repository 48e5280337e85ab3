/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A growing byte queue: written at the tail, consumed at the head.
 *
 * Data is contiguous from buffer_data() on. An empty buffer owns no memory after buffer_trim(), so
 * an idle connection costs only the struct. Pointers into it die with the next write or trim.
 */
#ifndef VMRPC_BASE_BUFFER_H
#define VMRPC_BASE_BUFFER_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cold.h"

typedef struct Buffer {
    uint8_t *memory;
    size_t capacity;
    size_t head; /* first unread byte */
    size_t tail; /* first free byte */
} Buffer;

void buffer_clear(Buffer *buffer); /* frees the memory; an all-zero Buffer is a valid empty one */

static inline const uint8_t *buffer_data(const Buffer *buffer)
{
    return buffer->memory ? buffer->memory + buffer->head : NULL;
}

static inline size_t buffer_size(const Buffer *buffer)
{
    return buffer->tail - buffer->head;
}

static inline size_t buffer_room(const Buffer *buffer)
{
    return buffer->capacity - buffer->tail;
}
uint8_t *buffer_grow(Buffer *buffer, size_t size) COLD; /* of buffer_reserve(), the unusual case */
/* Room for at least `size` bytes at the tail; returns where to write. Follow with
 * buffer_commit(), of up to buffer_room() bytes. */
static inline uint8_t *buffer_reserve(Buffer *buffer, size_t size)
{
    if (buffer->memory && size <= buffer_room(buffer))
        return buffer->memory + buffer->tail;
    return buffer_grow(buffer, size);
}
static inline void buffer_commit(Buffer *buffer, size_t size)
{
    g_assert(size <= buffer_room(buffer));
    buffer->tail += size;
}
void buffer_append(Buffer *buffer, const void *data, size_t size);
void buffer_append_u32(Buffer *buffer, uint32_t value); /* big-endian */
static inline void buffer_consume(Buffer *buffer, size_t size)
{
    g_assert(size <= buffer_size(buffer));
    buffer->head += size;
    if (buffer->head == buffer->tail)
        buffer->head = buffer->tail = 0;
}
/* Cuts the tail back so that `size` unread bytes remain (to take back a half-written message). */
void buffer_truncate(Buffer *buffer, size_t size);
/* Gives memory back: all of it if empty, else whatever lies beyond `keep` bytes of capacity. */
void buffer_trim(Buffer *buffer, size_t keep);

static inline uint32_t buffer_peek_u32(const uint8_t *bytes)
{
    return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 |
           (uint32_t) bytes[3];
}

static inline void buffer_poke_u32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t) (value >> 24);
    bytes[1] = (uint8_t) (value >> 16);
    bytes[2] = (uint8_t) (value >> 8);
    bytes[3] = (uint8_t) value;
}

static inline uint64_t buffer_peek_u64(const uint8_t *bytes)
{
    return (uint64_t) buffer_peek_u32(bytes) << 32 | buffer_peek_u32(bytes + 4);
}

static inline void buffer_poke_u64(uint8_t *bytes, uint64_t value)
{
    buffer_poke_u32(bytes, (uint32_t) (value >> 32));
    buffer_poke_u32(bytes + 4, (uint32_t) value);
}

#endif
