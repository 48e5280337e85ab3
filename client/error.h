/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the errors of the inside (GError) and of the wire (remote_error) to the public VmrpcError.
 *
 * What the server said travels as a GError of a domain of its own, with the server's code as it
 * came, so that vmrpc_error_is_remote() can tell.
 */
#ifndef VMRPC_CLIENT_ERROR_H
#define VMRPC_CLIENT_ERROR_H

#include "base/error.h"
#include "vmrpc.h"
#include "remote_protocol.h"

/* How every union NAME_res of remote_protocol.x begins. */
typedef struct ResultHead {
    int status;
    union {
        remote_error error; /* unless status is 0 */
    } u;
} ResultHead;

/* Makes *err of what the server sent; returns false. */
bool client_error_set_remote(GError **err, const remote_error *remote);
bool client_error_is_remote(const GError *error);
/* The code of an error of either domain. */
int client_error_code(const GError *error);
/* Hands an error to the user, who may have passed NULL; takes it. Returns -1. */
int client_error_give(VmrpcError **ret_error, GError *error);
VmrpcError *client_error_new(const GError *error);

#endif
