/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Peer: see peer.h. When to read, when to write, when to end.
 *
 * Everything that a round has caused is settled once, at its end (peer_settle): what was queued is
 * written, what was held back goes on, what has come to its end is closed. Nothing else writes or
 * closes, except for peer_close(). A peer over a limit is not read; there is no other throttling.
 */
#include "server/peer.h"

#include "base/coroutine.h"
#include "base/log.h"
#include "rpc/codec_libvirt.h"
#include "server/dispatch.h"
#include "server/event_hub.h"
#include "server/event_packet.h"
#include "server/peer_keepalive.h"
#include "server/peer_tls.h"
#include "server/peer_wait.h"
#include "server/peer_watch.h"

typedef enum {
    ENDING_NOT,
    ENDING_DRAINS, /* the client sends no more: answer what is in flight, then close */
    ENDING_LEAVES, /* close as soon as what is queued has been written */
} Ending;

struct Peer {
    unsigned references;
    unsigned calls; /* in flight */
    uint64_t begun; /* calls, ever */
    const PeerHost *host;
    PeerOrigin origin;
    Connection *connection; /* NULL: gone */
    PeerWatch watch;
    PeerWait wait;
    PartyShare share;
    LoopDeferred settle;
    Session session;
    Subscriber subscriber;
    StreamList streams;
    GQueue room_waiters; /* of CoWaiter */
    size_t backlog;      /* bytes of its streams that wait to be taken */
    PeerTls tls;
    PeerKeepalive keepalive;
    Framing framing;
    Ending ending;
    bool unknown;   /* counted as not authenticated */
    bool held;      /* too much is queued: not read until it is below the low mark */
    bool leftover;  /* whole messages may lie in the in-buffer */
    bool turn_over; /* its calls took long: they go on in the next round */
};

/* What clients of libvirt's framing wait for behind the handshake of TLS. */
static const uint8_t libvirt_welcome = 1;

static void peer_on_settle(void *data);

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
    const PeerHost *host;

    if (!peer || --peer->references > 0)
        return;
    g_assert(!peer->connection && peer->calls == 0);
    host = peer->host;
    g_free(peer->session.uri);
    g_free(peer->origin.name);
    g_free(peer);
    host->freed(host->data);
}

static void peer_set_known(Peer *peer)
{
    if (!peer->unknown)
        return;
    peer->unknown = false;
    peer->host->known(peer->host->data);
}

static void peer_wake_room_waiters(Peer *peer)
{
    if (peer->connection && connection_queued(peer->connection) >= LIMIT_STREAM_QUEUE)
        return;
    for (const GList *link = peer->room_waiters.head; link; link = link->next)
        co_wake(link->data);
}

bool peer_co_wait_for_room(Peer *peer)
{
    while (peer->connection && connection_queued(peer->connection) >= LIMIT_STREAM_QUEUE) {
        CoWaiter waiter = {0};

        g_queue_push_tail(&peer->room_waiters, &waiter);
        co_wait(&waiter, -1);
        g_queue_remove(&peer->room_waiters, &waiter);
    }
    return peer->connection != NULL;
}

void peer_change_backlog(Peer *peer, ssize_t change)
{
    peer->backlog += (size_t) change;
    if (change < 0)
        peer_later(peer);
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
    party_share_set(&peer->share, 0);
    g_clear_pointer(&peer->connection, connection_free);
    peer_wake_room_waiters(peer);
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

/* When many calls wait in all, one more per client may still begin: whoever floods the daemon does
 * not keep others out. Each peer without room has a call that will end. */
static bool peer_may_call(const Peer *peer)
{
    const Limits *limits = peer->host->limits;
    unsigned calls = peer->calls - peer->streams.uncounted;

    return calls == 0 || (calls < limits->calls && coroutine_count() < limits->calls_in_all);
}

static bool peer_has_room(Peer *peer)
{
    const Limits *limits = peer->host->limits;
    size_t queued = connection_queued(peer->connection);
    bool pressed = party_share_is_pressed(&peer->share);
    uint64_t high = pressed ? LIMIT_QUEUE_PRESSED : limits->queue_high;
    uint64_t low = pressed ? LIMIT_QUEUE_PRESSED_LOW : limits->queue_low;

    peer->held = queued > (peer->held ? low : high);
    return !peer->held && peer->backlog <= LIMIT_STREAM_BACKLOG && peer_may_call(peer);
}

static bool peer_may_read(Peer *peer)
{
    return peer->ending == ENDING_NOT && peer->tls.state != PEER_TLS_PROBED && peer_has_room(peer);
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
static void peer_give_up(Peer *peer, const char *reason)
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
    Framing framing = codec_tell(data, size);

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

        peer->turn_over = peer_turn_is_over(peer, &begun, &until);
        if (peer->turn_over || !peer_has_room(peer)) {
            peer->leftover = true;
            return;
        }
        if (peer->origin.libvirt && !peer_check_framing(peer))
            return;
        feed = connection_next(peer->connection, &message, &error);
        if (feed == FEED_MORE)
            return;
        if (feed == FEED_BROKEN) {
            peer_give_up(peer, error->message);
            return;
        }
        peer->wait.has_taken = true;
        peer_keepalive_heard(&peer->keepalive);
        dispatch_message(peer, &message);
    }
}

static void peer_stop_reading(Peer *peer)
{
    if (peer->ending == ENDING_NOT)
        peer->ending = ENDING_DRAINS;
    event_hub_leave(peer->host->events, &peer->subscriber);
}

