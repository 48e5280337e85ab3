/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cl_ops for libtirpc's CLIENT on top of the wire.
 *
 * A call of a stub is a call of the wire and a wait, nothing more. What a thread's last call said
 * is kept per thread, because a CLIENT has only one place for it and may be used by many.
 */
#include "client/stub.h"

#include <string.h>

#include "client/error.h"
#include "client/older.h"
#include "client/recovery.h"
#include "vmrpc_rpc.h"

static _Thread_local struct rpc_err last_error;

bool_t stub_xdr_none(XDR *xdr, ...)
{
    (void) xdr;
    return TRUE;
}

static int64_t stub_user_deadline(const Stub *stub, struct timeval timeout)
{
    if (stub->has_timeout)
        timeout = stub->timeout;
    return g_get_monotonic_time() + (int64_t) timeout.tv_sec * G_USEC_PER_SEC + timeout.tv_usec;
}

/* The library's own calls get by with what the server has. */
static void stub_fall_back(const Stub *stub, WireCall *call, const void *args, GError **error)
{
    GError *other = NULL;

    if (!stub->name || stub->program != REMOTE_PROGRAM || call->rpc.re_status != RPC_PROCUNAVAIL)
        return;
    if (older_answer(stub->connection, call->id.procedure, args, call->result, &other)) {
        g_clear_error(error);
        call->rpc.re_status = RPC_SUCCESS;
    } else if (other) {
        g_clear_error(error);
        *error = other;
    }
}

static enum clnt_stat stub_call(CLIENT *client, rpcproc_t procedure, xdrproc_t xdr_args, void *args,
                                xdrproc_t xdr_result, void *result, struct timeval timeout)
{
    Stub *stub = client->cl_private;
    Wire *wire = stub->connection->wire;
    WireCall call = {
        .id = {.program = stub->program, .version = stub->version, .procedure = procedure},
        .name = stub->name,
        .xdr_result = xdr_result,
        .result = result,
        .deadline_us = stub->deadline_us};
    GError *error = NULL;

    if (!stub->name) {
        call.deadline_us = stub_user_deadline(stub, timeout);
        call.one_way = !stub->has_timeout && timeout.tv_sec == 0 && timeout.tv_usec == 0;
    }
    vmrpc_connection_ref(stub->connection);
    if (connection_check(stub->connection, &error)) {
        wire_lock(wire);
        if (!recovery_await(stub->connection, call.deadline_us, &error)) {
            call.rpc.re_status = RPC_CANTSEND;
        } else if (wire_start(wire, &call, xdr_args, args, &error)) {
            stub->xid = call.id.xid;
            stub->link = stub->connection->events.link;
            wire_wait(wire, &call);
            error = call.error;
        }
        wire_unlock(wire);
        stub_fall_back(stub, &call, args, &error);
    } else {
        call.rpc.re_status = RPC_CANTSEND;
    }
    vmrpc_connection_unref(stub->connection);
    last_error = call.rpc;
    if (stub->name)
        stub->error = error;
    else
        g_clear_error(&error);
    return call.one_way && last_error.re_status == RPC_SUCCESS ? RPC_TIMEDOUT
                                                               : last_error.re_status;
}

static void stub_abort(CLIENT *client)
{
    (void) client;
}

static void stub_get_error(CLIENT *client, struct rpc_err *ret_error)
{
    (void) client;
    *ret_error = last_error;
}

static bool_t stub_free_result(CLIENT *client, xdrproc_t xdr_result, void *result)
{
    (void) client;
    xdr_free(xdr_result, result);
    return TRUE;
}

static void stub_destroy(CLIENT *client)
{
    Stub *stub = client->cl_private;

    vmrpc_connection_unref(stub->connection);
    g_free(stub);
}

