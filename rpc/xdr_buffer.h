/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An XDR stream that encodes at the tail of a Buffer, which grows as needed up to a limit.
 *
 * Encoding only: decoding runs on xdrmem, where the hardened routines of xdr_safe.h know what
 * remains.
 */
#ifndef VMRPC_RPC_XDR_BUFFER_H
#define VMRPC_RPC_XDR_BUFFER_H

#include <rpc/rpc.h>
#include <stdbool.h>

#include "base/buffer.h"

/* Encodes at most max bytes. After a failed encode xdr_buffer_overflowed() tells an object that is too
 * large from one that cannot be encoded at all (a NULL string, say). */
void xdr_buffer_init(XDR *xdr, Buffer *out, size_t max);
bool xdr_buffer_overflowed(const XDR *xdr);

#endif
