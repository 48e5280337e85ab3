/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread that mends a connection: see recovery.h.
 *
 * An attempt opens a connection of its own, as vmrpc_connection_open() does, and then moves what it
 * got into the application's. Either all of an attempt counts or nothing: events that came with one
 * that failed are forgotten, so that the next asks for them again and a gap is told once. Between
 * attempts there is a growing pause, also when the server takes us in only to drop us.
 */
#include "client/recovery.h"

#include <signal.h>

#include "client/error.h"
#include "client/open.h"
#include "client/stub.h"
#include "client/subscription.h"

/* The first pause, the longest, and how long a connection must last for pauses to start anew. */
#define RECOVERY_PAUSE_US (G_USEC_PER_SEC / 10)
#define RECOVERY_PAUSE_MAX_US (30 * G_USEC_PER_SEC)
#define RECOVERY_STABLE_US (10 * G_USEC_PER_SEC)
/* How long one attempt may take, and each call in it. */
#define RECOVERY_ATTEMPT_MS 30000

struct Recovery {
    char *uri;
    unsigned flags;
    /* Guarded by the connection's lock. */
    bool is_running; /* there is a thread */
    bool is_known;   /* and `thread` is set */
    bool is_lost;    /* no thread could be started: there is no coming back */
    pthread_t thread;
    pthread_cond_t stopped;
    int64_t pause_us; /* before the next attempt */
    int64_t since_us; /* when the last attempt succeeded */
    GError *last;     /* why the last attempt failed */
};

static void *recovery_run(void *data);

void recovery_free(Recovery *recovery)
{
    if (!recovery)
        return;
    pthread_cond_destroy(&recovery->stopped);
    g_clear_error(&recovery->last);
    g_free(recovery->uri);
    g_free(recovery);
}

void recovery_stop(VmrpcConnection *connection)
{
    if (connection->recovery)
        pthread_cond_signal(&connection->recovery->stopped);
}

bool recovery_is_running(const VmrpcConnection *connection)
{
    return connection->recovery && connection->recovery->is_running;
}

const GError *recovery_failure(const VmrpcConnection *connection)
{
    const Recovery *recovery = connection->recovery;

    if (recovery && !recovery->is_lost && !connection->is_closed)
        return NULL;
    return wire_broken(connection->wire);
}

/* ---- waiting for it ------------------------------------------------- */

static bool recovery_is_over(void *data)
{
    const VmrpcConnection *connection = data;

    return connection->is_closed || !recovery_is_running(connection);
}

static bool recovery_is_mine(const Recovery *recovery)
{
    return recovery->is_known && pthread_equal(recovery->thread, pthread_self());
}

bool recovery_await(VmrpcConnection *connection, int64_t deadline_us, GError **err)
{
    const Recovery *recovery = connection->recovery;
    const GError *broken;

    if (recovery_is_over(connection) || recovery_is_mine(recovery))
        return true;
    if (!connection_in_callback(connection) &&
        wire_wait_until(connection->wire, recovery_is_over, connection, deadline_us))
        return true;
    broken = wire_broken(connection->wire);
    return error_set(err, ERR_RPC, "%s; it is being made anew%s%s",
                     broken ? broken->message : "the connection is not ready yet",
                     recovery->last ? ", so far in vain: " : "",
                     recovery->last ? recovery->last->message : "");
}

/* ---- starting it ------------------------------------------------- */

/* No signal of the application's is ever handled in the thread. */
static bool recovery_start(VmrpcConnection *connection)
{
    pthread_attr_t attributes;
    sigset_t all;
    sigset_t before;
    pthread_t thread;
    bool started;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&thread, &attributes, recovery_run, connection) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

/* Called by the wire when it breaks, with the lock held. */
static void recovery_begin(void *data)
{
    VmrpcConnection *connection = data;
    Recovery *recovery = connection->recovery;

    if (connection->is_closed || recovery->is_running || recovery->is_lost)
        return;
    if (g_get_monotonic_time() - recovery->since_us >= RECOVERY_STABLE_US)
        recovery->pause_us = 0;
    g_clear_error(&recovery->last);
    vmrpc_connection_ref(connection);
    recovery->is_known = false;
    recovery->is_running = true;
    if (recovery_start(connection))
        return;
    recovery->is_running = false;
    recovery->is_lost = true;
    g_atomic_int_dec_and_test(&connection->refs); /* the caller has another */
}

void recovery_enable(VmrpcConnection *connection, const char *uri, unsigned flags)
{
    Recovery *recovery = g_new0(Recovery, 1);

    recovery->uri = g_strdup(uri);
    recovery->flags = flags & ~(unsigned) VMRPC_CONNECTION_OPEN_RECONNECT;
    wire_cond_init(&recovery->stopped);
    wire_lock(connection->wire);
    connection->recovery = recovery;
    wire_set_on_break(connection->wire, recovery_begin, connection);
    if (wire_broken(connection->wire))
        recovery_begin(connection);
    wire_unlock(connection->wire);
}

/* ---- one attempt ------------------------------------------------- */

/* Moves what was opened into the application's connection; false if that has been closed. */
static bool recovery_adopt(VmrpcConnection *connection, VmrpcConnection *fresh)
{
    bool is_wanted;

    wire_lock(connection->wire);
    is_wanted = !connection->is_closed;
    if (is_wanted) {
        wire_lock(fresh->wire);
        wire_adopt(connection->wire, fresh->wire);
        fresh->is_opened = false;
        wire_unlock(fresh->wire);
        connection->is_opened = true;
        connection->child = g_steal_pointer(&fresh->child);
        event_queue_renew(&connection->events, fresh->events.seen.epoch);
    }
    wire_unlock(connection->wire);
    return is_wanted;
}

