/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that the user starts and looks after: vmrpc_call_*().
 *
 * Every other call of the library is one of the wire's too: starting and then waiting. `callback`
 * is cleared, under the lock, by whoever decides that it will not run.
 */
#include "client/completion.h"
#include "client/error.h"
#include "vmrpc_rpc.h"

struct VmrpcCall {
    Completion completion;
    gint refs; /* atomic: the user, and the queue of callbacks that are due */
    VmrpcConnection *connection;
    WireCall wire;
    VmrpcCallFunc callback; /* guarded by the lock */
    void *data;
};

static void call_unref(VmrpcCall *call)
{
    if (!g_atomic_int_dec_and_test(&call->refs))
        return;
    g_clear_error(&call->wire.error);
    vmrpc_connection_unref(call->connection);
    g_free(call);
}

static VmrpcCall *call_of(WireCall *wire)
{
    return (VmrpcCall *) ((char *) wire - offsetof(VmrpcCall, wire));
}

static void call_finished(WireCall *wire)
{
    VmrpcCall *call = call_of(wire);

    if (!call->callback)
        return;
    g_atomic_int_inc(&call->refs);
    completion_push(call->connection, &call->completion);
}

static void call_deliver(Completion *completion)
{
    VmrpcCall *call = (VmrpcCall *) completion;
    VmrpcCallFunc callback;

    wire_lock(call->connection->wire);
    callback = g_steal_pointer(&call->callback);
    wire_unlock(call->connection->wire);
    if (callback)
        callback(call, call->data);
    call_unref(call);
}

static void call_drop(Completion *completion)
{
    VmrpcCall *call = (VmrpcCall *) completion;

    call->callback = NULL;
    call_unref(call);
}

VmrpcCall *vmrpc_call_start(VmrpcConnection *connection, const VmrpcCallProcedure *procedure,
                            void *args, void *result, VmrpcCallFunc callback, void *data,
                            int timeout_ms, VmrpcError **error)
{
    VmrpcCall *call = g_new0(VmrpcCall, 1);
    GError *err = NULL;
    bool started = false;

    call->completion = (Completion){.deliver = call_deliver, .drop = call_drop};
    call->refs = 1;
    call->connection = vmrpc_connection_ref(connection);
    call->callback = callback;
    call->data = data;
    call->wire.id.program = procedure->program;
    call->wire.id.version = procedure->version;
    call->wire.id.procedure = procedure->procedure;
    call->wire.xdr_result = procedure->xdr_result;
    call->wire.result = result;
    call->wire.deadline_us = connection_deadline(connection, timeout_ms);
    call->wire.finished = call_finished;
    if (connection_check(connection, &err)) {
        wire_lock(connection->wire);
        started = wire_start(connection->wire, &call->wire, procedure->xdr_args, args, &err);
        wire_unlock(connection->wire);
    }
    if (started)
        return call;
    call_unref(call);
    client_error_give(error, err);
    return NULL;
}

int vmrpc_call_is_done(VmrpcCall *call)
{
    bool is_done;

    if (!connection_check(call->connection, NULL))
        return 1;
    wire_lock(call->connection->wire);
    if (!call->wire.done)
        wire_poke(call->connection->wire);
    is_done = call->wire.done;
    wire_unlock(call->connection->wire);
    return is_done;
}

int vmrpc_call_wait(VmrpcCall *call, VmrpcError **error)
{
    GError *err = NULL;

    if (!connection_check(call->connection, &err))
        return client_error_give(error, err);
    wire_lock(call->connection->wire);
    wire_wait(call->connection->wire, &call->wire);
    if (call->wire.error)
        err = g_error_copy(call->wire.error);
    wire_unlock(call->connection->wire);
    return err ? client_error_give(error, err) : 0;
}

void vmrpc_call_cancel(VmrpcCall *call)
{
    if (!connection_check(call->connection, NULL))
        return;
    wire_lock(call->connection->wire);
    call->callback = NULL;
    wire_cancel(call->connection->wire, &call->wire);
    wire_unlock(call->connection->wire);
}

void vmrpc_call_free(VmrpcCall *call)
{
    if (!call)
        return;
    vmrpc_call_cancel(call);
    call_unref(call);
}

VmrpcError *vmrpc_call_result_error(const void *result)
{
    GError *err = NULL;
    VmrpcError *error;

    if (client_error_check_result(result, &err))
        return NULL;
    error = client_error_new(err);
    g_error_free(err);
    return error;
}
