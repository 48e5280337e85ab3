/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a stream brings: pieces that were asked for in advance, and the taking of them.
 *
 * One receiver at a time, with the lock held but while it waits. Pieces are asked for in the order
 * of the ring, and the server answers in that order; only the first is ever taken from. Bytes are
 * copied once, into the buffer of a receiver that waits for them; if none does, or it has too small
 * a buffer, into the piece's own room.
 */
#include <string.h>

#include "client/error.h"
#include "client/stream.h"

static vmrpc_stream_recv_ret *piece_ret(StreamPiece *piece)
{
    return &piece->received.vmrpc_stream_recv_res_u.ret;
}

static void piece_clear(StreamPiece *piece)
{
    if (piece->received.status != 0)
        xdr_free((xdrproc_t) xdr_vmrpc_stream_recv_res, &piece->received);
    memset(&piece->received, 0, sizeof(piece->received));
    piece->taken = 0;
}

static bool piece_is_taken(StreamPiece *piece)
{
    return piece->taken == piece_ret(piece)->data.data_len && piece_ret(piece)->hole == 0;
}

/* There is something to take, or the end. */
static bool piece_is_there(StreamPiece *piece)
{
    return !piece->call.in_flight && (!piece_is_taken(piece) || piece_ret(piece)->ended);
}

/* Where so many bytes of this piece go. */
static uint8_t *piece_room(StreamPiece *piece, size_t size)
{
    VmrpcStream *stream = piece->call.stream;

    if (piece == &stream->pieces[stream->first] && size <= stream->target_size)
        return stream->target;
    if (size > piece->room_size) {
        g_free(piece->room);
        piece->room = g_malloc(size);
        piece->room_size = size;
    }
    return piece->room;
}

/* As rpcgen's routine, which puts bytes where there is room already. */
static bool_t xdr_received(XDR *xdr, vmrpc_stream_recv_res *received)
{
    StreamPiece *piece = (StreamPiece *) ((char *) received - offsetof(StreamPiece, received));
    u_int at = xdr->x_op == XDR_DECODE ? xdr_getpos(xdr) : 0;
    u_int size;
    int status;

    if (xdr->x_op == XDR_FREE) {
        piece_clear(piece);
        return TRUE;
    }
    if (!xdr_int(xdr, &status))
        return FALSE;
    if (status == 0 && xdr_u_int(xdr, &size) && size > 0 && size <= VMRPC_STREAM_DATA_MAX)
        piece_ret(piece)->data.data_val = (char *) piece_room(piece, size);
    return xdr_setpos(xdr, at) && xdr_vmrpc_stream_recv_res(xdr, received);
}

/* An error has been read by now: nothing of it is bytes. A piece that is full tells of a stream
 * that carries much. */
static void piece_ended(StreamCall *call)
{
    StreamPiece *piece = (StreamPiece *) call;

    if (piece->received.status != 0)
        piece_clear(piece);
    if (piece_ret(piece)->data.data_len == VMRPC_STREAM_DATA_MAX)
        call->stream->ahead = CLIENT_STREAM_AHEAD;
}

static bool piece_ask(StreamPiece *piece, GError **err)
{
    VmrpcStream *stream = piece->call.stream;
    vmrpc_stream_recv_args args = {.opened_by = &stream->opened_by, .wait_ms = UINT32_MAX};

    piece_clear(piece);
    piece->call.ended = piece_ended;
    piece->call.wire.xdr_result = (xdrproc_t) xdr_received;
    piece->call.wire.result = &piece->received;
    piece->is_asked = stream_start(&piece->call, VMRPC_STREAM_RECV, "vmrpc_stream_recv",
                                   (xdrproc_t) xdr_vmrpc_stream_recv_args, &args, err);
    return piece->is_asked;
}

static StreamPiece *stream_first(VmrpcStream *stream)
{
    return &stream->pieces[stream->first];
}

/* Leaves behind what has been taken, and asks for as many as are wanted in advance. */
static bool stream_ask(VmrpcStream *stream, GError **err)
{
    StreamPiece *first = stream_first(stream);

    while (first->is_asked && !first->call.in_flight && !piece_is_there(first)) {
        first->is_asked = false;
        stream->first = (stream->first + 1) % CLIENT_STREAM_AHEAD;
        first = stream_first(stream);
    }
    if (piece_ret(first)->ended)
        return true;
    for (unsigned i = 0; i < stream->ahead; i++) {
        StreamPiece *piece = &stream->pieces[(stream->first + i) % CLIENT_STREAM_AHEAD];

        if (!piece->is_asked && !piece_ask(piece, err))
            return false;
    }
    return true;
}

/* Until there is something to take or the end. */
static bool stream_await(VmrpcStream *stream, int64_t deadline_us, GError **err)
{
    while (!piece_is_there(stream_first(stream))) {
        if (!stream_check(stream, err) || !stream_ask(stream, err) ||
            !stream_wait(&stream_first(stream)->call, deadline_us, err))
            return false;
    }
    return true;
}

/* Something of the first piece, which is there. */
static size_t stream_take(VmrpcStream *stream, void *buffer, size_t size, uint64_t *ret_hole)
{
    StreamPiece *piece = stream_first(stream);
    vmrpc_stream_recv_ret *ret = piece_ret(piece);
    size_t n = MIN(size, ret->data.data_len - piece->taken);

    if (n > 0) {
        if (ret->data.data_val != buffer)
            memcpy(buffer, ret->data.data_val + piece->taken, n);
        piece->taken += n;
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

ssize_t vmrpc_stream_recv(VmrpcStream *stream, void *buffer, size_t size, int timeout_ms,
                          uint64_t *ret_hole, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    GError *err = NULL;
    ssize_t n = -1;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    stream->target = buffer;
    stream->target_size = size;
    if (stream_await(stream, connection_deadline(connection, timeout_ms), &err)) {
        n = (ssize_t) stream_take(stream, buffer, size, ret_hole);
        if (!stream->failed)
            stream_ask(stream, NULL);
    }
    stream->target_size = 0;
    wire_unlock(connection->wire);
    return err ? client_error_give(error, err) : n;
}

void stream_recv_end(VmrpcStream *stream)
{
    for (size_t i = 0; i < CLIENT_STREAM_AHEAD; i++) {
        stream_give_up(&stream->pieces[i].call);
        piece_clear(&stream->pieces[i]);
        stream->pieces[i].is_asked = false;
    }
}

void stream_recv_free(VmrpcStream *stream)
{
    for (size_t i = 0; i < CLIENT_STREAM_AHEAD; i++) {
        piece_clear(&stream->pieces[i]);
        g_free(stream->pieces[i].room);
    }
}
