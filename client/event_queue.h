/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events that have arrived and wait for somebody to dispatch them, in the order of their numbers.
 *
 * Bounded in number and bytes. When it is full the oldest stay, since they are what a reader will
 * look at next; what is lost is counted and told, at its place, by a gap. Events are kept as they
 * came and decoded when they are delivered. The caller holds the connection's lock.
 */
#ifndef VMRPC_CLIENT_EVENT_QUEUE_H
#define VMRPC_CLIENT_EVENT_QUEUE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct QueuedEvent {
    uint64_t sequence; /* of a gap: the first that was lost */
    uint64_t missed;   /* not 0: a gap made here, of so many events; there is no body */
    size_t size;
    uint8_t body[]; /* event_message */
} QueuedEvent;

typedef struct EventQueue {
    GQueue events; /* QueuedEvent by rising number */
    size_t bytes;
    uint64_t lost;       /* since the queue was full */
    uint64_t first_lost; /* the lowest number of these */
    uint64_t epoch;      /* 0: the server does not number its events */
    uint64_t position;   /* the last number that was taken out */
    bool is_held;        /* missed events are being sent again: nothing may be taken out */
} EventQueue;

void event_queue_init(EventQueue *queue);
void event_queue_clear(EventQueue *queue);

/* A record as it came. One with a number that was seen already is left out. */
void event_queue_push(EventQueue *queue, const uint8_t *body, size_t size);
/* The next one, the caller's to g_free(); NULL if there is none. */
QueuedEvent *event_queue_pop(EventQueue *queue);
bool event_queue_is_pending(const EventQueue *queue);

/* From now on events after this number, sent again by the server, are put where they belong. */
void event_queue_hold(EventQueue *queue, uint64_t position);
/* The end of that; highest is the last number that the server has given to an event. */
void event_queue_release(EventQueue *queue, uint64_t highest);

#endif
