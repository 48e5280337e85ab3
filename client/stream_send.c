/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is given to a stream: a few calls in flight, each with bytes or a hole.
 *
 * One sender at a time, with the lock held but while it waits. The server takes what it gets in
 * the order of the calls, and after a failure nothing more.
 */
#include <string.h>

#include "client/error.h"
#include "client/stream.h"

static void stream_sent_ended(StreamCall *call)
{
    StreamSent *sent = (StreamSent *) call;

    xdr_free((xdrproc_t) xdr_vmrpc_stream_send_res, &sent->result);
}

/* Waits until this one has been taken. */
static bool stream_await_sent(StreamSent *sent, int64_t deadline_us, GError **err)
{
    return stream_wait(&sent->call, deadline_us, err) && stream_check(sent->call.stream, err);
}

/* Bytes, or a hole. */
static bool stream_put(VmrpcStream *stream, const uint8_t *bytes, size_t size, uint64_t hole,
                       int64_t deadline_us, GError **err)
{
    vmrpc_stream_send_args args = {.opened_by = &stream->opened_by,
                                   .data = {.data_len = (u_int) size, .data_val = (char *) bytes},
                                   .hole = hole};
    StreamSent *sent = &stream->sent[stream->next];

    if (!stream_check(stream, err) || !stream_await_sent(sent, deadline_us, err))
        return false;
    stream->next = (stream->next + 1) % CLIENT_STREAM_AHEAD;
    memset(&sent->result, 0, sizeof(sent->result));
    sent->call.ended = stream_sent_ended;
    sent->call.wire.xdr_result = (xdrproc_t) xdr_vmrpc_stream_send_res;
    sent->call.wire.result = &sent->result;
    return stream_start(&sent->call, VMRPC_STREAM_SEND, "vmrpc_stream_send",
                        (xdrproc_t) xdr_vmrpc_stream_send_args, &args, err);
}

ssize_t vmrpc_stream_send(VmrpcStream *stream, const void *bytes, size_t size, int timeout_ms,
                          VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    int64_t deadline_us;
    GError *err = NULL;
    size_t sent = 0;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    deadline_us = connection_deadline(connection, timeout_ms);
    wire_lock(connection->wire);
    while (sent < size) {
        size_t part = MIN(size - sent, VMRPC_STREAM_DATA_MAX);

        if (!stream_put(stream, (const uint8_t *) bytes + sent, part, 0, deadline_us, &err))
            break;
        sent += part;
    }
    if (sent > 0 && !stream->failed) /* only the time is over */
        g_clear_error(&err);
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : (ssize_t) sent;
}

int vmrpc_stream_send_hole(VmrpcStream *stream, uint64_t size, int timeout_ms, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    GError *err = NULL;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    if (size > 0)
        stream_put(stream, NULL, 0, size, connection_deadline(connection, timeout_ms), &err);
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : 0;
}

bool stream_flush(VmrpcStream *stream, int64_t deadline_us, GError **err)
{
    for (size_t i = 0; i < CLIENT_STREAM_AHEAD; i++)
        if (!stream_wait(&stream->sent[i].call, deadline_us, err))
            return false;
    return stream_check(stream, err);
}

int vmrpc_stream_flush(VmrpcStream *stream, int timeout_ms, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    GError *err = NULL;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    stream_flush(stream, connection_deadline(connection, timeout_ms), &err);
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : 0;
}

void stream_send_end(VmrpcStream *stream)
{
    for (size_t i = 0; i < CLIENT_STREAM_AHEAD; i++)
        stream_give_up(&stream->sent[i].call);
}
