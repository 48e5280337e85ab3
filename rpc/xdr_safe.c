/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hardened stand-ins for libtirpc's allocating routines: see xdr_safe.h.
 *
 * They look at the count on the wire without taking it, and leave the decoding itself, but of
 * strings, to libtirpc. A decode never yields, so a count of the nesting per thread is enough.
 */
#include "rpc/xdr_safe.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* This file is compiled with the macros in force as well. */
#undef xdr_array
#undef xdr_bytes
#undef xdr_string
#undef xdr_pointer

static _Thread_local unsigned depth;

/* libtirpc has two tables of xdrmem operations, for aligned and for other addresses. */
static const struct xdr_ops *memory_ops[2];

__attribute__((constructor)) static void find_memory_ops(void)
{
    _Alignas(8) static char bytes[8];
    XDR xdr;

    xdrmem_create(&xdr, bytes, 4, XDR_DECODE);
    memory_ops[0] = xdr.x_ops;
    xdrmem_create(&xdr, bytes + 1, 4, XDR_DECODE);
    memory_ops[1] = xdr.x_ops;
}

static bool stream_is_memory(const XDR *xdr)
{
    return xdr->x_ops == memory_ops[0] || xdr->x_ops == memory_ops[1];
}

/* Looks at the next word; remaining is what follows it. False if the stream ends before. */
static bool peek_count(const XDR *xdr, uint32_t *ret_count, uint32_t *ret_remaining)
{
    const uint8_t *at = xdr->x_private;

    if (!stream_is_memory(xdr) || xdr->x_handy < 4)
        return false;
    *ret_count = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
    *ret_remaining = xdr->x_handy - 4;
    return true;
}

bool_t xdr_safe_array(XDR *xdr, char **elements, u_int *count, u_int max, u_int size,
                      xdrproc_t element)
{
    uint32_t wire_count, remaining;

    if (xdr->x_op == XDR_DECODE) {
        if (!peek_count(xdr, &wire_count, &remaining) || wire_count > remaining / 4)
            return FALSE;
    }
    return xdr_array(xdr, elements, count, max, size, element);
}

bool_t xdr_safe_bytes(XDR *xdr, char **bytes, u_int *count, u_int max)
{
    uint32_t wire_count, remaining;

    if (xdr->x_op == XDR_DECODE) {
        if (!peek_count(xdr, &wire_count, &remaining) || wire_count > remaining)
            return FALSE;
    }
    return xdr_bytes(xdr, bytes, count, max);
}

/* Here, because every call has some, and libtirpc takes three times as long. */
static bool_t decode_string(XDR *xdr, char **string, u_int max)
{
    uint32_t count, remaining, padded;
    const char *at;

    if (!peek_count(xdr, &count, &remaining) || count > max || count > remaining)
        return FALSE;
    padded = (count + 3) & ~3u;
    at = (const char *) xdr->x_private + 4;
    if (padded > remaining || memchr(at, '\0', count))
        return FALSE;
    if (!*string)
        *string = malloc((size_t) count + 1);
    if (!*string)
        return FALSE;
    memcpy(*string, at, count);
    (*string)[count] = '\0';
    xdr->x_private = (char *) xdr->x_private + 4 + padded;
    xdr->x_handy -= 4 + padded;
    return TRUE;
}

static bool_t encode_string(XDR *xdr, const char *string, u_int max)
{
    static const char padding[4];
    size_t size = string ? strlen(string) : 0;
    u_int tail = (u_int) (-size % 4);

    if (!string || size > max)
        return FALSE;
    return XDR_PUTINT32(xdr, &(int32_t){(int32_t) size}) &&
           XDR_PUTBYTES(xdr, string, (u_int) size) &&
           (tail == 0 || XDR_PUTBYTES(xdr, padding, tail));
}

bool_t xdr_safe_string(XDR *xdr, char **string, u_int max)
{
    switch (xdr->x_op) {
    case XDR_ENCODE:
        return encode_string(xdr, *string, max);
    case XDR_DECODE:
        return decode_string(xdr, string, max);
    case XDR_FREE: /* one beyond the limit as well */
        free(*string);
        *string = NULL;
        return TRUE;
    }
    return FALSE;
}

static bool_t decode_pointer(XDR *xdr, char **object, u_int size, xdrproc_t routine)
{
    uint32_t present, remaining;
    bool_t done;

    if (depth >= XDR_SAFE_DEPTH || !peek_count(xdr, &present, &remaining))
        return FALSE;
    if (!present)
        return xdr_pointer(xdr, object, size, routine);
    depth++;
    done = xdr_pointer(xdr, object, size, routine);
    depth--;
    return done;
}

bool_t xdr_safe_pointer(XDR *xdr, char **object, u_int size, xdrproc_t routine)
{
    if (xdr->x_op == XDR_DECODE)
        return decode_pointer(xdr, object, size, routine);
    return xdr_pointer(xdr, object, size, routine);
}
