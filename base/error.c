/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The error object: see error.h. Never logs. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#define ERROR_GAP " ... "

G_DEFINE_QUARK(vmrpc - error, error_domain)

static bool is_inside_character(const char *at)
{
    return (*at & 0xc0) == 0x80;
}

/* What a message is about stands at its beginning, and what would be right at its end. */
static void error_shorten(char *message)
{
    size_t size = strlen(message), head = ERROR_MESSAGE_MAX / 2;
    const char *tail;

    if (size <= ERROR_MESSAGE_MAX)
        return;
    tail = message + size - ERROR_MESSAGE_MAX / 4;
    while (head > 0 && is_inside_character(message + head))
        head--;
    while (is_inside_character(tail))
        tail++;
    memcpy(message + head, ERROR_GAP, strlen(ERROR_GAP));
    memmove(message + head + strlen(ERROR_GAP), tail, strlen(tail) + 1);
}

bool error_set(GError **err, ErrorCode code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (err) {
        *err = g_error_new_valist(ERROR_DOMAIN, code, format, args);
        error_shorten((*err)->message);
    }
    va_end(args);
    return false;
}

bool error_set_errno(GError **err, int errnum, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list args;

    if (!err)
        return false;
    va_start(args, format);
    message = g_strdup_vprintf(format, args);
    va_end(args);
    return error_set(err, ERR_SYSTEM, "%s: %s", message, g_strerror(errnum));
}

ErrorCode error_code(const GError *error)
{
    return error && error->domain == ERROR_DOMAIN ? (ErrorCode) error->code : ERR_INTERNAL;
}
