/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The error object: see error.h. Never logs. */
#include "base/error.h"

#include <stdarg.h>

G_DEFINE_QUARK(vmrpc - error, error_domain)

bool error_set(GError **err, ErrorCode code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (err)
        *err = g_error_new_valist(ERROR_DOMAIN, code, format, args);
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
    g_set_error(err, ERROR_DOMAIN, ERR_SYSTEM, "%s: %s", message, g_strerror(errnum));
    return false;
}

ErrorCode error_code(const GError *error)
{
    return error && error->domain == ERROR_DOMAIN ? (ErrorCode) error->code : ERR_INTERNAL;
}
