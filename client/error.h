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

/* Whether the result of a call, a union NAME_res of remote_protocol.x, is what was asked for; else
 * *err is made of what the server sent. */
bool client_error_check_result(const void *result, GError **err);
bool client_error_is_remote(const GError *error);
/* The code of an error of either domain. */
int client_error_code(const GError *error);
/* Hands an error to the user, who may have passed NULL; takes it. Returns -1. */
int client_error_give(VmrpcError **ret_error, GError *error);
VmrpcError *client_error_new(const GError *error);

#endif
