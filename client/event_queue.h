/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events that have arrived and wait for somebody to dispatch them, in the order of their numbers.
 *
 * Bounded in number and bytes. When it is full the oldest stay, since they are what a reader will
 * look at next; what is lost is counted and told, at its place, by a gap. Events are kept as they
 * came and decoded when they are delivered. What came over one connection to the server comes
 * before what came over the next, whatever the numbers: they may start anew. The caller holds the
 * connection's lock.
 */
#ifndef VMRPC_CLIENT_EVENT_QUEUE_H
#define VMRPC_CLIENT_EVENT_QUEUE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct QueuedEvent {
    uint64_t sequence; /* of a gap made here: the first that was lost, 0 if not known */
    uint64_t missed;   /* of a gap made here: how many events, 0 if not known */
    uint64_t epoch;    /* what sequence belongs to */
    unsigned link;     /* over which connection it came */
    size_t size;       /* 0: a gap made here; there is no body */
    uint8_t body[];    /* event_message */
} QueuedEvent;

/* A place in a server's stream of events. */
typedef struct EventPlace {
    uint64_t epoch; /* 0: the server does not say; its numbers count for this connection alone */
    uint64_t sequence;
} EventPlace;

typedef struct EventQueue {
    GQueue events; /* QueuedEvent by connection and rising number */
    size_t bytes;
    uint64_t lost;       /* since the queue was full */
    uint64_t first_lost; /* the lowest number of these */
    EventPlace taken;    /* the last that was taken out */
    EventPlace seen;     /* the last that arrived, or is known not to be for us */
    uint64_t floor;      /* what has a number up to this is not taken in again */
    unsigned link;       /* the connection that is there now */
    bool is_held;        /* missed events are being sent again: nothing may be taken out */
    bool is_renewing;    /* nothing may be taken out of what came over the new connection */
} EventQueue;

void event_queue_init(EventQueue *queue);
void event_queue_clear(EventQueue *queue);

/* The server's place when the first connection to it was opened. */
void event_queue_start(EventQueue *queue, EventPlace place);
/* A record as it came. One with a number that was seen already is left out. */
void event_queue_push(EventQueue *queue, const uint8_t *body, size_t size);
/* The next one, the caller's to g_free(); NULL if there is none. */
QueuedEvent *event_queue_pop(EventQueue *queue);
bool event_queue_is_pending(const EventQueue *queue);

/* From now on events after this number, sent again by the server, are put where they belong. */
void event_queue_hold(EventQueue *queue, uint64_t position);
/* The end of that; highest is the last number that the server has given to an event. */
void event_queue_release(EventQueue *queue, uint64_t highest);
/* Events up to this number that are for us have arrived. */
void event_queue_note(EventQueue *queue, uint64_t highest);

/* Another connection to the server, whose stream is epoch. To be followed, when the server has been
 * asked for what was missed since `seen`, by one of the next two. */
void event_queue_renew(EventQueue *queue, uint64_t epoch);
/* It was in vain: forgets what came over it. */
void event_queue_abandon(EventQueue *queue);
/* What was missed is here; place is the server's. has_gap: something may be lost that nobody else
 * tells of. */
void event_queue_commit(EventQueue *queue, EventPlace place, bool has_gap);

#endif
