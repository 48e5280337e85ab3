/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Peer: see peer.h. How it begins and ends, and what others may know of it and do with it.
 */
#include "server/peer_private.h"

#include "base/log.h"
#include "rpc/codec_libvirt.h"
#include "server/event_hub.h"
#include "server/event_packet.h"

void peer_later(Peer *peer)
{
    if (peer->connection)
        loop_defer(peer->host->loop, &peer->settle);
}

Peer *peer_ref(Peer *peer)
{
    peer->references++;
    return peer;
}

void peer_unref(Peer *peer)
{
    if (!peer || --peer->references > 0)
        return;
    g_assert(!peer->connection && peer->load.calls == 0);
    peer->host->freed(peer, peer->host->data);
    g_free(peer->session.uri);
    g_free(peer->origin.name);
    g_free(peer);
}

void peer_set_known(Peer *peer)
{
    if (!peer->unknown)
        return;
    peer->unknown = false;
    peer->host->known(peer->host->data);
}

void peer_close(Peer *peer)
{
    if (!peer->connection)
        return;
    log_debug("%s: closed", peer->origin.name);
    event_hub_leave(peer->host->events, &peer->subscriber);
    stream_list_close(&peer->streams);
    peer_watch_clear(&peer->watch);
    peer_wait_clear(&peer->wait);
    peer_keepalive_clear(&peer->keepalive);
    loop_deferred_cancel(peer->host->loop, &peer->settle);
    g_clear_pointer(&peer->connection, connection_free);
    peer_load_clear(&peer->load);
    peer_tls_clear(&peer->tls);
    peer_set_known(peer);
    peer->host->gone(peer, peer->host->data);
}

/* Closes for a reason that is worth a line, though not one per client that wants to fill the log.
 */
void peer_close_for(Peer *peer, const char *reason)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};

    log_limited(&limit, LOG_WARNING, "%s: closed: %s", peer->origin.name, reason);
    peer_close(peer);
}

size_t peer_record_untrusted(const Limits *limits)
{
    return MIN(limits->record, limits->record_before_open);
}

bool peer_co_wait_for_room(Peer *peer)
{
    while (peer->connection && !peer_load_may_stream(connection_queued(peer->connection)))
        peer_load_co_wait(&peer->load);
    return peer->connection != NULL;
}

void peer_change_backlog(Peer *peer, ssize_t change)
{
    peer->load.backlog += (size_t) change;
    if (change < 0)
        peer_later(peer);
}

/* For events: see subscriber.h. */
static bool peer_queue_event(void *data, const EventDelivery *delivery)
{
    Peer *peer = data;
    size_t queued = connection_queued(peer->connection);

    peer_later(peer);
    if (!delivery->forced && queued > 0 &&
        queued + g_bytes_get_size(delivery->message) > peer->host->limits->event_queue)
        return false;
    if (peer->framing == FRAMING_LIBVIRT)
        event_packet_send(peer->connection, delivery);
    else
        connection_send_shared(peer->connection, delivery->message);
    return true;
}

static bool peer_on_ping(void *data)
{
    Peer *peer = data;

    codec_libvirt_keepalive(connection_out(peer->connection), LIBVIRT_PING);
    connection_commit(peer->connection);
    peer_later(peer);
    return peer_may_read(peer);
}

static void peer_on_silence(void *data)
{
    peer_close_for(data, "it does not answer pings");
}

void peer_keep_alive(Peer *peer)
{
    if (peer->connection && peer->framing == FRAMING_LIBVIRT)
        peer_keepalive_start(&peer->keepalive, peer->host->loop, peer_on_ping, peer_on_silence,
                             peer);
}

