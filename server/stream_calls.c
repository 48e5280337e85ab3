/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * STREAM_RECV, SEND, FINISH, ABORT: see stream_calls.h.
 *
 * A client must be able to abort what it waits for, and a receiver may wait for ever: so it does
 * not count as a call in flight, unless there are as many already as calls may be. Then the client
 * is not read, as for any other call. A sender counts: that holds a client back that sends faster
 * than its stream takes.
 */
#include "server/stream_calls.h"

#include "base/coroutine.h"
#include "server/call.h"
#include "server/stream.h"
#include "server/stream_buffer.h"

#define WAIT_FOR_EVER UINT32_MAX

static StreamList *stream_calls_list(DriverCall *driver_call)
{
    return peer_streams(call_of(driver_call)->peer);
}

/* A reference, since the stream may end during a wait. */
static Stream *stream_calls_find(DriverCall *driver_call, const uint32_t *xid, GError **err)
{
    Stream *stream = stream_find_xid(stream_calls_list(driver_call), xid, err);

    return stream ? stream_ref(stream) : NULL;
}

static bool stream_calls_may_wait(const Call *call)
{
    const Limits *limits = peer_host(call->peer)->limits;

    return peer_streams(call->peer)->uncounted < limits->calls &&
           coroutine_count() < limits->calls_in_all;
}

/* Hands over size bytes of buffer as data of the result. */
static void stream_calls_give(Call *call, vmrpc_stream_recv_ret *ret, uint8_t *buffer, size_t size)
{
    ret->data.data_len = (u_int) size;
    if (size >= STREAM_BUFFER_LEND_MIN) {
        call_lend(call, &ret->data.data_val, stream_buffer_lend(buffer, size));
        return;
    }
    ret->data.data_val = size > 0 ? g_memdup2(buffer, size) : NULL;
    stream_buffer_give(buffer);
}

bool stream_calls_recv(DriverCall *driver_call, const vmrpc_stream_recv_args *args,
                       vmrpc_stream_recv_ret *ret, GError **err)
{
    g_autoptr(Stream) stream = stream_calls_find(driver_call, args->opened_by, err);
    StreamList *list = stream_calls_list(driver_call);
    size_t max = args->max > 0 ? MIN(args->max, VMRPC_STREAM_DATA_MAX) : VMRPC_STREAM_DATA_MAX;
    int64_t timeout_us = args->wait_ms == WAIT_FOR_EVER ? -1 : (int64_t) args->wait_ms * 1000;
    unsigned uncounted = stream_calls_may_wait(call_of(driver_call));
    uint8_t *buffer;
    bool ended;
    ssize_t size;

    if (!stream)
        return false;
    buffer = stream_buffer_take();
    list->waiting++;
    list->uncounted += uncounted;
    size = stream_co_recv(stream, buffer, max, timeout_us, &ret->hole, &ended, err);
    list->uncounted -= uncounted;
    list->waiting--;
    if (size < 0) {
        stream_buffer_give(buffer);
        return false;
    }
    stream_calls_give(call_of(driver_call), ret, buffer, (size_t) size);
    ret->ended = ended;
    return true;
}

bool stream_calls_send(DriverCall *driver_call, const vmrpc_stream_send_args *args, GError **err)
{
    g_autoptr(Stream) stream = stream_calls_find(driver_call, args->opened_by, err);
    StreamList *list = stream_calls_list(driver_call);
    bool sent;

    if (!stream)
        return false;
    list->waiting++;
    sent = stream_co_send(stream, (const uint8_t *) args->data.data_val, args->data.data_len,
                          args->hole, err);
    list->waiting--;
    return sent;
}

bool stream_calls_finish(DriverCall *driver_call, const vmrpc_stream_finish_args *args,
                         GError **err)
{
    g_autoptr(Stream) stream = stream_calls_find(driver_call, args->opened_by, err);

    return stream && stream_co_finish(stream, err);
}

bool stream_calls_abort(DriverCall *driver_call, const vmrpc_stream_abort_args *args, GError **err)
{
    g_autoptr(Stream) stream = stream_calls_find(driver_call, args->opened_by, err);

    if (stream)
        stream_abort(stream);
    return stream != NULL;
}
