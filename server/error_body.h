/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a GError to the remote_error that a client gets.
 */
#ifndef VMRPC_SERVER_ERROR_BODY_H
#define VMRPC_SERVER_ERROR_BODY_H

#include "base/error.h"
#include "remote_protocol.h"

/* Strings belong to it: the remote_error that it fills is to be encoded, and not freed. */
typedef struct ErrorBody {
    char *message;
    char *format;
    char *text;
} ErrorBody;

/*
 * origin: libvirt's virErrorDomain of who failed. labelled: the message begins with what its code
 * means, which programs of libvirt's print with it; others have the code.
 */
void error_body_fill(ErrorBody *body, remote_error *ret_error, const GError *error, int origin,
                     bool labelled);
void error_body_clear(ErrorBody *body);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ErrorBody, error_body_clear)

#endif
