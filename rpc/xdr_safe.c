/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hardened stand-ins for libtirpc's routines: see xdr_safe.h.
 *
 * A decode never yields, so a count of the nesting per thread is enough.
 */
#include "rpc/xdr_safe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/xdr_buffer.h"
#include "rpc/xdr_params.h"

/* This file is compiled with the macros in force as well. */
#undef xdr_bytes
#undef xdr_pointer

#define WORD 4

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

uint8_t *xdr_safe_take(XDR *xdr, u_int size)
{
    uint8_t *at = xdr->x_private;

    if (xdr->x_ops == &xdr_buffer_ops)
        return xdr->x_op == XDR_ENCODE ? xdr_buffer_take(xdr, size) : NULL;
    if (!stream_is_memory(xdr) || size > xdr->x_handy)
        return NULL;
    xdr->x_private = at + size;
    xdr->x_handy -= size;
    return at;
}

/* Looks at the next word; remaining is what follows it. False if the stream ends before. */
static bool peek_count(const XDR *xdr, uint32_t *ret_count, uint32_t *ret_remaining)
{
    if (!stream_is_memory(xdr) || xdr->x_handy < WORD)
        return false;
    *ret_count = buffer_peek_u32(xdr->x_private);
    *ret_remaining = xdr->x_handy - WORD;
    return true;
}

/* ---- numbers ---- */

bool_t xdr_safe_u_int(XDR *xdr, u_int *value)
{
    uint8_t *at;

    if (xdr->x_op == XDR_FREE)
        return TRUE;
    at = xdr_safe_take(xdr, WORD);
    if (!at)
        return FALSE;
    if (xdr->x_op == XDR_ENCODE)
        buffer_poke_u32(at, *value);
    else
        *value = buffer_peek_u32(at);
    return TRUE;
}

bool_t xdr_safe_int(XDR *xdr, int *value)
{
    return xdr_safe_u_int(xdr, (u_int *) value);
}

bool_t xdr_safe_enum(XDR *xdr, enum_t *value)
{
    return xdr_safe_u_int(xdr, (u_int *) value);
}

bool_t xdr_safe_u_quad_t(XDR *xdr, u_quad_t *value)
{
    uint8_t *at;

    if (xdr->x_op == XDR_FREE)
        return TRUE;
    at = xdr_safe_take(xdr, 2 * WORD);
    if (!at)
        return FALSE;
    if (xdr->x_op == XDR_ENCODE)
        buffer_poke_u64(at, *value);
    else
        *value = buffer_peek_u64(at);
    return TRUE;
}

bool_t xdr_safe_quad_t(XDR *xdr, quad_t *value)
{
    return xdr_safe_u_quad_t(xdr, (u_quad_t *) value);
}

bool_t xdr_safe_double(XDR *xdr, double *value)
{
    u_quad_t bits;

    memcpy(&bits, value, sizeof(bits));
    if (!xdr_safe_u_quad_t(xdr, &bits))
        return FALSE;
    memcpy(value, &bits, sizeof(bits));
    return TRUE;
}

/* ---- bytes and strings ---- */

/* Room for size bytes and what makes words of them, which is zeroed. */
static uint8_t *take_padded(XDR *xdr, u_int size)
{
    u_int padded = (size + WORD - 1) / WORD * WORD;
    uint8_t *at = padded < size ? NULL : xdr_safe_take(xdr, padded);

    if (at && padded > size && xdr->x_op == XDR_ENCODE)
        buffer_poke_u32(at + padded - WORD, 0);
    return at;
}

bool_t xdr_safe_opaque(XDR *xdr, char *bytes, u_int size)
{
    uint8_t *at;

    if (xdr->x_op == XDR_FREE || size == 0)
        return TRUE;
    at = take_padded(xdr, size);
    if (!at)
        return FALSE;
    if (xdr->x_op == XDR_ENCODE)
        memcpy(at, bytes, size);
    else
        memcpy(bytes, at, size);
    return TRUE;
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
    size_t size = string ? strlen(string) : 0;
    uint8_t *at;

    if (!string || size > max || !xdr_safe_u_int(xdr, &(u_int){(u_int) size}))
        return FALSE;
    if (size == 0)
        return TRUE;
    at = take_padded(xdr, (u_int) size);
    if (!at)
        return FALSE;
    memcpy(at, string, size);
    return TRUE;
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

/* ---- what holds others ---- */

static bool_t each_element(XDR *xdr, char *elements, u_int count, u_int size, xdrproc_t element)
{
    for (u_int i = 0; i < count; i++) {
        if (!element(xdr, elements + (size_t) i * size))
            return FALSE;
    }
    return TRUE;
}

static bool_t decode_array(XDR *xdr, char **elements, u_int *count, u_int max, u_int size,
                           xdrproc_t element)
{
    uint32_t wire_count, remaining;

    if (!peek_count(xdr, &wire_count, &remaining) || wire_count > remaining / WORD ||
        wire_count > max)
        return FALSE;
    xdr_safe_take(xdr, WORD);
    if (wire_count > 0 && !*elements)
        *elements = calloc(wire_count, size);
    if (wire_count > 0 && !*elements)
        return FALSE;
    *count = wire_count;
    return each_element(xdr, *elements, wire_count, size, element);
}

/* Goes on behind an element that holds what is not known. */
static bool_t free_array(XDR *xdr, char **elements, u_int count, u_int size, xdrproc_t element)
{
    bool_t known = TRUE;

    for (u_int i = 0; *elements && i < count; i++)
        known &= element(xdr, *elements + (size_t) i * size);
    free(*elements);
    *elements = NULL;
    return known;
}

static bool_t code_array(XDR *xdr, char **elements, u_int *count, u_int max, u_int size,
                         xdrproc_t element)
{
    switch (xdr->x_op) {
    case XDR_ENCODE:
        return *count <= max && xdr_safe_u_int(xdr, count) &&
               each_element(xdr, *elements, *count, size, element);
    case XDR_DECODE:
        return decode_array(xdr, elements, count, max, size, element);
    case XDR_FREE:
        return free_array(xdr, elements, *count, size, element);
    }
    return FALSE;
}

bool_t xdr_safe_array(XDR *xdr, char **elements, u_int *count, u_int max, u_int size,
                      xdrproc_t element)
{
    return xdr_params_are(element) ? xdr_params(xdr, elements, count, max)
                                   : code_array(xdr, elements, count, max, size, element);
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
