/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A round of a peer: when to read, when to write, when to end.
 *
 * Everything that a round has caused is settled once, at its end (peer_settle): what was queued is
 * written, what was held back goes on, what has come to its end is closed. Nothing else writes or
 * closes, except for peer_close(). A peer over a limit is not read; there is no other throttling.
 */
#include "base/log.h"
#include "rpc/codec_libvirt.h"
#include "server/dispatch.h"
#include "server/event_hub.h"
#include "server/peer_private.h"

/* What clients of libvirt's framing wait for behind the handshake of TLS. */
static const uint8_t libvirt_welcome = 1;

/* Whether another call may begin at once. */
static bool peer_may_call(const Peer *peer)
{
    return peer_load_may_call(&peer->load, peer->streams.uncounted);
}

static bool peer_may_set_aside(const Peer *peer)
{
    return peer->framing == FRAMING_LIBVIRT && !peer_load_aside_is_full(&peer->load);
}

static bool peer_has_room(Peer *peer)
{
    return peer_load_may_take(&peer->load, connection_queued(peer->connection)) &&
           (peer_may_call(peer) || peer_may_set_aside(peer));
}

/* Whether it is read while there is room. */
static bool peer_reads(const Peer *peer)
{
    return peer->ending == ENDING_NOT && peer->tls.state != PEER_TLS_PROBED && !peer->leftover;
}

bool peer_may_read(Peer *peer)
{
    return peer_reads(peer) && peer_has_room(peer);
}

/* Whether the calls begun since *begun have used up the turn, which the first of them starts. What
 * no handler runs for is too quick to look at the clock. */
static bool peer_turn_is_over(const Peer *peer, uint64_t *begun, int64_t *until)
{
    int64_t now;

    if (peer->begun == *begun)
        return false;
    *begun = peer->begun;
    now = g_get_monotonic_time();
    if (*until == 0)
        *until = now + LIMIT_TURN_US;
    return now > *until;
}

/* It breaks the framing; what was answered before is still to be written. */
static COLD void peer_give_up(Peer *peer, const char *reason)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};

    log_limited(&limit, LOG_WARNING, "%s: closing: %s", peer->origin.name, reason);
    peer_leave(peer);
}

static void peer_set_framing(Peer *peer, Framing framing)
{
    if (framing == FRAMING_UNKNOWN || framing == peer->framing)
        return;
    peer->framing = framing;
    if (framing != FRAMING_LIBVIRT)
        return;
    connection_replace_codec(peer->connection, codec_libvirt_new());
    peer->subscriber.per_callback = true;
}

/* Looks at what comes next, at the border of two messages. False: too little is there to tell which
 * framing it is in, or it is not the one of before. */
static bool peer_check_framing(Peer *peer)
{
    size_t size;
    const uint8_t *data = connection_peek(peer->connection, &size);
    Framing framing;

    if (peer->framing == FRAMING_ONC && codec_is_whole_record(data, size))
        return true;
    framing = codec_tell(data, size);
    if (size == 0 || connection_codec(peer->connection)->holds_part)
        return true;
    if (peer->framing != FRAMING_UNKNOWN && framing != FRAMING_UNKNOWN &&
        framing != peer->framing) {
        peer_give_up(peer, "it mixes two framings");
        return false;
    }
    peer_set_framing(peer, framing);
    return peer->framing != FRAMING_UNKNOWN;
}

/* A call that was set aside and may begin now. False: there is none. */
static bool peer_take_aside(Peer *peer)
{
    g_autofree CallAside *aside = NULL;

    if (!peer_load_has_aside(&peer->load))
        return false;
    aside = peer_load_take_aside(&peer->load, peer->streams.uncounted);
    if (aside)
        dispatch_message(peer, &aside->message);
    return aside != NULL;
}

/* Calls keep their order; what goes beside them does not wait for them. */
static void peer_serve(Peer *peer, const Message *message)
{
    peer->wait.has_taken = true;
    peer_keepalive_heard(&peer->keepalive);
    if (message->kind == MESSAGE_CALL && peer->framing == FRAMING_LIBVIRT &&
        (peer_load_has_aside(&peer->load) || !peer_may_call(peer)))
        peer_load_set_aside(&peer->load, message);
    else
        dispatch_message(peer, message);
}

