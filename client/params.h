/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of named values between the wire and the user; nothing is copied that need not be.
 */
#ifndef VMRPC_CLIENT_PARAMS_H
#define VMRPC_CLIENT_PARAMS_H

#include <glib.h>

#include "remote_protocol.h"
#include "vmrpc.h"

/* For who has them in a struct of theirs; users only have pointers. */
struct VmrpcParams {
    size_t n;
    VmrpcParam *list; /* a block that has the strings as well (rpc/xdr_params.h) */
};

/* One as the user sees it; its strings stay the wire's. */
VmrpcParam params_from_wire(const remote_typed_param *wire);

/* A list for the user, which takes over what has been decoded: *length and *items of the result are
 * emptied, so that the rest of it can be freed as always. */
VmrpcParams *params_new(u_int *length, remote_typed_param **items);
VmrpcParams params_take(u_int *length, remote_typed_param **items);
/* The same of numbers that were no list, which stays the caller's. */
VmrpcParams *params_copy(const VmrpcParam *list, size_t n);
void params_clear(VmrpcParams *params);

/* The user's values as an argument, to be freed with g_free(): names and strings stay the user's.
 * NULL for none. */
remote_typed_param *params_to_wire(const VmrpcParam *params, size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcParams, vmrpc_params_free)

#endif
