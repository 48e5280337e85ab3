/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errors of vmrpc-pki: a GError whose code is the exit status of the program.
 *
 * All but fail_status() return false, so that a caller can `return fail_with(err, …)`. What a peer
 * or a file contributes to a message must have gone through text_printable() before.
 */
#ifndef VMRPC_TOOLS_PKI_FAIL_H
#define VMRPC_TOOLS_PKI_FAIL_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    FAIL_PROBLEM = 1,
    FAIL_USAGE = 2, /* the command line makes no sense */
} FailCode;

/* The exit status: FAIL_PROBLEM for errors that come from elsewhere. */
int fail_status(const GError *error);
bool fail_with(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
bool fail_usage(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The same with ": " and the words of errnum appended. */
bool fail_errno(GError **err, int errnum, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same with the oldest error that OpenSSL queued; empties the queue. */
bool fail_openssl(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
