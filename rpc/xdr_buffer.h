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

/* Bytes of an object that are not copied: the encoded form has them at this place. */
typedef struct XdrLoan {
    const void *bytes; /* NULL: there are none */
    size_t size;
    size_t at;   /* in the Buffer, of which they are no part, once they are placed */
    bool placed; /* the object had them */
} XdrLoan;

/* Encodes at most max bytes. After a failed encode xdr_buffer_overflowed() tells an object that is
 * too large from one that cannot be encoded at all (a NULL string, say). */
void xdr_buffer_init(XDR *xdr, Buffer *out, size_t max);
bool xdr_buffer_overflowed(const XDR *xdr);
/* From now on; the loan outlives the encoding. */
void xdr_buffer_set_loan(XDR *xdr, XdrLoan *loan);

/* Such streams are known by these, as long as all has fitted in. */
extern const struct xdr_ops xdr_buffer_ops;
uint8_t *xdr_buffer_overflow(XDR *xdr); /* NULL, as all from now on */

/* Where to write size bytes, which are counted as written; NULL if they are too many. */
static inline uint8_t *xdr_buffer_take(XDR *xdr, u_int size)
{
    Buffer *out = xdr->x_private;
    uint8_t *at;

    if (size > xdr->x_handy)
        return xdr_buffer_overflow(xdr);
    at = buffer_reserve(out, size);
    buffer_commit(out, size);
    xdr->x_handy -= size;
    return at;
}

#endif
