/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From clear text to TLS: see peer_tls.h. Section numbers are those of RFC 9289.
 */
#include "server/peer_tls.h"

#include <sys/socket.h>

/* ContentType handshake (RFC 8446, section 5.1). As a record mark it would begin a fragment of more
 * than 350 MB, which no codec takes: there is nothing to confuse it with. */
#define TLS_FIRST_BYTE 0x16

void peer_tls_init(PeerTls *tls, const Policy *policy)
{
    *tls = (PeerTls){0};
    if (!policy || !policy->tls)
        return;
    tls->context = tls_context_ref(policy->tls);
    tls->required = policy->config->tls.require;
}

void peer_tls_clear(PeerTls *tls)
{
    g_clear_pointer(&tls->context, tls_context_unref);
}

static void peer_tls_start(PeerTls *tls, Connection *connection)
{
    int fd = connection_transport(connection)->in_fd;

    transport_fd_release(
        connection_replace_transport(connection, transport_tls_new(fd, tls->context, NULL)));
    tls->state = PEER_TLS_HANDSHAKE;
}

bool peer_tls_look_closely(PeerTls *tls, Connection *connection)
{
    uint8_t first;

    if (recv(connection_transport(connection)->in_fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
        return false;
    tls->looked = true;
    if (first != TLS_FIRST_BYTE)
        return false;
    peer_tls_start(tls, connection);
    return true;
}

uint32_t peer_tls_probe(PeerTls *tls, const Message *call, bool engaged)
{
    if (!tls->context)
        return AUTH_STAT_REJECTEDCRED;
    if (tls->state != PEER_TLS_PLAIN || call->id.procedure != 0 || call->body_size > 0)
        return AUTH_STAT_BADCRED; /* section 4.1 */
    if (engaged)
        return AUTH_STAT_REJECTEDCRED;
    tls->state = PEER_TLS_PROBED;
    tls->probed = true;
    return 0;
}

bool peer_tls_is_quiet(const Connection *connection)
{
    uint8_t byte;

    return !connection_is_partial(connection) &&
           recv(connection_transport(connection)->in_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
}

void peer_tls_begin(PeerTls *tls, Connection *connection)
{
    g_assert(tls->state == PEER_TLS_PROBED);
    peer_tls_start(tls, connection);
}

TlsState peer_tls_step(PeerTls *tls, Connection *connection, bool libvirt, GError **err)
{
    Transport *transport = connection_transport(connection);
    TlsState state = transport_tls_handshake(transport);

    if (state == TLS_FAILED)
        transport_tls_error(transport, err);
    tls->libvirt = state == TLS_OPEN && libvirt && !tls->probed && !transport_tls_alpn(transport);
    if (state == TLS_OPEN && !tls->libvirt && !transport_tls_alpn(transport)) {
        error_set(err, ERR_RPC, "it does not name the protocol " TLS_ALPN " (ALPN)");
        return TLS_FAILED;
    }
    if (state == TLS_OPEN)
        tls->state = PEER_TLS_OPEN;
    return state;
}

const TlsIdentity *peer_tls_identity(const PeerTls *tls, const Connection *connection)
{
    return tls->state == PEER_TLS_OPEN && connection
               ? transport_tls_peer(connection_transport(connection))
               : NULL;
}
