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

void event_queue_start(EventQueue *queue, EventPlace place)
{
    queue->taken = place;
    queue->seen = place;
    queue->floor = place.sequence;
}

static bool event_queue_may_go(const EventQueue *queue, unsigned link)
{
    return !queue->is_held && !(queue->is_renewing && link == queue->link);
}

bool event_queue_is_pending(const EventQueue *queue)
{
    const QueuedEvent *head = g_queue_peek_head((GQueue *) &queue->events);

    return event_queue_may_go(queue, head ? head->link : queue->link) && (head || queue->lost > 0);
}

/* Whether a stands before b; equal ones in the order in which they came. */
static bool event_queue_precedes(const QueuedEvent *a, const QueuedEvent *b)
{
    return a->link != b->link ? a->link < b->link : a->sequence < b->sequence;
}

/* Puts it behind everything with a lower number; false if one with this number is there. */
static bool event_queue_insert(EventQueue *queue, QueuedEvent *entry)
{
    GList *item = queue->events.tail;
    const QueuedEvent *before;

    while (item && event_queue_precedes(entry, item->data))
        item = item->prev;
    before = item ? item->data : NULL;
    if (before && before->link == entry->link && before->sequence == entry->sequence &&
        before->size > 0 && entry->size > 0)
        return false;
    g_queue_insert_after(&queue->events, item, entry);
    queue->bytes += entry->size;
    return true;
}

/* An entry of the current connection. */
static QueuedEvent *event_queue_entry(const EventQueue *queue, uint64_t sequence, size_t size)
{
    QueuedEvent *entry = g_malloc0(sizeof(*entry) + size);

    entry->sequence = sequence;
    entry->epoch = queue->seen.epoch;
    entry->link = queue->link;
    entry->size = size;
    return entry;
}

static QueuedEvent *event_queue_gap(EventQueue *queue)
{
    QueuedEvent *gap = event_queue_entry(queue, queue->first_lost, 0);

    gap->missed = queue->lost;
    queue->lost = 0;
    return gap;
}

static bool event_queue_is_full(const EventQueue *queue, size_t size)
{
    return queue->events.length >= CLIENT_EVENTS_MAX ||
           queue->bytes + size > CLIENT_EVENT_BYTES_MAX;
}

/* Behind everything of this connection or, for what the server tells of a time gone by, before. */
static void event_queue_insert_gap(EventQueue *queue, QueuedEvent *entry)
{
    bool is_first = queue->is_held || queue->is_renewing;
    GList *item = queue->events.tail;

    while (is_first && item && ((QueuedEvent *) item->data)->link == entry->link)
        item = item->prev;
    g_queue_insert_after(&queue->events, item, entry);
    queue->bytes += entry->size;
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
    if (!is_gap && sequence != 0 && sequence <= queue->floor)
        return;
    if (!queue->is_renewing)
        event_queue_note(queue, sequence);
    if (event_queue_is_full(queue, size)) {
        queue->first_lost = queue->lost ? MIN(queue->first_lost, sequence) : sequence;
        queue->lost++;
        return;
    }
    if (queue->lost)
        event_queue_insert(queue, event_queue_gap(queue));
    entry = event_queue_entry(queue, sequence, size);
    memcpy(entry->body, body, size);
    if (is_gap || sequence == 0)
        event_queue_insert_gap(queue, entry);
    else if (!event_queue_insert(queue, entry))
        g_free(entry);
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
    if (entry->epoch != queue->taken.epoch)
        queue->taken = (EventPlace){.epoch = entry->epoch};
    if (entry->size > 0 && entry->sequence > queue->taken.sequence)
        queue->taken.sequence = entry->sequence;
    if (entry->size > 0 && entry->link == queue->link)
        queue->floor = MAX(queue->floor, entry->sequence);
    return entry;
}

void event_queue_hold(EventQueue *queue, uint64_t position)
{
    queue->is_held = true;
    queue->taken.sequence = position;
    queue->floor = position;
}

void event_queue_release(EventQueue *queue, uint64_t highest)
{
    queue->taken.sequence = MIN(queue->taken.sequence, highest);
    queue->floor = MIN(queue->floor, highest);
    queue->is_held = false;
}

void event_queue_note(EventQueue *queue, uint64_t highest)
{
    queue->seen.sequence = MAX(queue->seen.sequence, highest);
}

/* ---- another connection ------------------------------------------------- */

void event_queue_renew(EventQueue *queue, uint64_t epoch)
{
    if (queue->lost)
        event_queue_insert(queue, event_queue_gap(queue));
    queue->link++;
    queue->is_renewing = true;
    queue->floor = epoch && epoch == queue->seen.epoch ? queue->seen.sequence : 0;
}

void event_queue_abandon(EventQueue *queue)
{
    const QueuedEvent *tail;

    while ((tail = g_queue_peek_tail(&queue->events)) && tail->link == queue->link) {
        queue->bytes -= tail->size;
        g_free(g_queue_pop_tail(&queue->events));
    }
    queue->lost = 0;
    queue->is_renewing = false;
}

void event_queue_commit(EventQueue *queue, EventPlace place, bool has_gap)
{
    GList *item = queue->events.tail;

    queue->seen = place;
    for (; item && ((QueuedEvent *) item->data)->link == queue->link; item = item->prev) {
        QueuedEvent *entry = item->data;

        entry->epoch = place.epoch;
        event_queue_note(queue, entry->sequence);
    }
    if (has_gap)
        event_queue_insert_gap(queue, event_queue_entry(queue, 0, 0));
    if (!queue->events.head)
        queue->taken = place;
    queue->is_renewing = false;
}
