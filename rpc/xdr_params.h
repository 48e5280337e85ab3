/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of typed parameters in memory: one block that has the strings behind the parameters.
 *
 * Answers with many figures are mostly such lists, whose names would otherwise be an allocation
 * each. Decoding makes them so; encoding and freeing take any list, since freeing asks of each
 * string whether it lies in the block.
 */
#ifndef VMRPC_RPC_XDR_PARAMS_H
#define VMRPC_RPC_XDR_PARAMS_H

#include <rpc/rpc.h>
#include <stdbool.h>

/* Whether arrays of such elements are these lists. */
bool xdr_params_are(xdrproc_t element);

/* As xdr_safe_array(), with the same checks. */
bool_t xdr_params(XDR *xdr, char **items, u_int *count, u_int max);

#endif
