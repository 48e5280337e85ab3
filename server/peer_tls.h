/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a TCP client gets from clear text to TLS: by the probe of RFC 9289, or from its first byte.
 *
 *   PLAIN --probe--> PROBED --reply has left--> HANDSHAKE --certificate is good--> OPEN
 *     `------------------first byte is TLS's-----^
 *
 * Decides and replaces the transport; when to read, to write and to end is the peer's. In PROBED
 * and HANDSHAKE no message is read. What must hold: nothing that came in clear text is ever taken
 * for something that came inside TLS.
 */
#ifndef VMRPC_SERVER_PEER_TLS_H
#define VMRPC_SERVER_PEER_TLS_H

#include "rpc/connection.h"
#include "rpc/transport_tls.h"
#include "server/policy.h"

typedef enum { PEER_TLS_PLAIN, PEER_TLS_PROBED, PEER_TLS_HANDSHAKE, PEER_TLS_OPEN } PeerTlsState;

typedef struct PeerTls {
    PeerTlsState state;
    TlsContext *context; /* NULL: TLS is not offered to this client */
    bool required;       /* and it may do nothing without */
    bool looked;         /* its first byte has been seen */
    bool probed;         /* TLS began with a probe */
    bool libvirt;        /* it has not, nor named a protocol: libvirt's framing follows */
} PeerTls;

/* policy may be NULL. */
void peer_tls_init(PeerTls *tls, const Policy *policy);
void peer_tls_clear(PeerTls *tls);

/* Before the first read: whether it begins with TLS. Then the state is HANDSHAKE. */
bool peer_tls_look_closely(PeerTls *tls, Connection *connection);
static inline bool peer_tls_look(PeerTls *tls, Connection *connection)
{
    return tls->context && !tls->looked && peer_tls_look_closely(tls, connection);
}
/* A call came with the credential AUTH_TLS: 0 and PROBED if it is a probe that is welcome, else the
 * auth_stat to refuse it with. engaged: the client has calls in flight or a session in clear text.
 */
uint32_t peer_tls_probe(PeerTls *tls, const Message *call, bool engaged);
/* The auth_stat that any other call deserves, or 0. */
static inline uint32_t peer_tls_check(const PeerTls *tls, const Message *call)
{
    return tls->required && tls->state != PEER_TLS_OPEN && call->id.procedure != 0
               ? AUTH_STAT_TOOWEAK
               : 0;
}
/* PROBED: whether nothing has come since the probe. To be asked right before the reply is sent. */
bool peer_tls_is_quiet(const Connection *connection);
/* PROBED, and the reply has left. */
void peer_tls_begin(PeerTls *tls, Connection *connection);
/* HANDSHAKE: goes on with it. TLS_FAILED: the client is to be closed for the reason in err.
 * libvirt: it may begin without naming a protocol. */
TlsState peer_tls_step(PeerTls *tls, Connection *connection, bool libvirt, GError **err);
/* NULL before OPEN. Valid as long as the connection. */
const TlsIdentity *peer_tls_identity(const PeerTls *tls, const Connection *connection);

#endif
