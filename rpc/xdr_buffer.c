/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The encoding XDR stream on a Buffer: see xdr_buffer.h.
 *
 * x_private is the buffer, x_handy what may still be written, x_public the loan or NULL. Once
 * something did not fit the operations are others, which all fail. Positions count from where the
 * stream was begun, so that other messages may lie before.
 */
#include "rpc/xdr_buffer.h"

#include <string.h>

static const struct xdr_ops overflowed_ops;

uint8_t *xdr_buffer_overflow(XDR *xdr)
{
    xdr->x_ops = &overflowed_ops;
    return NULL;
}

static bool_t xdr_buffer_getlong(XDR *xdr, long *value)
{
    (void) xdr;
    (void) value;
    return FALSE;
}

static bool_t xdr_buffer_putlong(XDR *xdr, const long *value)
{
    uint8_t *at = xdr_buffer_take(xdr, 4);

    if (!at)
        return FALSE;
    buffer_poke_u32(at, (uint32_t) *value);
    return TRUE;
}

static bool_t xdr_buffer_getbytes(XDR *xdr, char *bytes, u_int size)
{
    (void) xdr;
    (void) bytes;
    (void) size;
    return FALSE;
}

/* Leaves a place for bytes that are lent. */
static bool xdr_buffer_place(XDR *xdr, const char *bytes, u_int size)
{
    XdrLoan *loan = (void *) xdr->x_public;

    if (!loan || loan->bytes != bytes || loan->size != size || loan->placed || size > xdr->x_handy)
        return false;
    loan->at = buffer_size(xdr->x_private);
    loan->placed = true;
    xdr->x_handy -= size;
    return true;
}

static bool_t xdr_buffer_putbytes(XDR *xdr, const char *bytes, u_int size)
{
    uint8_t *at;

    if (size == 0 || xdr_buffer_place(xdr, bytes, size))
        return TRUE;
    at = xdr_buffer_take(xdr, size);
    if (!at)
        return FALSE;
    memcpy(at, bytes, size);
    return TRUE;
}

static u_int xdr_buffer_getpos(XDR *xdr)
{
    const Buffer *out = xdr->x_private;

    return (u_int) (buffer_size(out) - (size_t) (uintptr_t) xdr->x_base);
}

static bool_t xdr_buffer_setpos(XDR *xdr, u_int position)
{
    u_int now = xdr_buffer_getpos(xdr);

    if (position > now)
        return FALSE;
    xdr->x_handy += now - position;
    buffer_truncate(xdr->x_private, (size_t) (uintptr_t) xdr->x_base + position);
    return TRUE;
}

/* rpcgen's routines store int32_t through the result, so it must be aligned. */
static int32_t *xdr_buffer_inline(XDR *xdr, u_int size)
{
    const Buffer *out = xdr->x_private;

    if (size == 0 || size > xdr->x_handy || out->tail % 4 != 0)
        return NULL;
    return (int32_t *) (void *) xdr_buffer_take(xdr, size);
}

static void xdr_buffer_destroy(XDR *xdr)
{
    (void) xdr;
}

static bool_t xdr_buffer_control(XDR *xdr, int request, void *info)
{
    (void) xdr;
    (void) request;
    (void) info;
    return FALSE;
}

const struct xdr_ops xdr_buffer_ops = {
    .x_getlong = xdr_buffer_getlong,
    .x_putlong = xdr_buffer_putlong,
    .x_getbytes = xdr_buffer_getbytes,
    .x_putbytes = xdr_buffer_putbytes,
    .x_getpostn = xdr_buffer_getpos,
    .x_setpostn = xdr_buffer_setpos,
    .x_inline = xdr_buffer_inline,
    .x_destroy = xdr_buffer_destroy,
    .x_control = xdr_buffer_control,
};

static bool_t overflowed_putlong(XDR *xdr, const long *value)
{
    (void) xdr;
    (void) value;
    return FALSE;
}

static bool_t overflowed_putbytes(XDR *xdr, const char *bytes, u_int size)
{
    (void) xdr;
    (void) bytes;
    (void) size;
    return FALSE;
}

static bool_t overflowed_setpos(XDR *xdr, u_int position)
{
    (void) xdr;
    (void) position;
    return FALSE;
}

static int32_t *overflowed_inline(XDR *xdr, u_int size)
{
    (void) xdr;
    (void) size;
    return NULL;
}

static const struct xdr_ops overflowed_ops = {
    .x_getlong = xdr_buffer_getlong,
    .x_putlong = overflowed_putlong,
    .x_getbytes = xdr_buffer_getbytes,
    .x_putbytes = overflowed_putbytes,
    .x_getpostn = xdr_buffer_getpos,
    .x_setpostn = overflowed_setpos,
    .x_inline = overflowed_inline,
    .x_destroy = xdr_buffer_destroy,
    .x_control = xdr_buffer_control,
};

void xdr_buffer_init(XDR *xdr, Buffer *out, size_t max)
{
    *xdr = (XDR){
        .x_op = XDR_ENCODE,
        .x_ops = &xdr_buffer_ops,
        .x_private = out,
        .x_base = (char *) (uintptr_t) buffer_size(out),
        .x_handy = (u_int) MIN(max, G_MAXINT32),
    };
}

bool xdr_buffer_overflowed(const XDR *xdr)
{
    return xdr->x_ops == &overflowed_ops;
}

void xdr_buffer_set_loan(XDR *xdr, XdrLoan *loan)
{
    xdr->x_public = (void *) loan;
}
