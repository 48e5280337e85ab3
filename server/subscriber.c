/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filters and gaps of one subscriber: see subscriber.h. Knows neither connections nor encodings.
 */
#include "server/subscriber.h"

#include <string.h>

typedef struct Subscription {
    int id;
    int kind;
    bool any; /* of every domain */
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

int subscriber_add(Subscriber *subscriber, int kind, const uint8_t *uuid, uint64_t after)
{
    Subscription subscription = {.kind = kind, .any = !uuid, .after = after};

    if (uuid)
        memcpy(subscription.uuid, uuid, sizeof(subscription.uuid));
    if (!subscriber->subscriptions)
        subscriber->subscriptions = g_array_new(FALSE, FALSE, sizeof(Subscription));
    subscription.id = subscriber->last_id++;
    g_array_append_val(subscriber->subscriptions, subscription);
    return subscription.id;
}

bool subscriber_remove(Subscriber *subscriber, int id, GError **err)
{
    for (unsigned i = 0; i < subscriber_count(subscriber); i++)
        if (g_array_index(subscriber->subscriptions, Subscription, i).id == id) {
            g_array_remove_index_fast(subscriber->subscriptions, i);
            return true;
        }
    return error_set(err, ERR_INVALID_ARG, "this connection has no event callback %d", id);
}

static bool subscription_matches(const Subscription *subscription, const EventTag *tag)
{
    if (subscription->kind != tag->kind)
        return false;
    return subscription->any || memcmp(subscription->uuid, tag->uuid, sizeof(tag->uuid)) == 0;
}

bool subscriber_wants(const Subscriber *subscriber, const EventTag *tag)
{
    for (unsigned i = 0; i < subscriber_count(subscriber); i++)
        if (subscription_matches(&g_array_index(subscriber->subscriptions, Subscription, i), tag))
            return true;
    return false;
}

bool subscriber_missed(const Subscriber *subscriber, const EventTag *tag)
{
    bool wanted = false;

    for (unsigned i = 0; i < subscriber_count(subscriber); i++) {
        const Subscription *subscription =
            &g_array_index(subscriber->subscriptions, Subscription, i);

        if (!subscription_matches(subscription, tag))
            continue;
        if (tag->sequence > subscription->after)
            return false;
        wanted = true;
    }
    return wanted;
}

void subscriber_send(Subscriber *subscriber, const EventTag *tag, GBytes *message)
{
    if (subscriber->gap_count == 0 && subscriber->queue(subscriber->data, message, false))
        return;
    if (subscriber->gap_count++ == 0)
        subscriber->gap_first = tag->sequence;
    subscriber->gap_last = tag->sequence;
}
