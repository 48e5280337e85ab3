/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors of vmrpc-pki: see fail.h. Never prints. */
#include "tools/pki/fail.h"

#include <openssl/err.h>
#include <stdarg.h>

static G_DEFINE_QUARK(vmrpc_pki, fail_domain)

    static bool fail_set(GError **err, FailCode code, const char *reason, const char *format,
                         va_list arguments)
{
    g_autofree char *message = g_strdup_vprintf(format, arguments);

    if (reason)
        g_set_error(err, fail_domain_quark(), code, "%s: %s", message, reason);
    else
        g_set_error_literal(err, fail_domain_quark(), code, message);
    return false;
}

int fail_status(const GError *error)
{
    return error->domain == fail_domain_quark() ? error->code : FAIL_PROBLEM;
}

bool fail_with(GError **err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail_set(err, FAIL_PROBLEM, NULL, format, arguments);
    va_end(arguments);
    return false;
}

bool fail_usage(GError **err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail_set(err, FAIL_USAGE, NULL, format, arguments);
    va_end(arguments);
    return false;
}

bool fail_errno(GError **err, int errnum, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail_set(err, FAIL_PROBLEM, g_strerror(errnum), format, arguments);
    va_end(arguments);
    return false;
}

bool fail_openssl(GError **err, const char *format, ...)
{
    unsigned long code = ERR_get_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    va_list arguments;

    va_start(arguments, format);
    fail_set(err, FAIL_PROBLEM, reason ? reason : "OpenSSL gives no reason", format, arguments);
    va_end(arguments);
    ERR_clear_error();
    return false;
}
