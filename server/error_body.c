/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client gets to know of an error: see error_body.h. */
#include "server/error_body.h"

#include <string.h>

/* Of a message that quotes what a client sent, so many bytes are sent back. */
#define ERROR_MESSAGE_MAX 16384

void error_body_fill(ErrorBody *body, remote_error *ret_error, const GError *error, int origin)
{
    /* Whatever a message quotes, what leaves is a string that any client can decode. */
    size_t size = strnlen(error->message, ERROR_MESSAGE_MAX);

    body->message = g_utf8_make_valid(error->message, (gssize) size);
    body->format = g_strdup("%s");
    *ret_error = (remote_error){
        .code = error_code(error),
        .origin = origin,
        .message = &body->message,
        .level = REMOTE_ERROR_LEVEL_ERROR,
        .str1 = &body->format,
        .str2 = &body->message,
        .int1 = -1,
        .int2 = -1,
    };
}

void error_body_clear(ErrorBody *body)
{
    g_clear_pointer(&body->message, g_free);
    g_clear_pointer(&body->format, g_free);
}
