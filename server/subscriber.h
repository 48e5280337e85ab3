/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Subscriber: what one connection wants to hear of, and what it has missed.
 *
 * An event goes to a subscriber once however many of its subscriptions match, unless its framing
 * has the subscription's id in each event. From the first event
 * that found no room all later ones are counted and not sent, until the subscriber is told of the
 * gap: so the order of numbers is kept.
 */
#ifndef VMRPC_SERVER_SUBSCRIBER_H
#define VMRPC_SERVER_SUBSCRIBER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What filters look at. */
typedef struct EventTag {
    uint64_t sequence;
    const void *source; /* the driver that tells of it */
    int kind;
    uint8_t uuid[16]; /* of the domain or the pool it is about */
} EventTag;

/* What a subscription is to. */
typedef struct EventFilter {
    const void *source;
    int kind;
    const char *uuid; /* of the domain or the pool; NULL: of all */
} EventFilter;

/* One event on its way to a subscriber. */
typedef struct EventDelivery {
    const EventTag *tag;
    GBytes *message; /* the whole record, as RFC 5531 frames it */
    size_t body_at;  /* where in it the event's body begins, behind its kind */
    int callback;    /* the subscription that wants it; -1: whichever */
    bool legacy;     /* one without an id */
    bool forced;     /* there must be room */
} EventDelivery;

/* Queues a message; false if there is no room for it. */
typedef bool (*SubscriberFunc)(void *data, const EventDelivery *delivery);

typedef struct Subscriber {
    GList link;            /* in the hub's list while there are subscriptions */
    GArray *subscriptions; /* NULL until the first */
    int next_id;
    uint64_t gap_first, gap_last, gap_count; /* events that found no room; count 0: none */
    bool per_callback; /* each subscription that matches gets the event for itself */
    SubscriberFunc queue;
    void *data;
} Subscriber;

void subscriber_init(Subscriber *subscriber, SubscriberFunc queue, void *data);
void subscriber_clear(Subscriber *subscriber);
unsigned subscriber_count(const Subscriber *subscriber);

/* Returns the id. after: events up to this number are past. */
int subscriber_add(Subscriber *subscriber, const EventFilter *filter, uint64_t after);
bool subscriber_remove(Subscriber *subscriber, int id, GError **err);
/* The same without an id, as early clients do: at most one of a kind. */
bool subscriber_add_legacy(Subscriber *subscriber, const EventFilter *filter, uint64_t after,
                           GError **err);
bool subscriber_remove_legacy(Subscriber *subscriber, int kind, GError **err);

bool subscriber_wants(const Subscriber *subscriber, const EventTag *tag);
/* Wants it, and was not subscribed in such a way when it happened. */
bool subscriber_missed(const Subscriber *subscriber, const EventTag *tag);
/* Counts it as missed. */
void subscriber_miss(Subscriber *subscriber, const EventTag *tag);
/* Queues it or counts it as missed; callback, legacy and forced are filled in. */
void subscriber_send(Subscriber *subscriber, EventDelivery delivery);

#endif
