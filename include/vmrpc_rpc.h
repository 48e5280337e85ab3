/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc for users of rpcgen: any procedure of remote_protocol.x on a connection of
 * vmrpc_connection_open().
 *
 * The installed vmrpc/remote_protocol.h has the types, which this header leaves alone: its names
 * are rpcgen's, without a prefix. There are two ways. A CLIENT of libtirpc's, with which the stubs
 * that rpcgen makes of remote_protocol.x (and clnt_call()) work as over a connection of their own;
 * and calls that do not wait, of which many can be under way in one thread. The rules of vmrpc.h
 * hold.
 */
#ifndef VMRPC_RPC_H
#define VMRPC_RPC_H

#include <rpc/rpc.h>

#include "vmrpc.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A client handle for one program and version on this connection. It belongs to the caller, is
 * freed with clnt_destroy() and holds a reference of the connection; there may be many. Several
 * threads may call through one handle, but clnt_geterr(), clnt_perror() and clnt_sperror() tell the
 * calling thread's last failure on any handle of this kind, of the latest call.
 *
 * As with libtirpc's own handles the timeout is the one passed to clnt_call() (25 seconds in
 * rpcgen's stubs) unless CLSET_TIMEOUT has set another; a timeout of 0 sends the call, does not
 * wait and gives RPC_TIMEDOUT. Further requests of clnt_control(): CLGET_TIMEOUT, CLGET_PROG,
 * CLGET_VERS. Others return FALSE: the descriptor is the connection's own. A result whose status is
 * not 0 is RPC_SUCCESS here: see vmrpc_call_result_error(). Since 0.1.
 */
CLIENT *vmrpc_clnt_create(VmrpcConnection *connection, uint32_t program, uint32_t version,
                          VmrpcError **error);

/* What a result of remote_protocol.x (any struct NAME_res) says: NULL if its status is 0, else a
 * new error made from its remote_error. Since 0.1. */
VmrpcError *vmrpc_call_result_error(const void *result);

/* A procedure and how its arguments and result are encoded. Since 0.1. */
typedef struct VmrpcCallProcedure {
    uint32_t program;
    uint32_t version;
    uint32_t procedure;
    xdrproc_t xdr_args;
    xdrproc_t xdr_result;
} VmrpcCallProcedure;

/* A call that was started. Since 0.1. */
typedef struct VmrpcCall VmrpcCall;

/* Called once when the call has ended in whatever way but by vmrpc_call_cancel() or
 * vmrpc_call_free(), from within vmrpc_connection_dispatch(). May free the
 * call. Since 0.1. */
typedef void (*VmrpcCallFunc)(VmrpcCall *call, void *data);

/*
 * Sends a call and returns without waiting. args is encoded at once; result must be zeroed, stay
 * where it is until the call is done, and is freed by the caller with xdr_free() once it is.
 * callback may be NULL. timeout_ms: VMRPC_TIMEOUT_DEFAULT, VMRPC_TIMEOUT_NONE or > 0.
 *
 * Fails with VMRPC_ERR_RESOURCE_BUSY if 4096 calls are in flight or the server takes nothing any
 * more, VMRPC_ERR_INVALID_ARG if args cannot be encoded (a string is NULL or longer than its type
 * allows), VMRPC_ERR_OVERFLOW if all of it is longer than a record may be. Since 0.1.
 */
VmrpcCall *vmrpc_call_start(VmrpcConnection *connection, const VmrpcCallProcedure *procedure,
                            void *args, void *result, VmrpcCallFunc callback, void *data,
                            int timeout_ms, VmrpcError **error);

/* 1 if the call has ended, successfully or not. Reads what has arrived, does not wait. Since 0.1.
 */
int vmrpc_call_is_done(VmrpcCall *call);

/*
 * Waits until the call has ended, at most until its timeout. 0: the result was filled in (its
 * status may still be a remote error, see vmrpc_call_result_error()); -1: it failed. May be called
 * repeatedly, and by several threads. Does not run callbacks. Since 0.1.
 */
int vmrpc_call_wait(VmrpcCall *call, VmrpcError **error);

/* Gives it up: it ends with VMRPC_ERR_OPERATION_ABORTED, its result is left alone, its callback
 * will not run. The server is not told. Nothing happens to a call that is done. Since 0.1. */
void vmrpc_call_cancel(VmrpcCall *call);

/* Cancels the call if it is not done and frees it, but not its result. Since 0.1. */
void vmrpc_call_free(VmrpcCall *call);

#ifdef __cplusplus
}
#endif

#endif
