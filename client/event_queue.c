/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue of undelivered events: see event_queue.h. Never runs a callback and never decodes a
 * body beyond its number and kind. */
#include "client/event_queue.h"

#include <string.h>

#include "base/buffer.h"
#include "client/limits.h"
#include "remote_protocol.h"

/* sequence, time_us, kind: what every event_message begins with. */
#define EVENT_HEADER_SIZE 20
#define EVENT_KIND_OFFSET 16

void event_queue_init(EventQueue *queue)
{
    g_queue_init(&queue->events);
}

void event_queue_clear(EventQueue *queue)
{
    g_queue_clear_full(&queue->events, g_free);
    queue->bytes = 0;
    queue->lost = 0;
}

bool event_queue_is_pending(const EventQueue *queue)
{
    return !queue->is_held && (queue->events.length > 0 || queue->lost > 0);
}

/* Puts it behind everything with a lower number; false if one with this number is there. */
static bool event_queue_insert(EventQueue *queue, QueuedEvent *entry)
{
    GList *item = queue->events.tail;

    while (item && ((QueuedEvent *) item->data)->sequence > entry->sequence)
        item = item->prev;
    if (item && ((QueuedEvent *) item->data)->sequence == entry->sequence &&
        !((QueuedEvent *) item->data)->missed)
        return false;
    g_queue_insert_after(&queue->events, item, entry);
    return true;
}

static QueuedEvent *event_queue_gap(EventQueue *queue)
{
    QueuedEvent *gap = g_malloc0(sizeof(*gap));

    gap->sequence = queue->first_lost;
    gap->missed = queue->lost;
    queue->lost = 0;
    return gap;
}

static bool event_queue_is_full(const EventQueue *queue, size_t size)
{
    return queue->events.length >= CLIENT_EVENTS_MAX ||
           queue->bytes + size > CLIENT_EVENT_BYTES_MAX;
}

void event_queue_push(EventQueue *queue, const uint8_t *body, size_t size)
{
    uint64_t sequence;
    bool is_gap;
    QueuedEvent *entry;

    if (size < EVENT_HEADER_SIZE)
        return;
    sequence = (uint64_t) buffer_peek_u32(body) << 32 | buffer_peek_u32(body + 4);
    is_gap = buffer_peek_u32(body + EVENT_KIND_OFFSET) == EVENT_GAP;
    if (!is_gap && sequence != 0 && sequence <= queue->position)
        return;
    if (event_queue_is_full(queue, size)) {
        queue->first_lost = queue->lost ? MIN(queue->first_lost, sequence) : sequence;
        queue->lost++;
        return;
    }
    if (queue->lost)
        event_queue_insert(queue, event_queue_gap(queue));
    entry = g_malloc(sizeof(*entry) + size);
    entry->sequence = sequence;
    entry->missed = 0;
    entry->size = size;
    memcpy(entry->body, body, size);
    if (is_gap && queue->is_held) {
        g_queue_push_head(&queue->events, entry);
    } else if (is_gap || sequence == 0) {
        g_queue_push_tail(&queue->events, entry);
    } else if (!event_queue_insert(queue, entry)) {
        g_free(entry);
        return;
    }
    queue->bytes += size;
}

QueuedEvent *event_queue_pop(EventQueue *queue)
{
    QueuedEvent *entry;

    if (!event_queue_is_pending(queue))
        return NULL;
    entry = g_queue_pop_head(&queue->events);
    if (!entry)
        return event_queue_gap(queue);
    queue->bytes -= entry->size;
    if (!entry->missed && entry->sequence > queue->position)
        queue->position = entry->sequence;
    return entry;
}

void event_queue_hold(EventQueue *queue, uint64_t position)
{
    queue->is_held = true;
    queue->position = position;
}

void event_queue_release(EventQueue *queue, uint64_t highest)
{
    queue->position = MIN(queue->position, highest);
    queue->is_held = false;
}
