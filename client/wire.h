/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wire: one rpc/ connection that any number of threads call on at once.
 *
 * There is no thread of its own. Of the threads that wait, one at a time sleeps in poll() and reads
 * for all (the reader); the others wait until it has their reply, or until it leaves and one of
 * them has to take its place. The lock guards everything here and in the layers above (events,
 * subscriptions), and is never held in poll() or in a user's callback. A wire that broke stays
 * broken until it adopts another's connection.
 */
#ifndef VMRPC_CLIENT_WIRE_H
#define VMRPC_CLIENT_WIRE_H

#include <pthread.h>
#include <rpc/rpc.h>

#include "rpc/connection.h"

typedef struct Wire Wire;
typedef struct WireCall WireCall;

/* Microseconds of the monotonic clock; this one is never reached. */
#define WIRE_NO_DEADLINE INT64_MAX

/* A call, from wire_start() until it is done. Lives with its caller and must not move or go before
 * it is done or was given up by wire_cancel(). */
struct WireCall {
    CallId id;        /* xid is set by wire_start() */
    const char *name; /* for messages; NULL: by number */
    xdrproc_t xdr_result;
    void *result;
    bool one_way; /* done once it is sent; a reply is ignored */
    int64_t deadline_us;
    void (*finished)(WireCall *call); /* called with the lock held once done is set; may be NULL */
    bool done;
    GError *error;      /* when done: NULL, or why it failed; the caller's to free */
    struct rpc_err rpc; /* the same as libtirpc would tell it */
};

/* Called with the lock held for each event record: the body of the call. */
typedef void (*WireEventFunc)(const uint8_t *body, size_t size, void *data);
/* Asked with the lock held whether what the caller waits for has come. */
typedef bool (*WireReadyFunc)(void *data);

/* Takes over the transport. address is for messages. NULL and err if no descriptors are left. */
Wire *wire_new(Transport *transport, const char *address, WireEventFunc take_event, void *data,
               GError **err);
/* Nobody may be inside any more. */
void wire_free(Wire *wire);

void wire_lock(Wire *wire);
void wire_unlock(Wire *wire);
/* For waiting on conditions of one's own, which are on the monotonic clock. */
pthread_mutex_t *wire_mutex(Wire *wire);
void wire_cond_init(pthread_cond_t *cond);

/* All below: with the lock held; those marked (waits) let go of it in between. */

/* Fails every call in flight and those to come with this code and message, and closes the
 * descriptors (waits, for the reader to leave poll()). */
void wire_close(Wire *wire, ErrorCode code, const char *message);
/* From now on it breaks when the server is silent for so many seconds; 0: it may be for ever. See
 * client/keepalive.h. */
void wire_set_keepalive(Wire *wire, unsigned seconds);
/* NULL as long as the wire works. */
const GError *wire_broken(const Wire *wire);
/* Has func called, with the lock held, when the wire breaks by itself or is closed: who sets this
 * may mend it, and until then threads and poll loops just wait. */
void wire_set_on_break(Wire *wire, void (*func)(void *data), void *data);
/* Breaks it, if it is not broken, and closes the descriptors, but for that of wire_watch(); to be
 * followed by wire_adopt() or wire_close() (waits, for the reader to leave poll()). */
void wire_hang_up(Wire *wire, const char *why);
/* Mends a wire that was hung up with the connection of another, on which nobody has calls in flight
 * or ever will. */
void wire_adopt(Wire *wire, Wire *from);

/* Much will be sent from now on. Takes the lock. */
void wire_widen(Wire *wire);

/* Words that say what the server is, for messages about what it lacks. */
void wire_set_server(Wire *wire, const char *words);

/* Encodes and sends. The call is in flight if this returns true. On failure call->rpc says it too.
 */
bool wire_start(Wire *wire, WireCall *call, xdrproc_t xdr_args, void *args, GError **err);
/* The same for one of several: a call that cannot be sent is done, with its error. */
void wire_start_one(Wire *wire, WireCall *call, xdrproc_t xdr_args, void *args);
/* Waits until the call is done; its deadline sees to it that this ends (waits). */
void wire_wait(Wire *wire, WireCall *call);
/* Gives a call up: done, with ERR_OPERATION_ABORTED, `finished` not called. */
void wire_cancel(Wire *wire, WireCall *call);
unsigned wire_in_flight(const Wire *wire);

/* Waits until ready() or the deadline; false = the deadline (waits). ready() must be true once the
 * wire is broken. */
bool wire_wait_until(Wire *wire, WireReadyFunc ready, void *data, int64_t deadline_us);
/* To be called when something changed that a thread in wire_wait_until() may wait for. */
void wire_wake(Wire *wire);
/* Reads and writes what can be without waiting, unless another thread is the reader, and fails
 * calls whose deadline has passed. */
void wire_poke(Wire *wire);

/* The earliest time at which wire_poke() has to be called even if nothing arrives. */
int64_t wire_next_deadline(const Wire *wire);
/* A descriptor that is readable (POLLIN) whenever wire_poke() would get something done or
 * wire_notify() was called since wire_poke(); made at the first call; -1 and err if that fails. */
int wire_watch(Wire *wire, GError **err);
void wire_notify(Wire *wire);
/* Takes wire_notify() back. */
void wire_acknowledge(Wire *wire);

#endif