static size_t peer_record_max(const Limits *limits, bool trusted)
{
    return trusted ? limits->record : MIN(limits->record, limits->record_before_open);
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
    connection_codec(peer->connection)->record_max = peer_record_max(peer->host->limits, false);
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

static void peer_on_readable(Peer *peer)
{
    g_autoptr(GError) error = NULL;

    if (peer_tls_look(&peer->tls, peer->connection)) {
        peer_step_tls(peer);
        return;
    }
    switch (connection_fill(peer->connection, &error)) {
    case FILL_DATA:
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

static void peer_on_fd(LoopFd *source, uint32_t events, void *data)
{
    Peer *peer = data;

    if (peer->tls.state == PEER_TLS_HANDSHAKE) {
        peer_step_tls(peer);
        return;
    }
    if (source == peer->watch.out && (events & EPOLLOUT))
        peer_later(peer);
    if (source == peer->watch.in && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) &&
        peer_may_read(peer) && !peer->leftover)
        peer_on_readable(peer);
    else if (source == peer->watch.out && (events & (EPOLLHUP | EPOLLERR)))
        peer_close(peer); /* nobody is left to read replies */
    else if (events & (EPOLLHUP | EPOLLERR))
        peer_later(peer); /* what was sent before is still to be read, when there is room */
}

static void peer_on_wait_over(void *data, Wait wait, const char *reason)
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

static void peer_settle_wait(Peer *peer)
{
    const PeerStand stand = {
        .leaves = peer->ending == ENDING_LEAVES,
        .drains = peer->ending == ENDING_DRAINS,
        .unknown = peer->unknown,
        .turn_over = peer->turn_over,
        .stopped = peer->leftover || !peer_has_room(peer),
        .partial = connection_is_partial(peer->connection),
        .busy = peer->calls > 0,
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
    if (peer->ending == ENDING_LEAVES || (peer->calls == 0 && !peer->leftover)) {
        peer_close(peer);
        return false;
    }
    return true;
}

/* A client that sends no more is not waited for by its own streams. */
static void peer_settle_streams(Peer *peer)
{
    if (peer->ending == ENDING_DRAINS && !peer->leftover && peer->calls == peer->streams.waiting)
        stream_list_close(&peer->streams);
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
        if (peer->leftover && !peer->turn_over && peer->ending != ENDING_LEAVES &&
            peer_has_room(peer)) {
            peer_take(peer);
            again = true;
        }
        if (!again) {
            peer_wake_room_waiters(peer);
            peer_settle_wait(peer);
            peer_watch_set(&peer->watch, connection_transport(peer->connection),
                           peer_may_read(peer) && !peer->leftover,
                           connection_queued(peer->connection) > 0);
            return;
        }
    }
}

/* What it holds now. May be the end of it, or of others. */
static void peer_weigh(Peer *peer)
{
    size_t before = peer->share.held;

    party_share_set(&peer->share, connection_held(peer->connection));
    if (peer->share.held > before && parties_are_over(peer->share.party->parties))
        peer->host->crowded(peer->host->data);
}

static void peer_on_settle(void *data)
{
    g_autoptr(Peer) peer = peer_ref(data);

    peer_settle(peer);
    if (peer->connection)
        peer_weigh(peer);
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
    return peer_may_read(peer) && !peer->leftover;
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

    codec->record_max = peer_record_max(host->limits, true);
    if (!origin->local) {
        peer_tls_init(&peer->tls, host->gate);
        peer->unknown = peer->tls.context != NULL;
        codec->record_max =
            peer->tls.required ? LIMIT_RECORD_CLEAR : peer_record_max(host->limits, false);
    }
    peer->references = 1;
    peer->host = host;
    peer->origin = *origin;
    peer->share.party = origin->party;
    peer->framing = origin->libvirt ? FRAMING_UNKNOWN : FRAMING_ONC;
    peer->session.read_only = origin->read_only;
    peer->connection = connection_new(transport, codec);
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
    bool engaged = peer->calls > 0 || peer->session.driver || subscriber_count(&peer->subscriber);
    uint32_t fault = call->auth_fault;

    if (fault == 0 && call->flavor == FLAVOR_TLS)
        return peer_tls_probe(&peer->tls, call, engaged);
    if (fault == 0)
        fault = peer_tls_check(&peer->tls, call);
    if (fault == 0 && !peer->tls.required)
        peer_set_known(peer); /* it uses clear text, which it may */
    return fault;
}

AccessGrant peer_grant(const Peer *peer, const char *driver)
{
    const Gate *gate = peer->host->gate;
    const AccessClient client = {
        .local = peer->origin.local,
        .fd = peer->connection ? connection_transport(peer->connection)->in_fd : -1,
        .identity = peer->origin.identity,
        .certificate = peer_tls_identity(&peer->tls, peer->connection),
    };

    return access_rules_decide(gate ? gate->config->rules : NULL, &client, driver);
}

void peer_trust(Peer *peer)
{
    if (peer->connection)
        connection_codec(peer->connection)->record_max = peer_record_max(peer->host->limits, true);
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
        .calls = peer->calls,
        .calls_total = peer->begun,
        .queued = peer->connection ? connection_queued(peer->connection) : 0,
        .held = peer->share.held,
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
    peer->calls++;
    peer->begun++;
    return peer_ref(peer);
}

void peer_end_call(Peer *peer)
{
    peer->calls--;
    if (peer->connection)
        peer_later(peer);
    peer_unref(peer);
}
