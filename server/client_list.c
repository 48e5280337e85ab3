/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is connected: see client_list.h. Neither procedure waits.
 */
#include "server/client_list.h"

#include <inttypes.h>

#include "base/log.h"
#include "server/call.h"
#include "server/clients.h"

static bool client_list_may_see(Peer *viewer, Peer *peer)
{
    const Driver *driver = peer_session(peer)->driver;

    return viewer == peer || !driver || peer_grant(viewer, driver->ops->name) == GRANT_WRITE;
}

static const char *client_list_transport(Peer *peer, const PeerState *state)
{
    const Transport *transport = connection_transport(peer_connection(peer));

    if (!state->origin->local)
        return state->certificate ? "tls" : "tcp";
    return transport->in_fd == transport->out_fd ? "unix" : "stdio";
}

static const char *client_list_framing(Peer *peer)
{
    if (peer_framing(peer) == FRAMING_UNKNOWN)
        return "";
    return connection_codec(peer_connection(peer))->ops->name;
}

static void client_list_describe(const Client *client, vmrpc_client_info *info)
{
    Peer *peer = client->peer;
    const Session *session = peer_session(peer);
    const Identity *identity;
    PeerState state;

    peer_describe(peer, &state);
    identity = &state.origin->identity;
    *info = (vmrpc_client_info){
        .id = client->id,
        .since_us = client->since_us,
        .name = g_strdup(peer_name(peer)),
        .transport = g_strdup(client_list_transport(peer, &state)),
        .framing = g_strdup(client_list_framing(peer)),
        .uid = identity->known ? (int64_t) identity->uid : -1,
        .gid = identity->known ? (int64_t) identity->gid : -1,
        .pid = identity->known ? (int64_t) identity->pid : -1,
        .certificate = g_strdup(state.certificate ? state.certificate->subject : ""),
        .uri = g_strdup(session->uri ? session->uri : ""),
        .read_only = session->read_only,
        .calls = state.calls,
        .subscriptions = subscriber_count(peer_subscriber(peer)),
        .streams = stream_list_count(peer_streams(peer)),
        .calls_total = state.calls_total,
        .queued = state.queued,
    };
}

bool client_list_list(DriverCall *driver_call, vmrpc_client_list_ret *ret, GError **err)
{
    Peer *viewer = call_of(driver_call)->peer;
    g_autoptr(GPtrArray) clients = clients_list(peer_host(viewer)->clients);
    unsigned n = 0;

    (void) err;
    ret->clients.clients_val = g_new0(vmrpc_client_info, MIN(clients->len, VMRPC_CLIENT_LIST_MAX));
    for (guint i = 0; i < clients->len && n < VMRPC_CLIENT_LIST_MAX; i++) {
        const Client *client = clients->pdata[i];

        if (client_list_may_see(viewer, client->peer))
            client_list_describe(client, &ret->clients.clients_val[n++]);
    }
    ret->clients.clients_len = n;
    return true;
}

bool client_list_close(DriverCall *driver_call, const vmrpc_client_close_args *args, GError **err)
{
    Peer *viewer = call_of(driver_call)->peer;
    const Client *client = clients_find(peer_host(viewer)->clients, args->id);

    if (!client || !client_list_may_see(viewer, client->peer))
        return error_set(err, ERR_NO_CLIENT, "no client with id %" PRIu64 " is connected",
                         (uint64_t) args->id);
    log_info("%s closes %s", peer_name(viewer), peer_name(client->peer));
    peer_leave(client->peer);
    return true;
}
