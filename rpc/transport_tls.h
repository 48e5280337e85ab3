/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport of TLS over one connected stream socket, at either end.
 *
 * Reads and writes as any transport does. The handshake advances inside transport_tls_handshake(),
 * and inside reads and writes, which say EAGAIN until it is done. Whoever needs to know the other
 * end before it serves it drives the handshake first: whenever the descriptor is ready for what
 * transport_events() asks, call transport_tls_handshake(), until the state is another.
 *
 * A server's OPEN means: the client's certificate has passed all checks. A client's OPEN means
 * that for the server alone: whether the server accepts the client shows at the client's first read
 * (TLS 1.3 is so), which then fails with the reason.
 *
 * RFC 9289 upgrade, what must hold: the server begins TLS when the STARTTLS reply has been sent in
 * whole, the client when it has read that reply in whole. A server that has read even one byte past
 * the probe closes the connection without an answer, and a client does so with bytes past the
 * reply, since they came unprotected. Nothing is sent in clear text afterwards.
 */
#ifndef VMRPC_RPC_TRANSPORT_TLS_H
#define VMRPC_RPC_TRANSPORT_TLS_H

#include "rpc/tls_context.h"
#include "rpc/tls_identity.h"
#include "rpc/transport.h"

typedef enum {
    TLS_HANDSHAKE, /* not done; wait for transport_events() */
    TLS_OPEN,
    TLS_FAILED, /* for good; transport_tls_error() says why */
} TlsState;

/* Owns the descriptor; holds a reference to the context. server_name is what a client wants to
 * reach, a DNS name or an address without brackets; NULL at a server. A client's first bytes leave
 * at once. Never fails: what is wrong, such as a name that cannot be checked, is in the state. */
Transport *transport_tls_new(int fd, TlsContext *context, const char *server_name);
/* Whether it is one of these: the functions below take no other. */
bool transport_is_tls(const Transport *transport);

/* One step of the handshake, and no more than the state once it is over. Never blocks. */
TlsState transport_tls_handshake(Transport *transport);
TlsState transport_tls_state(const Transport *transport);
/* Why it failed, in one line. Always returns false, and sets err also if nothing has failed. */
bool transport_tls_error(const Transport *transport, GError **err);

/* The following are known from TLS_OPEN on. */
/* NULL: no certificate came, or it was not checked. Valid as long as the transport. */
const TlsIdentity *transport_tls_peer(const Transport *transport);
/* TLS_ALPN or NULL. A client's is never NULL; at a server NULL means that the client named no
 * protocol, which is for the caller to accept or not. */
const char *transport_tls_alpn(const Transport *transport);
/* "TLS_AES_256_GCM_SHA384" */
const char *transport_tls_cipher(const Transport *transport);

#endif