/* Serves the whole messages in the in-buffer, as far as the limits let it. */
static void peer_take(Peer *peer)
{
    int64_t until = 0;
    uint64_t begun = peer->begun;

    peer->leftover = false;
    while (peer->ending != ENDING_LEAVES && peer->tls.state != PEER_TLS_PROBED) {
        g_autoptr(GError) error = NULL;
        Message message;
        Feed feed;

        if (connection_is_drained(peer->connection) && !peer_load_has_aside(&peer->load))
            return;
        peer->turn_over = peer_turn_is_over(peer, &begun, &until);
        if (peer->turn_over || !peer_has_room(peer)) {
            peer->leftover = true;
            return;
        }
        if (peer_take_aside(peer))
            continue;
        if (peer->origin.libvirt && !peer_check_framing(peer))
            return;
        feed = connection_next(peer->connection, &message, &error);
        if (feed == FEED_MORE)
            return;
        if (feed == FEED_BROKEN) {
            peer_give_up(peer, error->message);
            return;
        }
        peer_serve(peer, &message);
    }
}

static void peer_stop_reading(Peer *peer)
{
    if (peer->ending == ENDING_NOT)
        peer->ending = ENDING_DRAINS;
    event_hub_leave(peer->host->events, &peer->subscriber);
}

/* It has shown a certificate that is welcome. */
static void peer_on_tls_open(Peer *peer)
{
    const TlsIdentity *certificate = peer_tls_identity(&peer->tls, peer->connection);
    const char *who = *certificate->subject   ? certificate->subject
                      : certificate->names[0] ? certificate->names[0]
                                              : certificate->fingerprint;
    char *name = g_strdup_printf("%s (%s)", peer->origin.name, who);

    g_free(peer->origin.name);
    peer->origin.name = name;
    log_info("%s: TLS with %s, certificate %s of %s", name,
             transport_tls_cipher(connection_transport(peer->connection)), certificate->serial,
             certificate->issuer);
    connection_codec(peer->connection)->record_max = peer_record_untrusted(peer->host->limits);
    peer_set_known(peer);
    peer_set_framing(peer, peer->tls.libvirt ? FRAMING_LIBVIRT : FRAMING_ONC);
    if (!peer->tls.libvirt)
        return;
    buffer_append(connection_out(peer->connection), &libvirt_welcome, 1);
    connection_commit(peer->connection);
}

static void peer_step_tls(Peer *peer)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *reason = NULL;

    switch (peer_tls_step(&peer->tls, peer->connection, peer->origin.libvirt, &error)) {
    case TLS_HANDSHAKE:
        break;
    case TLS_OPEN:
        peer_on_tls_open(peer);
        break;
    case TLS_FAILED:
        reason = g_strdup_printf("TLS: %s", error->message);
        peer_close_for(peer, reason);
        return;
    }
    peer_later(peer);
}

/* events: what there was besides. */
static void peer_on_readable(Peer *peer, uint32_t events)
{
    g_autoptr(GError) error = NULL;
    Fill fill;

    if (peer_tls_look(&peer->tls, peer->connection)) {
        peer_step_tls(peer);
        return;
    }
    fill = connection_fill(peer->connection, &error);
    if (fill == FILL_MORE || (fill == FILL_DATA && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))))
        peer_watch_again(&peer->watch);
    switch (fill) {
    case FILL_DATA:
    case FILL_MORE:
        peer_take(peer);
        break;
    case FILL_AGAIN:
        break;
    case FILL_CLOSED:
        peer_stop_reading(peer);
        break;
    case FILL_ERROR:
        log_debug("%s: %s", peer->origin.name, error->message);
        peer_close(peer);
        return;
    }
    peer_later(peer);
}

void peer_on_fd(LoopFd *source, uint32_t events, void *data)
{
    Peer *peer = data;

    if (peer->tls.state == PEER_TLS_HANDSHAKE) {
        peer_step_tls(peer);
        return;
    }
    if (source == peer->watch.out && (events & EPOLLOUT))
        peer_later(peer);
    if (source == peer->watch.in && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && peer_reads(peer))
        peer_on_readable(peer, events);
    else if (source == peer->watch.out && (events & (EPOLLHUP | EPOLLERR)))
        peer_close(peer); /* nobody is left to read replies */
    else if (source == peer->watch.in && (events & EPOLLIN))
        peer_watch_again(&peer->watch); /* it is yet to be settled, and would not be told again */
    else if (events & (EPOLLHUP | EPOLLERR))
        peer_later(peer); /* what was sent before is still to be read, when there is room */
}

void peer_on_wait_over(void *data, Wait wait, const char *reason)
{
    Peer *peer = data;

    if (wait == WAIT_TURN) {
        peer->turn_over = false;
        peer_later(peer);
    } else if (wait == WAIT_CLIENT) {
        log_debug("%s: closed: %s", peer->origin.name, reason);
        peer_close(peer);
    } else {
        peer_close_for(peer, reason);
    }
}

