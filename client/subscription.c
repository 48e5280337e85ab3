/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Subscriptions to events: registering with the server, matching, calling back, taking up after a
 * break.
 *
 * The server filters too, but per connection and not per subscription: what arrives is matched
 * again here, by kind and UUID. No callback runs with the lock held.
 */
#include "client/subscription.h"

#include <string.h>

#include "client/domain.h"
#include "client/error.h"
#include "client/event_decode.h"
#include "client/limits.h"
#include "client/open.h"
#include "client/recovery.h"
#include "client/stub.h"

/* Kinds of domains are 0 to this; those of pools are between these. */
#define KIND_LAST VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE
#define POOL_KIND_FIRST VMRPC_EVENT_KIND_POOL_LIFECYCLE
#define POOL_KIND_LAST VMRPC_EVENT_KIND_POOL_REFRESH

void subscription_unref(Subscription *subscription)
{
    if (!g_atomic_int_dec_and_test(&subscription->refs))
        return;
    if (subscription->free_data)
        subscription->free_data(subscription->data);
    registration_clear(&subscription->registrations);
    g_free(subscription->what.name);
    g_free(subscription);
}

GPtrArray *subscription_take_all(VmrpcConnection *connection)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify) subscription_unref);
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, connection->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        ((Subscription *) value)->is_active = false;
        g_ptr_array_add(all, value);
    }
    g_hash_table_remove_all(connection->subscriptions);
    return all;
}

/* ---- delivering ------------------------------------------------- */

static bool subscription_matches(const Subscription *subscription, const VmrpcEvent *happened)
{
    const Registrable *what = &subscription->what;
    const uint8_t *uuid = NULL;

    if (happened->kind == VMRPC_EVENT_KIND_GAP)
        return true;
    if ((int) happened->kind < what->first || (int) happened->kind > what->last)
        return false;
    if (happened->domain)
        uuid = vmrpc_domain_uuid(happened->domain);
    else if (happened->pool)
        uuid = vmrpc_pool_uuid(happened->pool);
    return !what->name || (uuid && memcmp(uuid, what->uuid, VMRPC_UUID_SIZE) == 0);
}

static gint subscription_compare(gconstpointer a, gconstpointer b)
{
    return (*(Subscription *const *) a)->id - (*(Subscription *const *) b)->id;
}

/* References to those that an event is for (NULL: to all), in the order in which they were made. */
static GPtrArray *subscription_select(VmrpcConnection *connection, const VmrpcEvent *happened)
{
    GPtrArray *selected = g_ptr_array_new_with_free_func((GDestroyNotify) subscription_unref);
    GHashTableIter iter;
    void *value;

    wire_lock(connection->wire);
    g_hash_table_iter_init(&iter, connection->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Subscription *subscription = value;

        if (!happened || subscription_matches(subscription, happened)) {
            g_atomic_int_inc(&subscription->refs);
            g_ptr_array_add(selected, subscription);
        }
    }
    wire_unlock(connection->wire);
    g_ptr_array_sort(selected, subscription_compare);
    return selected;
}

int subscription_deliver(VmrpcConnection *connection, const QueuedEvent *queued)
{
    g_autoptr(DecodedEvent) decoded = event_decode(connection, queued);
    g_autoptr(GPtrArray) selected = NULL;
    int called = 0;

    if (!decoded)
        return 0;
    selected = subscription_select(connection, &decoded->event);
    for (guint i = 0; i < selected->len; i++) {
        Subscription *subscription = selected->pdata[i];
        bool is_active;

        wire_lock(connection->wire);
        is_active = subscription->is_active;
        wire_unlock(connection->wire);
        if (!is_active)
            continue;
        subscription->callback(connection, &decoded->event, subscription->data);
        called++;
    }
    return called;
}

/* ---- registering ------------------------------------------------- */

