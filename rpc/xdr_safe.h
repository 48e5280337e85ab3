/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hardened stand-ins for the routines of libtirpc that generated XDR code calls.
 *
 * Generated XDR code is compiled with `-include rpc/xdr_safe.h`. Decoding then refuses a count that
 * what remains of the message cannot hold (before anything is allocated), a NUL inside a string,
 * and optionals nested deeper than XDR_SAFE_DEPTH. Freeing never refuses, so nothing that got into
 * memory stays there.
 *
 * They read and write a stream's bytes in place, where libtirpc takes two calls for every word.
 * Decoding works on xdrmem streams alone, encoding on these and on those of xdr_buffer.h; on any
 * other both are refused. The macros must not reach hand-written code.
 */
#ifndef VMRPC_RPC_XDR_SAFE_H
#define VMRPC_RPC_XDR_SAFE_H

#include <rpc/rpc.h>
#include <stdint.h>

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
/* As xdr_opaque. */
bool_t xdr_safe_opaque(XDR *xdr, char *bytes, u_int size);
/* As those of the names behind xdr_safe. */
bool_t xdr_safe_int(XDR *xdr, int *value);
bool_t xdr_safe_u_int(XDR *xdr, u_int *value);
bool_t xdr_safe_enum(XDR *xdr, enum_t *value);
bool_t xdr_safe_quad_t(XDR *xdr, quad_t *value);
bool_t xdr_safe_u_quad_t(XDR *xdr, u_quad_t *value);
bool_t xdr_safe_double(XDR *xdr, double *value);

/* The next bytes of the stream, to be read or written, and on behind them; NULL if there are not as
 * many, or it is not a stream to be coded on. */
uint8_t *xdr_safe_take(XDR *xdr, u_int size);

#define xdr_array xdr_safe_array
#define xdr_bytes xdr_safe_bytes
#define xdr_string xdr_safe_string
#define xdr_pointer xdr_safe_pointer
#define xdr_opaque xdr_safe_opaque
#define xdr_int xdr_safe_int
#define xdr_u_int xdr_safe_u_int
#define xdr_enum xdr_safe_enum
#define xdr_quad_t xdr_safe_quad_t
#define xdr_u_quad_t xdr_safe_u_quad_t
#define xdr_double xdr_safe_double

#endif
