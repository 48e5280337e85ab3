/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of a stream: opened by some call, failed, finished, aborted, freed. Its bytes are in
 * stream_recv.c and stream_send.c.
 *
 * A call of the stream's may end at any time, under the lock, in whatever thread reads: then only
 * the stream's own members change, and no other call is started or given up.
 */
#include "client/stream.h"

#include "client/error.h"

static void stream_unref(VmrpcStream *stream)
{
    if (!g_atomic_int_dec_and_test(&stream->refs))
        return;
    stream_recv_free(stream);
    g_clear_error(&stream->failed);
    vmrpc_connection_unref(stream->connection);
    g_free(stream);
}

/* ---- telling ------------------------------------------------- */

static void stream_deliver(Completion *completion)
{
    VmrpcStream *stream = (VmrpcStream *) completion;
    VmrpcStreamFunc callback;
    void *data;

    wire_lock(stream->connection->wire);
    stream->is_due = false;
    callback = stream->callback;
    data = stream->data;
    wire_unlock(stream->connection->wire);
    if (callback)
        callback(stream, data);
    stream_unref(stream);
}

static void stream_drop(Completion *completion)
{
    VmrpcStream *stream = (VmrpcStream *) completion;

    stream->callback = NULL;
    stream_unref(stream);
}

static void stream_tell(VmrpcStream *stream)
{
    if (!stream->callback || stream->is_due)
        return;
    stream->is_due = true;
    g_atomic_int_inc(&stream->refs);
    completion_push(stream->connection, &stream->completion);
}

void vmrpc_stream_set_callback(VmrpcStream *stream, VmrpcStreamFunc callback, void *data)
{
    wire_lock(stream->connection->wire);
    stream->callback = callback;
    stream->data = data;
    wire_unlock(stream->connection->wire);
}

/* ---- its calls ------------------------------------------------- */

void stream_fail(VmrpcStream *stream, GError *error)
{
    if (stream->failed)
        g_error_free(error);
    else
        stream->failed = error;
}

static void stream_call_finished(WireCall *wire)
{
    StreamCall *call = (StreamCall *) wire;
    VmrpcStream *stream = call->stream;
    GError *error = g_steal_pointer(&wire->error);

    call->in_flight = false;
    if (error || !client_error_check_result(wire->result, &error))
        stream_fail(stream, error);
    call->ended(call);
    stream_tell(stream);
}

bool stream_start(StreamCall *call, rpcproc_t procedure, const char *name, xdrproc_t xdr_args,
                  void *args, GError **err)
{
    call->wire.id.program = VMRPC_PROGRAM;
    call->wire.id.version = VMRPC_V1;
    call->wire.id.procedure = procedure;
    call->wire.name = name;
    call->wire.deadline_us = WIRE_NO_DEADLINE;
    call->wire.finished = stream_call_finished;
    call->in_flight = true; /* it may have ended when it has started */
    if (wire_start(call->stream->connection->wire, &call->wire, xdr_args, args, err))
        return true;
    call->in_flight = false;
    return false;
}

static bool stream_call_is_over(void *data)
{
    return !((const StreamCall *) data)->in_flight;
}

bool stream_wait(StreamCall *call, int64_t deadline_us, GError **err)
{
    VmrpcConnection *connection = call->stream->connection;
    Wire *wire = connection->wire;

    if (call->in_flight && g_get_monotonic_time() >= deadline_us)
        wire_poke(wire);
    return wire_wait_until(wire, stream_call_is_over, call, deadline_us) ||
           error_set(err, ERR_OPERATION_TIMEOUT, "%s: nothing in time from %s", call->wire.name,
                     connection->address);
}

bool stream_check(VmrpcStream *stream, GError **err)
{
    VmrpcConnection *connection = stream->connection;
    GError *error = NULL;

    if (wire_broken(connection->wire)) {
        stream_fail(stream, g_error_copy(wire_broken(connection->wire)));
    } else if (stream->link != connection->events.link) {
        error_set(&error, ERR_RPC, "the stream was lost when the connection to %s was",
                  connection->address);
        stream_fail(stream, error);
    }
    if (stream->failed) {
        g_propagate_error(err, g_error_copy(stream->failed));
        return false;
    }
    return true;
}

