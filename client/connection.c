/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of a VmrpcConnection: made around a transport, counted, closed, freed.
 *
 * Closing and freeing are two things: domains and threads may hold references long after the
 * descriptors are gone. In a process that has forked off nothing is sent and no lock is taken.
 */
#include "client/connection.h"

#include <string.h>

#include "client/completion.h"
#include "client/limits.h"
#include "client/own_process.h"
#include "client/recovery.h"
#include "client/stub.h"
#include "client/subscription.h"

static _Thread_local int thread_timeout_ms = VMRPC_TIMEOUT_DEFAULT;

static void connection_take_event(const uint8_t *body, size_t size, void *data)
{
    VmrpcConnection *connection = data;

    event_queue_push(&connection->events, body, size);
    wire_notify(connection->wire);
}

VmrpcConnection *connection_create(Transport *transport, const char *address, Child *child,
                                   GError **err)
{
    VmrpcConnection *connection = g_new0(VmrpcConnection, 1);

    connection->refs = 1;
    connection->owner = own_process();
    connection->child = child;
    connection->address = g_strdup(address);
    connection->timeout_ms = CLIENT_TIMEOUT_MS;
    connection->features = g_new0(char *, 1);
    connection->subscriptions = g_hash_table_new(NULL, NULL);
    event_queue_init(&connection->events);
    g_queue_init(&connection->completed);
    pthread_cond_init(&connection->delivered, NULL);
    connection->wire = wire_new(transport, address, connection_take_event, connection, err);
    if (!connection->wire) {
        if (child)
            g_free(child_end(g_steal_pointer(&connection->child), true));
        vmrpc_connection_unref(connection);
        return NULL;
    }
    return connection;
}

bool connection_in_callback(const VmrpcConnection *connection)
{
    return connection->is_delivering && pthread_equal(connection->deliverer, pthread_self());
}

/* CONNECT_CLOSE, and a moment for the answer. With the lock held. */
static void connection_say_goodbye(VmrpcConnection *connection)
{
    connect_close_res result = {0};
    WireCall call = {
        .id = {.program = REMOTE_PROGRAM, .version = REMOTE_V1, .procedure = CONNECT_CLOSE},
        .xdr_result = (xdrproc_t) xdr_connect_close_res,
        .result = &result,
        .deadline_us = g_get_monotonic_time() + CLIENT_CLOSE_TIMEOUT_MS * 1000};

    if (wire_start(connection->wire, &call, stub_xdr_none, NULL, NULL))
        wire_wait(connection->wire, &call);
    g_clear_error(&call.error);
    xdr_free((xdrproc_t) xdr_connect_close_res, &result);
}

/* With the lock held. Returns the subscriptions, whose references are to be dropped without it. */
static GPtrArray *connection_end(VmrpcConnection *connection)
{
    GPtrArray *subscriptions = subscription_take_all(connection);

    if (connection->is_opened && !wire_broken(connection->wire))
        connection_say_goodbye(connection);
    wire_close(connection->wire, ERR_INVALID_CONN, "the connection is closed");
    wire_wake(connection->wire); /* also those who waited for it to come back */
    while (connection->is_delivering && !connection_in_callback(connection))
        pthread_cond_wait(&connection->delivered, wire_mutex(connection->wire));
    event_queue_clear(&connection->events);
    completion_drop_all(connection);
    return subscriptions;
}

static void connection_close(VmrpcConnection *connection)
{
    g_autoptr(GPtrArray) subscriptions = NULL;
    bool is_mine = false;

    if (connection->owner != own_process() || !connection->wire)
        return;
    wire_lock(connection->wire);
    if (!connection->is_closed) {
        is_mine = true;
        connection->is_closed = true;
        recovery_stop(connection);
        subscriptions = connection_end(connection);
    }
    wire_unlock(connection->wire);
    if (is_mine && connection->child)
        g_free(child_end(g_steal_pointer(&connection->child), false));
}

static void connection_free_all(VmrpcConnection *connection)
{
    if (connection->wire && connection->owner != own_process())
        g_ptr_array_unref(subscription_take_all(connection));
    wire_free(connection->wire);
    child_free(connection->child);
    recovery_free(connection->recovery);
    event_queue_clear(&connection->events);
    g_hash_table_unref(connection->subscriptions);
    pthread_cond_destroy(&connection->delivered);
    g_strfreev(connection->features);
    g_free(connection->software);
    g_free(connection->address);
    g_free(connection);
}

void vmrpc_connection_close(VmrpcConnection *connection)
{
    if (!connection)
        return;
    connection_close(connection);
    vmrpc_connection_unref(connection);
}

VmrpcConnection *vmrpc_connection_ref(VmrpcConnection *connection)
{
    g_atomic_int_inc(&connection->refs);
    return connection;
}

void vmrpc_connection_unref(VmrpcConnection *connection)
{
    if (!connection || !g_atomic_int_dec_and_test(&connection->refs))
        return;
    connection_close(connection);
    connection_free_all(connection);
}

bool connection_check(const VmrpcConnection *connection, GError **err)
{
    if (connection->owner != own_process())
        return error_set(
            err, ERR_INVALID_CONN,
            "the connection to %s belongs to process %d, from which this one was forked",
            connection->address, (int) connection->owner);
    return true;
}

int64_t connection_deadline_of(int timeout_ms, int default_ms)
{
    if (timeout_ms == VMRPC_TIMEOUT_DEFAULT)
        timeout_ms = thread_timeout_ms;
    if (timeout_ms == VMRPC_TIMEOUT_DEFAULT)
        timeout_ms = default_ms;
    if (timeout_ms < 0)
        return WIRE_NO_DEADLINE;
    return g_get_monotonic_time() + (int64_t) timeout_ms * 1000;
}

int64_t connection_deadline(VmrpcConnection *connection, int timeout_ms)
{
    return connection_deadline_of(timeout_ms, g_atomic_int_get(&connection->timeout_ms));
}

void vmrpc_connection_set_timeout(VmrpcConnection *connection, int timeout_ms)
{
    if (timeout_ms == VMRPC_TIMEOUT_DEFAULT)
        timeout_ms = CLIENT_TIMEOUT_MS;
    g_atomic_int_set(&connection->timeout_ms, MAX(timeout_ms, VMRPC_TIMEOUT_NONE));
}

int vmrpc_set_thread_timeout(int timeout_ms)
{
    int before = thread_timeout_ms;

    thread_timeout_ms = MAX(timeout_ms, VMRPC_TIMEOUT_DEFAULT);
    return before;
}

int vmrpc_connection_is_alive(VmrpcConnection *connection)
{
    bool is_alive;

    if (!connection_check(connection, NULL))
        return 0;
    wire_lock(connection->wire);
    if (!connection->is_closed)
        wire_poke(connection->wire);
    is_alive = !wire_broken(connection->wire) && !recovery_is_running(connection);
    wire_unlock(connection->wire);
    return is_alive;
}

const char *vmrpc_connection_address(VmrpcConnection *connection)
{
    return connection->address;
}

const char *vmrpc_connection_server_software(VmrpcConnection *connection)
{
    return connection->software;
}

void vmrpc_connection_server_release(VmrpcConnection *connection, unsigned int *ret_major,
                                     unsigned int *ret_minor)
{
    *ret_major = connection->release_major;
    *ret_minor = connection->release_minor;
}

int vmrpc_connection_has_feature(VmrpcConnection *connection, const char *feature)
{
    return g_strv_contains((const char *const *) connection->features, feature);
}
