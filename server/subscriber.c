/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filters and gaps of one subscriber: see subscriber.h. Knows neither connections nor encodings.
 */
#include "server/subscriber.h"

#include <limits.h>
#include <string.h>

typedef struct Subscription {
    const void *source;
    int id;
    int kind;
    bool any;    /* of every domain */
    bool legacy; /* has no id that its client knows */
    uint8_t uuid[16];
    uint64_t after;
} Subscription;

void subscriber_init(Subscriber *subscriber, SubscriberFunc queue, void *data)
{
    *subscriber = (Subscriber){.link.data = subscriber, .queue = queue, .data = data};
}

void subscriber_clear(Subscriber *subscriber)
{
    g_clear_pointer(&subscriber->subscriptions, g_array_unref);
    subscriber->gap_count = 0;
}

unsigned subscriber_count(const Subscriber *subscriber)
{
    return subscriber->subscriptions ? subscriber->subscriptions->len : 0;
}

static int subscriber_append(Subscriber *subscriber, Subscription subscription)
{
    if (!subscriber->subscriptions)
        subscriber->subscriptions = g_array_new(FALSE, FALSE, sizeof(Subscription));
    subscription.id = subscriber->next_id;
    subscriber->next_id = subscription.id < INT_MAX ? subscription.id + 1 : 0;
    g_array_append_val(subscriber->subscriptions, subscription);
    return subscription.id;
}

static Subscription subscription_of(const EventFilter *filter, uint64_t after)
{
    Subscription subscription = {
        .source = filter->source, .kind = filter->kind, .any = !filter->uuid, .after = after};

    if (filter->uuid)
        memcpy(subscription.uuid, filter->uuid, sizeof(subscription.uuid));
    return subscription;
}

int subscriber_add(Subscriber *subscriber, const EventFilter *filter, uint64_t after)
{
    return subscriber_append(subscriber, subscription_of(filter, after));
}

static const Subscription *subscriber_get(const Subscriber *subscriber, unsigned i)
{
    return &g_array_index(subscriber->subscriptions, Subscription, i);
}

/* Where the legacy subscription to a kind is; subscriber_count() if there is none. */
static unsigned subscriber_find_legacy(const Subscriber *subscriber, int kind)
{
    unsigned i = 0;

    while (i < subscriber_count(subscriber) &&
           !(subscriber_get(subscriber, i)->legacy && subscriber_get(subscriber, i)->kind == kind))
        i++;
    return i;
}

bool subscriber_add_legacy(Subscriber *subscriber, const EventFilter *filter, uint64_t after,
                           GError **err)
{
    Subscription subscription = subscription_of(filter, after);

    if (subscriber_find_legacy(subscriber, filter->kind) < subscriber_count(subscriber))
        return error_set(err, ERR_INVALID_ARG, "events of kind %d are registered already",
                         filter->kind);
    subscription.legacy = true;
    subscriber_append(subscriber, subscription);
    return true;
}

bool subscriber_remove_legacy(Subscriber *subscriber, int kind, GError **err)
{
    unsigned i = subscriber_find_legacy(subscriber, kind);

    if (i == subscriber_count(subscriber))
        return error_set(err, ERR_INVALID_ARG, "events of kind %d are not registered", kind);
    g_array_remove_index_fast(subscriber->subscriptions, i);
    return true;
}

bool subscriber_remove(Subscriber *subscriber, int id, GError **err)
{
    for (unsigned i = 0; i < subscriber_count(subscriber); i++) {
        const Subscription *subscription = subscriber_get(subscriber, i);

        if (subscription->id == id && !subscription->legacy) {
            g_array_remove_index_fast(subscriber->subscriptions, i);
            return true;
        }
    }
    return error_set(err, ERR_INVALID_ARG, "this connection has no event callback %d", id);
}

static bool subscription_matches(const Subscription *subscription, const EventTag *tag)
{
    if (subscription->kind != tag->kind || subscription->source != tag->source)
        return false;
    return subscription->any || memcmp(subscription->uuid, tag->uuid, sizeof(tag->uuid)) == 0;
}

bool subscriber_wants(const Subscriber *subscriber, const EventTag *tag)
{
    for (unsigned i = 0; i < subscriber_count(subscriber); i++)
        if (subscription_matches(subscriber_get(subscriber, i), tag))
            return true;
    return false;
}

bool subscriber_missed(const Subscriber *subscriber, const EventTag *tag)
{
    bool wanted = false;

    for (unsigned i = 0; i < subscriber_count(subscriber); i++) {
        const Subscription *subscription = subscriber_get(subscriber, i);

        if (!subscription_matches(subscription, tag))
            continue;
        if (tag->sequence > subscription->after)
            return false;
        wanted = true;
    }
    return wanted;
}

static bool subscriber_queue(Subscriber *subscriber, EventDelivery *delivery)
{
    delivery->callback = -1;
    delivery->forced = false;
    if (!subscriber->per_callback)
        return subscriber->queue(subscriber->data, delivery);
    for (unsigned i = 0; i < subscriber_count(subscriber); i++) {
        const Subscription *subscription = subscriber_get(subscriber, i);

        if (!subscription_matches(subscription, delivery->tag))
            continue;
        delivery->callback = subscription->id;
        delivery->legacy = subscription->legacy;
        if (!subscriber->queue(subscriber->data, delivery))
            return false;
    }
    return true;
}

void subscriber_miss(Subscriber *subscriber, const EventTag *tag)
{
    if (subscriber->gap_count++ == 0)
        subscriber->gap_first = tag->sequence;
    subscriber->gap_last = tag->sequence;
}

void subscriber_send(Subscriber *subscriber, EventDelivery delivery)
{
    if (subscriber->gap_count > 0 || !subscriber_queue(subscriber, &delivery))
        subscriber_miss(subscriber, delivery.tag);
}
