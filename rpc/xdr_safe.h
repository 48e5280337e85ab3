/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hardened stand-ins for the four routines of libtirpc that allocate while they decode.
 *
 * Generated XDR code is compiled with `-include rpc/xdr_safe.h`. Decoding then refuses a count that
 * what remains of the message cannot hold (before anything is allocated), a NUL inside a string,
 * and optionals nested deeper than XDR_SAFE_DEPTH. Decoding works on xdrmem streams alone, and is
 * refused on any other; encoding passes through, to any stream. Freeing never refuses, so nothing
 * that got into memory stays there. The macros must not reach hand-written code.
 */
#ifndef VMRPC_RPC_XDR_SAFE_H
#define VMRPC_RPC_XDR_SAFE_H

#include <rpc/rpc.h>

#define XDR_SAFE_DEPTH 64

/* As xdr_array; an element takes at least 4 bytes on the wire. */
bool_t xdr_safe_array(XDR *xdr, char **elements, u_int *count, u_int max, u_int size,
                      xdrproc_t element);
/* As xdr_bytes. */
bool_t xdr_safe_bytes(XDR *xdr, char **bytes, u_int *count, u_int max);
/* As xdr_string. */
bool_t xdr_safe_string(XDR *xdr, char **string, u_int max);
/* As xdr_pointer; any word but 0 says present (some clients send 0x01000000). */
bool_t xdr_safe_pointer(XDR *xdr, char **object, u_int size, xdrproc_t routine);

#define xdr_array xdr_safe_array
#define xdr_bytes xdr_safe_bytes
#define xdr_string xdr_safe_string
#define xdr_pointer xdr_safe_pointer

#endif
