/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stream: the daemon's side of a driver's StreamEnd, and all streams of one connection.
 *
 * A stream is opening until the reply to the call that opens it is queued, then open until it is
 * finished or aborted, by the client or because its connection ends. It is known by that call's
 * CallId. Ending takes it off its list and wakes whoever is inside, who then fails; the driver's
 * end is freed with the last reference. So a stream may outlive its connection, and knows neither
 * it nor the framing: stream_calls.h is how clients of ONC RPC reach it.
 *
 * Per direction one coroutine at a time is inside the driver; the others queue in order. After a
 * failure of the driver all that follows fails too: no bytes are left out in the middle.
 */
#ifndef VMRPC_SERVER_STREAM_H
#define VMRPC_SERVER_STREAM_H

#include "drivers/stream.h"
#include "rpc/message.h"
#include "server/limits.h"

typedef struct Stream Stream;

/* The streams of one connection. All zero is an empty one. */
typedef struct StreamList {
    GQueue streams; /* of Stream, in the order of their opening; private */
    bool closed;    /* nothing opens any more */
    /* Kept by who serves the client: its calls that wait for a stream, maybe for ever; and how many
     * of these do not count as calls in flight. */
    unsigned waiting, uncounted;
} StreamList;

/* Aborts all streams. */
void stream_list_close(StreamList *list);
/* Those that are opening included. */
unsigned stream_list_count(const StreamList *list);
/* Whether the client may be waiting for data, so that it is not idle when it asks for nothing. */
bool stream_list_readable(const StreamList *list);

/* Makes a stream of end, which is taken over also on failure: the list is closed, is full (one that
 * can only be read, and has been to its end, makes room) or holds one with this XID, or all lists
 * together are full and there is one in this. The caller gets a reference; stream_begin() or
 * stream_abort() comes next. */
Stream *stream_open(StreamList *list, const Limits *limits, const CallId *opener, StreamEnd *end,
                    GError **err);
/* The reply to its opener is queued: from now on it is found. */
void stream_begin(Stream *stream);

Stream *stream_ref(Stream *stream);
void stream_unref(Stream *stream); /* takes NULL */

/* Without a reference. NULL: there is none, or it is still opening. */
Stream *stream_find(const StreamList *list, const CallId *opener);
/* The same by XID alone; xid NULL: the one that began last. */
Stream *stream_find_xid(const StreamList *list, const uint32_t *xid, GError **err);

/* As in StreamOps, at most timeout_us until it is this coroutine's turn and there is something. */
ssize_t stream_co_recv(Stream *stream, uint8_t *buffer, size_t max, int64_t timeout_us,
                       uint64_t *ret_hole, bool *ret_ended, GError **err);
/* Bytes, then a hole; either may be missing. All or a failure. */
bool stream_co_send(Stream *stream, const uint8_t *bytes, size_t size, uint64_t hole, GError **err);
/* After what is being sent. Ends the stream, also when it fails. */
bool stream_co_finish(Stream *stream, GError **err);
/* Ends the stream at once; nothing happens to one that has ended. Not a wait. */
void stream_abort(Stream *stream);

/* It has not ended. */
bool stream_is_alive(const Stream *stream);
bool stream_can_recv(const Stream *stream);
bool stream_can_send(const Stream *stream);
const CallId *stream_opener(const Stream *stream);

/* What a framing keeps about a stream. ended (NULL: nothing) is called once, when the stream ends,
 * however that comes about, and must not wait; destroy with the last reference. */
void stream_attach(Stream *stream, void *data, void (*ended)(void *data), GDestroyNotify destroy);
void *stream_attached(const Stream *stream); /* NULL: nothing */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_unref)

#endif