static bool_t stub_control(CLIENT *client, u_int request, void *info)
{
    Stub *stub = client->cl_private;

    switch (request) {
    case CLSET_TIMEOUT:
        memcpy(&stub->timeout, info, sizeof(stub->timeout));
        stub->has_timeout = true;
        return TRUE;
    case CLGET_TIMEOUT:
        memcpy(info, &stub->timeout, sizeof(stub->timeout));
        return TRUE;
    case CLGET_PROG:
        memcpy(info, &(rpcprog_t){stub->program}, sizeof(rpcprog_t));
        return TRUE;
    case CLGET_VERS:
        memcpy(info, &(rpcvers_t){stub->version}, sizeof(rpcvers_t));
        return TRUE;
    default:
        return FALSE;
    }
}

static struct clnt_ops stub_ops = {
    .cl_call = stub_call,
    .cl_abort = stub_abort,
    .cl_geterr = stub_get_error,
    .cl_freeres = stub_free_result,
    .cl_destroy = stub_destroy,
    .cl_control = stub_control,
};

void stub_begin(Stub *stub, VmrpcConnection *connection, uint32_t program, uint32_t version,
                const char *name)
{
    memset(stub, 0, sizeof(*stub));
    stub->client.cl_ops = &stub_ops;
    stub->client.cl_private = stub;
    stub->connection = connection;
    stub->program = program;
    stub->version = version;
    stub->name = name;
    stub->timeout.tv_sec = 25;
    stub->deadline_us = connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT);
}

bool stub_end_call(WireCall *call, GError **err)
{
    if (call->error)
        g_propagate_error(err, g_steal_pointer(&call->error));
    else if (client_error_check_result(call->result, err))
        return true;
    xdr_free(call->xdr_result, call->result);
    return false;
}

bool stub_end(Stub *stub, enum clnt_stat stat, xdrproc_t xdr_result, void *result, GError **err)
{
    WireCall call = {.xdr_result = xdr_result, .result = result, .error = stub->error};

    g_assert((stat == RPC_SUCCESS) == !call.error);
    return stub_end_call(&call, err);
}

/* ---- a user's CLIENT ------------------------------------------------- */

static void none_ignore(AUTH *auth)
{
    (void) auth;
}

static int none_marshal(AUTH *auth, XDR *xdr)
{
    int words[4] = {AUTH_NONE, 0, AUTH_NONE, 0}; /* credential, verifier: flavor, length */

    (void) auth;
    return xdr_int(xdr, &words[0]) && xdr_int(xdr, &words[1]) && xdr_int(xdr, &words[2]) &&
           xdr_int(xdr, &words[3]);
}

static int none_validate(AUTH *auth, struct opaque_auth *verifier)
{
    (void) auth;
    (void) verifier;
    return TRUE;
}

static int none_refresh(AUTH *auth, void *reply)
{
    (void) auth;
    (void) reply;
    return FALSE;
}

static int none_pass(AUTH *auth, XDR *xdr, xdrproc_t routine, caddr_t object)
{
    (void) auth;
    return routine(xdr, object);
}

static struct auth_ops stub_auth_ops = {
    .ah_nextverf = none_ignore,
    .ah_marshal = none_marshal,
    .ah_validate = none_validate,
    .ah_refresh = none_refresh,
    .ah_destroy = none_ignore,
    .ah_wrap = none_pass,
    .ah_unwrap = none_pass,
};

/* AUTH_NONE, of which there is one, as authnone_create() has it: who calls is known by the
 * connection. Here so that only XDR is needed of libtirpc. */
static AUTH stub_auth = {.ah_ops = &stub_auth_ops};

CLIENT *vmrpc_clnt_create(VmrpcConnection *connection, uint32_t program, uint32_t version,
                          VmrpcError **error)
{
    GError *err = NULL;
    Stub *stub;

    if (!connection_check(connection, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    stub = g_new0(Stub, 1);
    stub_begin(stub, vmrpc_connection_ref(connection), program, version, NULL);
    stub->client.cl_auth = &stub_auth;
    return &stub->client;
}