static void peer_settle_wait(Peer *peer, bool has_room)
{
    const PeerStand stand = {
        .leaves = peer->ending == ENDING_LEAVES,
        .drains = peer->ending == ENDING_DRAINS,
        .unknown = peer->unknown,
        .turn_over = peer->turn_over,
        .stopped = peer->leftover || !has_room,
        .partial = connection_is_partial(peer->connection),
        .busy = peer->load.calls > 0,
        .listens = subscriber_count(&peer->subscriber) > 0 || stream_list_readable(&peer->streams),
        .stranger = !peer->origin.local && !peer->session.driver,
    };

    peer_wait_settle(&peer->wait, &stand);
}

/* Writes what is queued. False: the peer is closed. */
static bool peer_flush(Peer *peer)
{
    g_autoptr(GError) error = NULL;
    size_t queued = connection_queued(peer->connection);

    if (peer->tls.state == PEER_TLS_PROBED && !peer_tls_is_quiet(peer->connection)) {
        peer_close_for(peer, "it sent more before the TLS probe was answered");
        return false;
    }
    if (!connection_flush(peer->connection, &error)) {
        log_debug("%s: %s", peer->origin.name, error->message);
        peer_close(peer);
        return false;
    }
    if (connection_queued(peer->connection) < queued)
        peer->wait.has_written = true;
    if (peer->tls.state == PEER_TLS_PROBED && connection_queued(peer->connection) == 0)
        peer_tls_begin(&peer->tls, peer->connection);
    if (connection_queued(peer->connection) > peer->host->limits->queue_max) {
        peer_close_for(peer, "too much waits to be read by it");
        return false;
    }
    if (peer->ending == ENDING_NOT || connection_queued(peer->connection) > 0)
        return true;
    if (peer->ending == ENDING_LEAVES ||
        (peer->load.calls == 0 && !peer->leftover && !peer_load_has_aside(&peer->load))) {
        peer_close(peer);
        return false;
    }
    return true;
}

/* A client that sends no more is not waited for by its own streams. */
static void peer_settle_streams(Peer *peer)
{
    if (peer->ending == ENDING_DRAINS && !peer->leftover &&
        peer->load.calls == peer->streams.waiting)
        stream_list_close(&peer->streams);
}

/* With what it has sent before. */
static bool peer_may_go_on(Peer *peer)
{
    bool more = peer->leftover || (peer_load_has_aside(&peer->load) && peer_may_call(peer));

    return more && !peer->turn_over && peer->ending != ENDING_LEAVES && peer_has_room(peer);
}

/* A read ends behind each byte that carries a descriptor, whatever comes next. */
static COLD void peer_read_behind_fds(Peer *peer)
{
    connection_codec(peer->connection)->met_fds = false;
    peer_watch_again(&peer->watch);
}

/* Nothing is left to be done in this round. */
static void peer_rest(Peer *peer)
{
    size_t queued = connection_queued(peer->connection);
    bool has_room = peer_has_room(peer);

    if (peer_load_may_stream(queued))
        peer_load_wake(&peer->load);
    peer_settle_wait(peer, has_room);
    peer_watch_set(&peer->watch, connection_transport(peer->connection),
                   (has_room && peer_reads(peer) ? EPOLLIN : 0) | (queued > 0 ? EPOLLOUT : 0));
    if (connection_codec(peer->connection)->met_fds)
        peer_read_behind_fds(peer);
}

static void peer_settle(Peer *peer)
{
    while (peer_flush(peer)) {
        bool again = false;

        peer_settle_streams(peer);
        if (peer->subscriber.gap_count > 0 && peer->subscriber.per_callback) {
            /* Its framing has no word for a gap, and it would go on with a wrong picture. */
            peer_close_for(peer, "it does not read its events");
            return;
        }
        if (peer->subscriber.gap_count > 0 &&
            connection_queued(peer->connection) <= peer->host->limits->event_queue / 2) {
            event_hub_drained(peer->host->events, &peer->subscriber);
            again = true;
        }
        if (peer_may_go_on(peer)) {
            peer_take(peer);
            again = true;
        }
        if (!again) {
            peer_rest(peer);
            return;
        }
    }
}

/* What it holds now. May be the end of it, or of others. */
static void peer_weigh(Peer *peer)
{
    AccountShare *share = &peer->load.share;
    size_t before = share->held;

    account_share_set(share, connection_held(peer->connection) + peer->load.backlog +
                                 peer->load.aside_bytes);
    if (share->held > before && accounts_are_over(share->account->accounts))
        peer->host->crowded(peer->host->data);
}

void peer_on_settle(void *data)
{
    g_autoptr(Peer) peer = peer_ref(data);

    peer_settle(peer);
    if (peer->connection)
        peer_weigh(peer);
}
