/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of typed parameters: see xdr_params.h.
 *
 * Decoding walks over the list twice: what the first walk has found good is measured, and can only
 * be taken by the second. Nothing is allocated for a list that is not whole.
 */
#include "rpc/xdr_params.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "remote_protocol.h"
#include "rpc/xdr_safe.h"

#define WORD 4

/* What is left of the message. */
typedef struct Walk {
    const uint8_t *at;
    u_int left;
} Walk;

bool xdr_params_are(xdrproc_t element)
{
    return element == (xdrproc_t) xdr_remote_typed_param;
}

/* Bytes of a value on the wire, but of strings; 0: there is no such type. */
static u_int value_size(uint32_t type)
{
    static const uint8_t sizes[] = {
        [TYPED_PARAM_INT] = WORD,        [TYPED_PARAM_UINT] = WORD,
        [TYPED_PARAM_LLONG] = 2 * WORD,  [TYPED_PARAM_ULLONG] = 2 * WORD,
        [TYPED_PARAM_DOUBLE] = 2 * WORD, [TYPED_PARAM_BOOLEAN] = WORD,
    };

    return type < sizeof(sizes) ? sizes[type] : 0;
}

static u_int padded(u_int size)
{
    return (size + WORD - 1) / WORD * WORD;
}

/* ---- encoding ---- */

/* False: there is none, or it is too long. */
static bool measure_string(const char *string, u_int *ret_length)
{
    size_t length = string ? strlen(string) : 0;

    *ret_length = (u_int) length;
    return string && length <= REMOTE_STRING_MAX;
}

static uint8_t *put_word(uint8_t *at, uint32_t word)
{
    buffer_poke_u32(at, word);
    return at + WORD;
}

static uint8_t *put_string(uint8_t *at, const char *string, u_int length)
{
    at = put_word(at, length);
    if (length % WORD > 0)
        put_word(at + length / WORD * WORD, 0);
    memcpy(at, string, length);
    return at + padded(length);
}

/* Room for all of it is taken at once. */
static bool encode_param(XDR *xdr, const remote_typed_param *param)
{
    const remote_typed_param_value *value = &param->value;
    const bool is_string = value->type == TYPED_PARAM_STRING;
    u_int name = 0, word = 0, size = value_size(value->type);
    uint8_t *at;

    if (!measure_string(param->field, &name) ||
        (is_string && !measure_string(value->remote_typed_param_value_u.s, &word)))
        return false;
    size = is_string ? WORD + padded(word) : size;
    at = size > 0 ? xdr_safe_take(xdr, WORD + padded(name) + WORD + size) : NULL;
    if (!at)
        return false;
    at = put_word(put_string(at, param->field, name), value->type);
    if (is_string)
        put_string(at, value->remote_typed_param_value_u.s, word);
    else if (size == WORD)
        put_word(at, value->remote_typed_param_value_u.ui);
    else
        buffer_poke_u64(at, value->remote_typed_param_value_u.ul); /* a double as well */
    return true;
}

static bool_t encode_params(XDR *xdr, const char *items, u_int count, u_int max)
{
    const remote_typed_param *list = (const remote_typed_param *) (const void *) items;

    if (count > max || !xdr_safe_u_int(xdr, &count))
        return FALSE;
    for (u_int i = 0; i < count; i++) {
        if (!encode_param(xdr, &list[i]))
            return FALSE;
    }
    return TRUE;
}

/* ---- decoding: the first walk ---- */

static bool walk_over(Walk *walk, u_int size)
{
    if (size > walk->left)
        return false;
    walk->at += size;
    walk->left -= size;
    return true;
}

static bool walk_word(Walk *walk, uint32_t *ret_word)
{
    const uint8_t *at = walk->at;

    if (!walk_over(walk, WORD))
        return false;
    *ret_word = buffer_peek_u32(at);
    return true;
}