/* In the list before the server knows of it, so that the first event finds it there. */
static bool subscription_add(VmrpcConnection *connection, Subscription *subscription, GError **err)
{
    bool added = false;

    if (!connection_check(connection, err))
        return false;
    wire_lock(connection->wire);
    if (!recovery_await(connection, connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT), err))
        added = false;
    else if (connection->is_closed)
        error_set(err, ERR_INVALID_CONN, "the connection is closed");
    else if (g_hash_table_size(connection->subscriptions) >= CLIENT_SUBSCRIPTIONS_MAX)
        error_set(err, ERR_RESOURCE_BUSY, "there are %u subscriptions already",
                  CLIENT_SUBSCRIPTIONS_MAX);
    else
        added = true;
    if (added) {
        subscription->id = ++connection->next_subscription;
        subscription->is_active = true;
        g_atomic_int_inc(&subscription->refs);
        g_hash_table_insert(connection->subscriptions, GINT_TO_POINTER(subscription->id),
                            subscription);
    }
    wire_unlock(connection->wire);
    return added;
}

/* The list's reference, now the caller's; NULL if it is not in the list. */
static Subscription *subscription_remove(VmrpcConnection *connection, int id)
{
    Subscription *subscription;

    wire_lock(connection->wire);
    subscription = g_hash_table_lookup(connection->subscriptions, GINT_TO_POINTER(id));
    if (subscription) {
        subscription->is_active = false;
        g_hash_table_remove(connection->subscriptions, GINT_TO_POINTER(id));
    }
    wire_unlock(connection->wire);
    return subscription;
}

/* name and uuid are those of a domain or pool; NULL: all. */
static Subscription *subscription_new(int first, int last, const char *name, const uint8_t *uuid,
                                      VmrpcEventFunc callback, void *data)
{
    Subscription *subscription = g_new0(Subscription, 1);

    subscription->refs = 1;
    subscription->what.is_pool = first >= POOL_KIND_FIRST;
    subscription->what.first = first;
    subscription->what.last = last;
    subscription->what.name = g_strdup(name);
    if (uuid)
        memcpy(subscription->what.uuid, uuid, VMRPC_UUID_SIZE);
    subscription->callback = callback;
    subscription->data = data;
    registration_init(&subscription->registrations);
    return subscription;
}

/* Registers it with the server that is there now, and keeps what that gave unless the subscription
 * was ended or the server lost meanwhile. */
static bool subscription_renew(VmrpcConnection *connection, Subscription *subscription,
                               GError **err)
{
    Registrations registrations = {0};
    bool registered;

    registration_init(&registrations);
    registered = registration_add(connection, &subscription->what, &registrations, err);
    wire_lock(connection->wire);
    if (registered && subscription->is_active && registrations.link == connection->events.link) {
        registration_clear(&subscription->registrations);
        subscription->registrations = registrations;
        registrations.ids = NULL;
    }
    wire_unlock(connection->wire);
    if (registrations.ids)
        registration_remove(connection, &registrations);
    return registered;
}

bool subscription_renew_all(VmrpcConnection *connection, bool *has_any, GError **err)
{
    g_autoptr(GPtrArray) all = subscription_select(connection, NULL);

    *has_any = all->len > 0;
    for (guint i = 0; i < all->len; i++)
        if (!subscription_renew(connection, all->pdata[i], err))
            return false;
    return true;
}

/* What happened before this subscription is not missed when the connection has to be made anew. */
static void subscription_note_place(VmrpcConnection *connection)
{
    EventPlace place = {0};

    if (!connection->recovery || !open_ask_place(connection, &place, NULL))
        return;
    wire_lock(connection->wire);
    if (place.epoch == connection->events.seen.epoch)
        event_queue_note(&connection->events, place.sequence);
    wire_unlock(connection->wire);
}

/* Takes the subscription; free_data is its only once this succeeds. */
static int subscription_begin(VmrpcConnection *connection, Subscription *subscription,
                              void (*free_data)(void *data), VmrpcError **error)
{
    GError *err = NULL;
    int id = -1;

    if (subscription_add(connection, subscription, &err)) {
        id = subscription->id;
        if (!subscription_renew(connection, subscription, &err)) {
            Subscription *listed = subscription_remove(connection, id);

            if (listed)
                subscription_unref(listed);
        }
    }
    if (!err) { /* from now on the user's data are the subscription's */
        subscription->free_data = free_data;
        subscription_note_place(connection);
    }
    subscription_unref(subscription);
    return err ? client_error_give(error, err) : id;
}