/* Asks for what was missed. has_gap: the server cannot tell, so something may have been. */
static bool recovery_resume(VmrpcConnection *connection, EventPlace *place, bool *has_gap,
                            GError **err)
{
    vmrpc_event_resume_args args = {0};
    vmrpc_event_resume_res result = {0};
    g_autoptr(GError) error = NULL;

    wire_lock(connection->wire);
    args.epoch = connection->events.seen.epoch;
    args.last_sequence = connection->events.seen.sequence;
    wire_unlock(connection->wire);
    if (!place->epoch) {
        *has_gap = true;
        return true;
    }
    if (STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_event_resume, &args, &result,
                          &error)) {
        place->sequence = result.vmrpc_event_resume_res_u.ret.event_sequence;
        return true;
    }
    *has_gap = client_error_code(error) == ERR_NO_SUPPORT;
    if (!*has_gap)
        g_propagate_error(err, g_steal_pointer(&error));
    return *has_gap;
}

/* place: the server's, as it said when it was opened. */
static bool recovery_take_up(VmrpcConnection *connection, EventPlace place, GError **err)
{
    bool has_any = false;
    bool has_gap = false;
    bool resumed = subscription_renew_all(connection, &has_any, err) &&
                   (!has_any || recovery_resume(connection, &place, &has_gap, err));

    wire_lock(connection->wire);
    if (resumed && wire_broken(connection->wire)) {
        resumed = false;
        g_propagate_error(err, g_error_copy(wire_broken(connection->wire)));
    }
    if (resumed)
        event_queue_commit(&connection->events, place, has_gap);
    else
        event_queue_abandon(&connection->events);
    wire_unlock(connection->wire);
    return resumed;
}

static bool recovery_attempt(VmrpcConnection *connection, GError **err)
{
    const Recovery *recovery = connection->recovery;
    VmrpcConnection *fresh = open_connection(recovery->uri, recovery->flags, err);
    EventPlace place;
    bool adopted;

    if (!fresh)
        return false;
    place = fresh->events.seen;
    adopted = recovery_adopt(connection, fresh);
    vmrpc_connection_unref(fresh);
    if (!adopted)
        return error_set(err, ERR_INVALID_CONN, "the connection is closed");
    return recovery_take_up(connection, place, err);
}

/* ---- the thread ------------------------------------------------- */

/* Leaves nothing of the connection that broke; with the lock held, which it lets go. */
static void recovery_clear(VmrpcConnection *connection, const char *why)
{
    Child *child;

    wire_hang_up(connection->wire, why);
    if (connection->is_closed)
        return;
    child = g_steal_pointer(&connection->child);
    wire_unlock(connection->wire);
    if (child)
        g_free(child_end(child, true));
    wire_lock(connection->wire);
}

/* Whether anybody but the thread holds the connection, and has not closed it. */
static bool recovery_is_wanted(VmrpcConnection *connection)
{
    return !connection->is_closed && g_atomic_int_get(&connection->refs) > 1;
}

/* With the lock held, which it lets go. */
static void recovery_pause(VmrpcConnection *connection)
{
    Recovery *recovery = connection->recovery;
    int64_t spread_us = recovery->pause_us / 4 + 1;
    int64_t until_us =
        g_get_monotonic_time() + recovery->pause_us + g_random_int_range(0, (gint32) spread_us);
    struct timespec until = {.tv_sec = until_us / G_USEC_PER_SEC,
                             .tv_nsec = until_us % G_USEC_PER_SEC * 1000};

    while (recovery->pause_us && !connection->is_closed && g_get_monotonic_time() < until_us)
        pthread_cond_timedwait(&recovery->stopped, wire_mutex(connection->wire), &until);
    recovery->pause_us = CLAMP(recovery->pause_us * 2, RECOVERY_PAUSE_US, RECOVERY_PAUSE_MAX_US);
}

/* With the lock held, which it lets go. */
static bool recovery_try(VmrpcConnection *connection)
{
    Recovery *recovery = connection->recovery;
    GError *error = NULL;
    bool succeeded;

    wire_unlock(connection->wire);
    succeeded = recovery_attempt(connection, &error);
    wire_lock(connection->wire);
    if (succeeded && wire_broken(connection->wire)) /* in between */
        error = g_error_copy(wire_broken(connection->wire));
    if (!error) {
        recovery->since_us = g_get_monotonic_time();
        return true;
    }
    g_clear_error(&recovery->last);
    recovery->last = error;
    recovery_clear(connection, error->message);
    return false;
}

static void *recovery_run(void *data)
{
    VmrpcConnection *connection = data;
    Recovery *recovery = connection->recovery;

    vmrpc_set_thread_timeout(RECOVERY_ATTEMPT_MS);
    wire_lock(connection->wire);
    recovery->thread = pthread_self();
    recovery->is_known = true;
    recovery_clear(connection, "");
    do
        recovery_pause(connection);
    while (recovery_is_wanted(connection) && !recovery_try(connection));
    recovery->is_known = false;
    recovery->is_running = false;
    wire_notify(connection->wire);
    wire_wake(connection->wire);
    wire_unlock(connection->wire);
    vmrpc_connection_unref(connection);
    return NULL;
}