/* Adds what it takes in memory. */
static bool walk_string(Walk *walk, size_t *text)
{
    uint32_t length;

    if (!walk_word(walk, &length) || length > REMOTE_STRING_MAX || length > walk->left ||
        memchr(walk->at, '\0', length))
        return false;
    *text += (size_t) length + 1;
    return walk_over(walk, padded(length));
}

static bool walk_value(Walk *walk, size_t *text)
{
    uint32_t type;
    u_int size;

    if (!walk_word(walk, &type))
        return false;
    if (type == TYPED_PARAM_STRING)
        return walk_string(walk, text);
    size = value_size(type);
    return size > 0 && walk_over(walk, size);
}

/* ---- the second walk ---- */

static uint32_t take_word(const uint8_t **at)
{
    *at += WORD;
    return buffer_peek_u32(*at - WORD);
}

static char *take_string(const uint8_t **at, char **text)
{
    uint32_t length = take_word(at);
    char *string = *text;

    memcpy(string, *at, length);
    string[length] = '\0';
    *at += padded(length);
    *text += length + 1;
    return string;
}

static void take_param(const uint8_t **at, char **text, remote_typed_param *ret_param)
{
    remote_typed_param_value *value = &ret_param->value;

    ret_param->field = take_string(at, text);
    value->type = (typed_param_type) take_word(at);
    if (value->type == TYPED_PARAM_STRING) {
        value->remote_typed_param_value_u.s = take_string(at, text);
    } else if (value_size(value->type) == WORD) {
        value->remote_typed_param_value_u.ui = take_word(at);
    } else {
        value->remote_typed_param_value_u.ul = buffer_peek_u64(*at); /* a double as well */
        *at += 2 * WORD;
    }
}

/* The list that the first walk has measured. */
static void take_params(const uint8_t **at, remote_typed_param *list, uint32_t length)
{
    char *text = (char *) (list + length);

    for (uint32_t i = 0; i < length; i++)
        take_param(at, &text, &list[i]);
}

static bool_t decode_params(XDR *xdr, char **items, u_int *count, u_int max)
{
    const uint8_t *at = xdr_safe_take(xdr, WORD);
    uint32_t length = at ? buffer_peek_u32(at) : 0;
    Walk walk = {.at = xdr->x_private, .left = xdr->x_handy};
    size_t size = length * sizeof(remote_typed_param);

    if (!at || length > max || *items)
        return FALSE;
    for (uint32_t i = 0; i < length; i++) {
        if (!walk_string(&walk, &size) || !walk_value(&walk, &size))
            return FALSE;
    }
    *items = length > 0 ? malloc(size) : NULL;
    if (length > 0 && !*items)
        return FALSE;
    *count = length;
    at = xdr_safe_take(xdr, xdr->x_handy - walk.left);
    if (length > 0)
        take_params(&at, (remote_typed_param *) (void *) *items, length);
    return TRUE;
}

/* ---- freeing ---- */

static void free_params(char **items, u_int count)
{
    remote_typed_param *list = (remote_typed_param *) (void *) *items;
    const uintptr_t block = (uintptr_t) list, size = list ? malloc_usable_size(list) : 0;

    for (u_int i = 0; list && i < count; i++) {
        const remote_typed_param_value *value = &list[i].value;

        if ((uintptr_t) list[i].field - block >= size)
            free(list[i].field);
        if (value->type == TYPED_PARAM_STRING &&
            (uintptr_t) value->remote_typed_param_value_u.s - block >= size)
            free(value->remote_typed_param_value_u.s);
    }
    free(list);
    *items = NULL;
}

bool_t xdr_params(XDR *xdr, char **items, u_int *count, u_int max)
{
    switch (xdr->x_op) {
    case XDR_ENCODE:
        return encode_params(xdr, *items, *count, max);
    case XDR_DECODE:
        return decode_params(xdr, items, count, max);
    case XDR_FREE:
        free_params(items, *count);
        return TRUE;
    }
    return FALSE;
}