/* Whether a kind, or all (then the range stays), is in the range, which it narrows. */
static bool subscription_choose(int kind, int *first, int *last, VmrpcError **error)
{
    GError *err = NULL;

    if (kind == VMRPC_EVENT_KIND_ALL)
        return true;
    if (kind >= *first && kind <= *last) {
        *first = kind;
        *last = kind;
        return true;
    }
    error_set(&err, ERR_INVALID_ARG, "there is no event kind %d of %s", kind,
              *first < POOL_KIND_FIRST ? "domains" : "storage pools");
    client_error_give(error, err);
    return false;
}

int vmrpc_event_subscribe(VmrpcConnection *connection, int kind, VmrpcDomain *domain,
                          VmrpcEventFunc callback, void *data, void (*free_data)(void *data),
                          VmrpcError **error)
{
    int first = VMRPC_EVENT_KIND_LIFECYCLE;
    int last = KIND_LAST;

    if (!subscription_choose(kind, &first, &last, error))
        return -1;
    return subscription_begin(
        connection,
        subscription_new(first, last, domain ? vmrpc_domain_name(domain) : NULL,
                         domain ? vmrpc_domain_uuid(domain) : NULL, callback, data),
        free_data, error);
}

int vmrpc_event_subscribe_pool(VmrpcConnection *connection, int kind, VmrpcPool *pool,
                               VmrpcEventFunc callback, void *data, void (*free_data)(void *data),
                               VmrpcError **error)
{
    int first = POOL_KIND_FIRST;
    int last = POOL_KIND_LAST;

    if (!subscription_choose(kind, &first, &last, error))
        return -1;
    return subscription_begin(connection,
                              subscription_new(first, last, pool ? vmrpc_pool_name(pool) : NULL,
                                               pool ? vmrpc_pool_uuid(pool) : NULL, callback, data),
                              free_data, error);
}

int vmrpc_event_unsubscribe(VmrpcConnection *connection, int id, VmrpcError **error)
{
    Subscription *subscription;
    Registrations registrations;
    GError *err = NULL;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    subscription = subscription_remove(connection, id);
    if (!subscription) {
        error_set(&err, ERR_INVALID_ARG, "there is no subscription %d", id);
        return client_error_give(error, err);
    }
    wire_lock(connection->wire);
    registrations = subscription->registrations;
    registration_init(&subscription->registrations);
    wire_unlock(connection->wire);
    registration_remove(connection, &registrations);
    subscription_unref(subscription);
    return 0;
}

/* ---- taking up again ------------------------------------------------- */

int vmrpc_event_position(VmrpcConnection *connection, uint64_t *ret_epoch, uint64_t *ret_sequence,
                         VmrpcError **error)
{
    EventPlace place;
    GError *err = NULL;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    place = connection->events.taken;
    wire_unlock(connection->wire);
    if (!place.epoch) {
        error_set(&err, ERR_NO_SUPPORT, "the server at %s does not number its events",
                  connection->address);
        return client_error_give(error, err);
    }
    *ret_epoch = place.epoch;
    *ret_sequence = place.sequence;
    return 0;
}

int vmrpc_event_resume(VmrpcConnection *connection, uint64_t epoch, uint64_t sequence,
                       VmrpcError **error)
{
    vmrpc_event_resume_args args = {.epoch = epoch, .last_sequence = sequence};
    vmrpc_event_resume_res result = {0};
    GError *err = NULL;
    bool resumed;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    resumed =
        recovery_await(connection, connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT), &err);
    if (resumed)
        event_queue_hold(&connection->events,
                         epoch == connection->events.seen.epoch ? sequence : 0);
    wire_unlock(connection->wire);
    if (!resumed)
        return client_error_give(error, err);
    resumed = STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_event_resume, &args,
                                &result, &err);
    wire_lock(connection->wire);
    event_queue_release(&connection->events,
                        resumed ? result.vmrpc_event_resume_res_u.ret.event_sequence : UINT64_MAX);
    wire_notify(connection->wire);
    wire_wake(connection->wire);
    wire_unlock(connection->wire);
    return resumed ? !result.vmrpc_event_resume_res_u.ret.complete : client_error_give(error, err);
}