/* ---- beginning and end ------------------------------------------------- */

VmrpcStream *stream_new(const Stub *stub)
{
    VmrpcStream *stream = g_new0(VmrpcStream, 1);

    stream->completion = (Completion){.deliver = stream_deliver, .drop = stream_drop};
    stream->refs = 1;
    stream->connection = vmrpc_connection_ref(stub->connection);
    stream->opened_by = stub->xid;
    stream->link = stub->link;
    wire_widen(stub->connection->wire);
    stream->ahead = 1;
    for (size_t i = 0; i < CLIENT_STREAM_AHEAD; i++) {
        stream->pieces[i].call.stream = stream;
        stream->sent[i].call.stream = stream;
    }
    return stream;
}

VmrpcConnection *vmrpc_stream_connection(const VmrpcStream *stream)
{
    return stream->connection;
}

void stream_give_up(StreamCall *call)
{
    if (!call->in_flight)
        return;
    call->in_flight = false;
    wire_cancel(call->stream->connection->wire, &call->wire);
    g_clear_error(&call->wire.error);
}

/* It is over for the user; the server is still to be told. */
static void stream_end(VmrpcStream *stream, ErrorCode code, const char *message)
{
    GError *error = NULL;

    error_set(&error, code, "%s", message);
    stream_fail(stream, error);
    stream->is_over = true;
    stream_recv_end(stream);
    stream_send_end(stream);
}

int vmrpc_stream_finish(VmrpcStream *stream, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    vmrpc_stream_finish_args args = {.opened_by = &stream->opened_by};
    vmrpc_stream_finish_res result = {0};
    GError *err = NULL;
    bool is_sent;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    is_sent = stream_flush(stream, connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT), &err);
    if (is_sent)
        stream_end(stream, ERR_OPERATION_INVALID, "the stream is finished");
    wire_unlock(connection->wire);
    if (is_sent)
        STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_stream_finish, &args, &result,
                          &err);
    return err ? client_error_give(error, err) : 0;
}

int vmrpc_stream_abort(VmrpcStream *stream, VmrpcError **error)
{
    VmrpcConnection *connection = stream->connection;
    vmrpc_stream_abort_args args = {.opened_by = &stream->opened_by};
    vmrpc_stream_abort_res result = {0};
    GError *err = NULL;
    bool is_mine;

    if (!connection_check(connection, &err))
        return client_error_give(error, err);
    wire_lock(connection->wire);
    is_mine = !stream->is_over;
    if (is_mine)
        stream_end(stream, ERR_OPERATION_ABORTED, "the stream was aborted");
    wire_unlock(connection->wire);
    if (is_mine)
        STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_stream_abort, &args, &result,
                          &err);
    return err ? client_error_give(error, err) : 0;
}

/* Tells the server without waiting for its answer; with the lock held. */
static void stream_send_abort(VmrpcStream *stream)
{
    vmrpc_stream_abort_args args = {.opened_by = &stream->opened_by};
    WireCall call = {
        .id = {.program = VMRPC_PROGRAM, .version = VMRPC_V1, .procedure = VMRPC_STREAM_ABORT},
        .one_way = true};

    if (stream->link == stream->connection->events.link)
        wire_start(stream->connection->wire, &call, (xdrproc_t) xdr_vmrpc_stream_abort_args, &args,
                   NULL);
}

void vmrpc_stream_free(VmrpcStream *stream)
{
    if (!stream)
        return;
    if (connection_check(stream->connection, NULL)) {
        wire_lock(stream->connection->wire);
        stream->callback = NULL;
        if (!stream->is_over) {
            stream_end(stream, ERR_OPERATION_ABORTED, "the stream was freed");
            stream_send_abort(stream);
        }
        wire_unlock(stream->connection->wire);
    }
    stream_unref(stream);
}
