/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of a stream: what has come and is not taken yet, and what is given.
 *
 * Everything is used by one receiver and one sender at a time, with the lock held but while they
 * wait.
 */
#include <string.h>

#include "client/error.h"
#include "client/stream.h"

/* ---- receiving ------------------------------------------------- */

static vmrpc_stream_recv_ret *stream_received(VmrpcStream *stream)
{
    return &stream->received.vmrpc_stream_recv_res_u.ret;
}

/* A result that is an error has been read: nothing of it is bytes. */
static void stream_recv_ended(VmrpcStream *stream)
{
    if (!stream->failed)
        return;
    xdr_free((xdrproc_t) xdr_vmrpc_stream_recv_res, &stream->received);
    memset(&stream->received, 0, sizeof(stream->received));
}

static bool stream_is_taken(VmrpcStream *stream)
{
    const vmrpc_stream_recv_ret *ret = stream_received(stream);

    return stream->taken == ret->data.data_len && ret->hole == 0;
}

/* Asks for more. */
static bool stream_ask(VmrpcStream *stream, GError **err)
{
    vmrpc_stream_recv_args args = {.opened_by = &stream->opened_by, .wait_ms = UINT32_MAX};

    xdr_free((xdrproc_t) xdr_vmrpc_stream_recv_res, &stream->received);
    memset(&stream->received, 0, sizeof(stream->received));
    stream->taken = 0;
    stream->recv.ended = stream_recv_ended;
    stream->recv.wire.xdr_result = (xdrproc_t) xdr_vmrpc_stream_recv_res;
    stream->recv.wire.result = &stream->received;
    return stream_start(stream, &stream->recv, VMRPC_STREAM_RECV, "vmrpc_stream_recv",
                        (xdrproc_t) xdr_vmrpc_stream_recv_args, &args, err);
}

/* Something of what has come; not to be called while a call for more is in flight. */
static size_t stream_take(VmrpcStream *stream, void *buffer, size_t size, uint64_t *ret_hole)
{
    vmrpc_stream_recv_ret *ret = stream_received(stream);
    size_t n = MIN(size, ret->data.data_len - stream->taken);

    if (n > 0) {
        memcpy(buffer, ret->data.data_val + stream->taken, n);
        stream->taken += n;
        if (ret_hole)
            *ret_hole = 0;
    } else if (ret_hole) {
        *ret_hole = ret->hole;
        ret->hole = 0;
    } else {
        n = (size_t) MIN(size, ret->hole);
        memset(buffer, 0, n);
        ret->hole -= n;
    }
    return n;
}

/* Until there is something to take or the end. */
static bool stream_await(VmrpcStream *stream, int64_t deadline_us, GError **err)
{
    while (stream->recv.in_flight || (stream_is_taken(stream) && !stream_received(stream)->ended)) {
        if (!stream_check(stream, err))
            return false;
        if (!stream->recv.in_flight && !stream_ask(stream, err))
            return false;
        if (!stream_wait(stream, &stream->recv, deadline_us, err))
            return false;
    }
    return true;
}

ssize_t vmrpc_stream_recv(VmrpcStream *stream, void *buffer, size_t size, uint64_t *ret_hole,
                          int timeout_ms, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    GError *err = NULL;
    ssize_t n = -1;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    if (stream_await(stream, connection_deadline(connection, timeout_ms), &err)) {
        n = (ssize_t) stream_take(stream, buffer, size, ret_hole);
        if (stream_is_taken(stream) && !stream_received(stream)->ended && !stream->failed)
            stream_ask(stream, NULL);
    }
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : n;
}

/* ---- sending ------------------------------------------------- */

static void stream_send_ended(VmrpcStream *stream)
{
    xdr_free((xdrproc_t) xdr_vmrpc_stream_send_res, &stream->sent);
}

/* Bytes, or a hole. */
static bool stream_put(VmrpcStream *stream, const uint8_t *bytes, size_t size, uint64_t hole,
                       int64_t deadline_us, GError **err)
{
    vmrpc_stream_send_args args = {.opened_by = &stream->opened_by,
                                   .data = {.data_len = (u_int) size, .data_val = (char *) bytes},
                                   .hole = hole};

    if (!stream_check(stream, err) || !stream_wait(stream, &stream->send, deadline_us, err) ||
        !stream_check(stream, err))
        return false;
    memset(&stream->sent, 0, sizeof(stream->sent));
    stream->send.ended = stream_send_ended;
    stream->send.wire.xdr_result = (xdrproc_t) xdr_vmrpc_stream_send_res;
    stream->send.wire.result = &stream->sent;
    return stream_start(stream, &stream->send, VMRPC_STREAM_SEND, "vmrpc_stream_send",
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

int vmrpc_stream_flush(VmrpcStream *stream, int timeout_ms, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    GError *err = NULL;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    if (stream_wait(stream, &stream->send, connection_deadline(connection, timeout_ms), &err))
        stream_check(stream, &err);
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : 0;
}