Peer *peer_new(const PeerHost *host, Transport *transport, const PeerOrigin *origin)
{
    Peer *peer = g_new0(Peer, 1);
    Codec *codec = codec_onc_new();

    codec->record_max = host->limits->record;
    if (!origin->local) {
        peer_tls_init(&peer->tls, host->policy);
        peer->unknown = peer->tls.context != NULL;
        codec->record_max =
            peer->tls.required ? LIMIT_RECORD_CLEAR : peer_record_untrusted(host->limits);
    }
    peer->references = 1;
    peer->host = host;
    peer->origin = *origin;
    peer_load_init(&peer->load, host->limits, origin->account);
    peer->framing = origin->libvirt ? FRAMING_UNKNOWN : FRAMING_ONC;
    peer->session.read_only = origin->read_only;
    peer->connection = connection_new(transport, codec);
    connection_set_spare(peer->connection, host->spare);
    subscriber_init(&peer->subscriber, peer_queue_event, peer);
    loop_deferred_init(&peer->settle, peer_on_settle, peer);
    peer_watch_init(&peer->watch, host->loop, transport, peer_on_fd, peer);
    peer_wait_init(&peer->wait, host->loop, host->limits, peer_on_wait_over, peer);
    peer_later(peer);
    return peer;
}

void peer_leave(Peer *peer)
{
    if (!peer->connection)
        return;
    peer->ending = ENDING_LEAVES;
    event_hub_leave(peer->host->events, &peer->subscriber);
    stream_list_close(&peer->streams);
    peer_later(peer);
}

uint32_t peer_check_credential(Peer *peer, const Message *call)
{
    uint32_t fault = call->auth_fault;

    if (fault == 0 && call->flavor == FLAVOR_TLS) {
        bool engaged =
            peer->load.calls > 0 || peer->session.driver || subscriber_count(&peer->subscriber);

        return peer_tls_probe(&peer->tls, call, engaged);
    }
    if (fault == 0)
        fault = peer_tls_check(&peer->tls, call);
    if (fault == 0 && !peer->tls.required)
        peer_set_known(peer); /* it uses clear text, which it may */
    return fault;
}

AccessGrant peer_grant(const Peer *peer, const char *driver)
{
    const Policy *policy = peer->host->policy;
    const AccessClient client = {
        .local = peer->origin.local,
        .fd = peer->connection ? connection_transport(peer->connection)->in_fd : -1,
        .identity = peer->origin.identity,
        .certificate = peer_tls_identity(&peer->tls, peer->connection),
    };

    return access_rules_decide(policy ? policy->config->rules : NULL, &client, driver);
}

void peer_trust(Peer *peer)
{
    if (peer->connection)
        connection_codec(peer->connection)->record_max = peer->host->limits->record;
}

const PeerHost *peer_host(const Peer *peer)
{
    return peer->host;
}

void peer_describe(const Peer *peer, PeerState *ret_state)
{
    *ret_state = (PeerState){
        .origin = &peer->origin,
        .certificate = peer_tls_identity(&peer->tls, peer->connection),
        .calls = peer->load.calls,
        .calls_total = peer->begun,
        .queued = peer->connection ? connection_queued(peer->connection) : 0,
        .held = peer->load.share.held,
    };
}

const char *peer_name(const Peer *peer)
{
    return peer->origin.name;
}

Framing peer_framing(const Peer *peer)
{
    return peer->framing;
}

bool peer_passes_fds(const Peer *peer)
{
    return peer->framing == FRAMING_LIBVIRT && peer->connection &&
           transport_passes_fds(connection_transport(peer->connection));
}

bool peer_is_secure(const Peer *peer)
{
    return peer->origin.local || peer->tls.state == PEER_TLS_OPEN;
}

Session *peer_session(Peer *peer)
{
    return &peer->session;
}

Subscriber *peer_subscriber(Peer *peer)
{
    return &peer->subscriber;
}

StreamList *peer_streams(Peer *peer)
{
    return &peer->streams;
}

Connection *peer_connection(const Peer *peer)
{
    return peer->connection;
}

Peer *peer_begin_call(Peer *peer)
{
    peer->load.calls++;
    peer->begun++;
    return peer_ref(peer);
}

void peer_end_call(Peer *peer)
{
    peer->load.calls--;
    if (peer->connection)
        peer_later(peer);
    peer_unref(peer);
}
