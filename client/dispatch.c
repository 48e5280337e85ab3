/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running callbacks: the one place from which the library calls the user, and never with its lock
 * held.
 *
 * One thread delivers at a time, so that events stay in order. What a callback itself does (calls,
 * unsubscribing, closing) finds everything consistent; dispatching from within it does nothing.
 */
#include "client/completion.h"
#include "client/error.h"
#include "client/limits.h"
#include "client/recovery.h"
#include "client/subscription.h"

static bool dispatch_is_pending(const VmrpcConnection *connection)
{
    return connection->completed.length > 0 || event_queue_is_pending(&connection->events);
}

/* Runs one callback that is due. The lock is held before and after, not during. */
static bool dispatch_one(VmrpcConnection *connection, int *called)
{
    Completion *completion = completion_pop(connection);
    g_autofree QueuedEvent *queued = completion ? NULL : event_queue_pop(&connection->events);

    if (!completion && !queued)
        return false;
    wire_unlock(connection->wire);
    if (completion) {
        completion->deliver(completion);
        (*called)++;
    } else {
        *called += subscription_deliver(connection, queued);
    }
    wire_lock(connection->wire);
    return true;
}

/* With the lock held. Returns how many callbacks ran. */
static int dispatch_deliver(VmrpcConnection *connection)
{
    int called = 0;

    if (connection->is_delivering)
        return 0;
    connection->is_delivering = true;
    connection->deliverer = pthread_self();
    for (unsigned i = 0; i < CLIENT_DISPATCH_MAX && !connection->is_closed; i++)
        if (!dispatch_one(connection, &called))
            break;
    connection->is_delivering = false;
    if (!dispatch_is_pending(connection))
        wire_acknowledge(connection->wire);
    pthread_cond_broadcast(&connection->delivered);
    wire_wake(connection->wire);
    return called;
}

/* -1 once nothing is left of a broken connection; with the lock held. */
static int dispatch_result(VmrpcConnection *connection, int called, GError **err)
{
    const GError *broken = recovery_failure(connection);

    if (called > 0 || !broken)
        return called;
    if (!connection->is_closed && (connection->is_delivering || dispatch_is_pending(connection)))
        return called;
    *err = g_error_copy(broken);
    return -1;
}

static bool dispatch_is_ready(void *data)
{
    const VmrpcConnection *connection = data;

    if (connection->is_delivering)
        return connection->is_closed;
    return dispatch_is_pending(connection) || recovery_failure(connection);
}

int vmrpc_connection_dispatch(VmrpcConnection *connection, int timeout_ms, VmrpcError **error)
{
    int64_t deadline_us =
        timeout_ms < 0 ? WIRE_NO_DEADLINE : g_get_monotonic_time() + (int64_t) timeout_ms * 1000;
    GError *err = NULL;
    int called = 0;
    bool in_time = timeout_ms != 0;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    vmrpc_connection_ref(connection);
    wire_lock(connection->wire);
    if (!connection->is_closed)
        wire_poke(connection->wire);
    while (!connection_in_callback(connection)) {
        called = dispatch_result(connection, dispatch_deliver(connection), &err);
        if (called != 0 || !in_time)
            break;
        in_time = wire_wait_until(connection->wire, dispatch_is_ready, connection, deadline_us);
    }
    wire_unlock(connection->wire);
    vmrpc_connection_unref(connection);
    return called < 0 ? client_error_give(error, err) : called;
}

int vmrpc_connection_fd(VmrpcConnection *connection)
{
    int fd = -1;

    if (!connection_check(connection, NULL))
        return -1;
    wire_lock(connection->wire);
    if (!connection->is_closed)
        fd = wire_watch(connection->wire, NULL);
    wire_unlock(connection->wire);
    return fd;
}

int vmrpc_connection_poll_timeout(VmrpcConnection *connection)
{
    int64_t deadline_us;
    int64_t left_us;

    if (!connection_check(connection, NULL))
        return 0;
    wire_lock(connection->wire);
    deadline_us = wire_next_deadline(connection->wire);
    if (recovery_failure(connection) ||
        (!connection->is_delivering && dispatch_is_pending(connection)))
        deadline_us = 0;
    wire_unlock(connection->wire);
    left_us = MAX(deadline_us - g_get_monotonic_time(), 0);
    return deadline_us == WIRE_NO_DEADLINE ? -1 : (int) MIN((left_us + 999) / 1000, G_MAXINT);
}
