/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why TLS has failed, in one line that a person understands.
 *
 * Called right after the OpenSSL function that failed, on the thread that called it: it reads, and
 * empties, that thread's error queue. The other end is called "the server" or "the client".
 */
#ifndef VMRPC_RPC_TLS_FAILURE_H
#define VMRPC_RPC_TLS_FAILURE_H

#include <glib.h>
#include <stdbool.h>

#include "rpc/tls_socket.h"
#include "rpc/tls_verify.h"

/* opened: the handshake was complete. ERR_AUTH_FAILED for what has to do with certificates,
 * ERR_SYSTEM for a failed system call, ERR_RPC for the rest. */
GError *tls_failure_new(const TlsVerdict *verdict, const TlsSocket *socket, bool opened);
/* A server that completed the handshake without choosing our protocol. */
GError *tls_failure_no_alpn(void);
/* One who makes us answer and does not read the answers. */
GError *tls_failure_unsent(const TlsVerdict *verdict);

#endif
