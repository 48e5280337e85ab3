/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The probe of RFC 9289, from the client's side: agreeing with a server, in clear text, to go on
 * with TLS.
 *
 * Not a byte is read beyond the reply, and none may have come: it would be unprotected. Whatever
 * is not exactly the agreement is an error; there is no going on without TLS.
 */
#ifndef VMRPC_CLIENT_STARTTLS_H
#define VMRPC_CLIENT_STARTTLS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On a socket that is connected, and not blocking. */
bool starttls_agree(int fd, int64_t deadline_us, GError **err);
/* What a reply without its record mark means. */
bool starttls_check(const uint8_t *reply, size_t size, uint32_t xid, GError **err);

#endif
