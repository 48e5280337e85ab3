/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams as packets: see stream_packets.h.
 *
 * Data from the daemon ends with an empty packet; the client then says OK, which is answered with
 * OK when all is done. Either side gives up with ERROR. After an ERROR of ours whatever the client
 * had sent before it heard of it is dropped.
 */
#include "server/stream_packets.h"

#include <string.h>

#include "base/coroutine.h"
#include "rpc/codec_libvirt.h"
#include "rpc/xdr_buffer.h"
#include "server/error_body.h"
#include "server/stream_buffer.h"

/* The piece a reader begins with; when it is filled what follows comes in buffers of the pool. */
#define PIECE_MIN 4096

typedef struct StreamPackets {
    Peer *peer;
    Stream *stream; /* which holds us: no reference */
    CallId opener;
    int error_domain;
    GQueue incoming; /* of Incoming */
    size_t backlog;  /* what they weigh */
    bool taking;     /* a coroutine takes them */
} StreamPackets;

typedef struct Incoming {
    bool finish;
    uint64_t hole;
    size_t size;
    uint8_t bytes[];
} Incoming;

/* The packet itself counts as well: one without data takes room like any other. */
static size_t incoming_weight(const Incoming *incoming)
{
    return sizeof(Incoming) + incoming->size;
}

static void stream_packets_drop_incoming(StreamPackets *packets)
{
    g_queue_clear_full(&packets->incoming, g_free);
    peer_change_backlog(packets->peer, -(ssize_t) packets->backlog);
    packets->backlog = 0;
}

/* The stream has ended. */
static void stream_packets_on_ended(void *data)
{
    stream_packets_drop_incoming(data);
}

static void stream_packets_free(void *data)
{
    StreamPackets *packets = data;

    stream_packets_drop_incoming(packets);
    peer_unref(packets->peer);
    g_free(packets);
}

/* A packet of this stream with so many bytes. */
static void stream_packets_send(const StreamPackets *packets, StreamStatus status,
                                const uint8_t *bytes, size_t size)
{
    Connection *connection = peer_connection(packets->peer);
    Buffer *out;
    size_t start;

    if (!connection)
        return;
    out = connection_out(connection);
    start = codec_libvirt_begin(out, &packets->opener, LIBVIRT_STREAM, status);
    buffer_append(out, bytes, size);
    codec_libvirt_end(out, start, 0);
    connection_commit(connection);
    peer_later(packets->peer);
}

/* The same with the first bytes of such a buffer, which it takes over. */
static void stream_packets_send_buffer(const StreamPackets *packets, uint8_t *buffer, size_t size)
{
    Connection *connection = peer_connection(packets->peer);
    Buffer *out = connection_out(connection);
    size_t start =
        codec_libvirt_begin(out, &packets->opener, LIBVIRT_STREAM, STREAM_STATUS_CONTINUE);
    g_autoptr(GBytes) bytes = stream_buffer_lend(buffer, size);

    codec_libvirt_end(out, start, size);
    connection_commit_around(connection, buffer_size(out), bytes);
    peer_later(packets->peer);
}

static void stream_packets_send_error(const StreamPackets *packets, const GError *error)
{
    Connection *connection = peer_connection(packets->peer);
    g_auto(ErrorBody) strings = {0};
    remote_error body;
    size_t start, before;
    Buffer *out;
    XDR xdr;

    if (!connection)
        return;
    out = connection_out(connection);
    before = buffer_size(out);
    start = codec_libvirt_begin(out, &packets->opener, LIBVIRT_STREAM, STREAM_STATUS_ERROR);
    error_body_fill(&strings, &body, error, packets->error_domain, true);
    xdr_buffer_init(&xdr, out, LIBVIRT_BODY_MAX);
    if (!xdr_remote_error(&xdr, &body)) {
        buffer_truncate(out, before);
        return;
    }
    codec_libvirt_end(out, start, 0);
    connection_commit(connection);
    peer_later(packets->peer);
}

/* Ends the stream because of an error, of which the client is told unless it has ended before. */
static void stream_packets_fail(const StreamPackets *packets, const GError *error)
{
    if (!stream_is_alive(packets->stream))
        return;
    stream_packets_send_error(packets, error);
    stream_abort(packets->stream);
}

/* ---- to the client ---- */

static void stream_packets_send_hole(const StreamPackets *packets, uint64_t size)
{
    Connection *connection = peer_connection(packets->peer);

    codec_libvirt_send_hole(connection_out(connection), &packets->opener, size);
    connection_commit(connection);
    peer_later(packets->peer);
}

/* What a reader reads into: a little of its own, or a buffer of the pool. */
typedef struct Piece {
    uint8_t *bytes;
    size_t size;
} Piece;

static void piece_clear(Piece *piece)
{
    if (piece->size == PIECE_MIN)
        g_free(piece->bytes);
    else
        stream_buffer_give(piece->bytes);
}

/* So many bytes are in it. */
static void stream_packets_send_piece(const StreamPackets *packets, Piece *piece, size_t size)
{
    if (size >= STREAM_BUFFER_LEND_MIN) {
        stream_packets_send_buffer(packets, piece->bytes, size);
        piece->bytes = stream_buffer_take();
    } else {
        stream_packets_send(packets, STREAM_STATUS_CONTINUE, piece->bytes, size);
    }
    if (size == PIECE_MIN && piece->size == PIECE_MIN) {
        piece_clear(piece);
        *piece = (Piece){.bytes = stream_buffer_take(), .size = LIBVIRT_STREAM_DATA_MAX};
    }
}

/* One piece. False: there is nothing more to be read. */
static bool stream_packets_co_read_piece(StreamPackets *packets, Piece *piece)
{
    g_autoptr(GError) error = NULL;
    uint64_t hole = 0;
    bool ended = false;
    ssize_t got =
        stream_co_recv(packets->stream, piece->bytes, piece->size, -1, &hole, &ended, &error);

    if (got < 0) {
        stream_packets_fail(packets, error);
        return false;
    }
    if (!stream_is_alive(packets->stream) || !peer_connection(packets->peer))
        return false;
    if (got > 0)
        stream_packets_send_piece(packets, piece, (size_t) got);
    if (hole > 0)
        stream_packets_send_hole(packets, hole);
    if (ended)
        stream_packets_send(packets, STREAM_STATUS_CONTINUE, NULL, 0);
    return !ended;
}

static void stream_packets_co_read(void *data)
{
    StreamPackets *packets = data;
    g_autoptr(Stream) stream = packets->stream; /* the reference of who started us */
    Piece piece = {.bytes = g_malloc(PIECE_MIN), .size = PIECE_MIN};

    while (peer_co_wait_for_room(packets->peer) && stream_is_alive(stream) &&
           stream_packets_co_read_piece(packets, &piece))
        ;
    piece_clear(&piece);
}

void stream_packets_begin(Peer *peer, Stream *stream, int error_domain)
{
    StreamPackets *packets = g_new0(StreamPackets, 1);

    *packets = (StreamPackets){
        .peer = peer_ref(peer),
        .stream = stream,
        .opener = *stream_opener(stream),
        .error_domain = error_domain,
    };
    stream_attach(stream, packets, stream_packets_on_ended, stream_packets_free);
    if (!stream_can_recv(stream))
        return;
    stream_ref(stream);
    coroutine_start(peer_host(peer)->loop, stream_packets_co_read, packets);
}

/* ---- from the client ---- */

static void stream_packets_co_take_one(StreamPackets *packets, const Incoming *incoming)
{
    g_autoptr(GError) error = NULL;
    bool done;

    if (incoming->finish)
        done = stream_co_finish(packets->stream, &error);
    else
        done = stream_co_send(packets->stream, incoming->bytes, incoming->size, incoming->hole,
                              &error);
    if (incoming->finish && done)
        stream_packets_send(packets, STREAM_STATUS_OK, NULL, 0);
    else if (incoming->finish)
        stream_packets_send_error(packets, error);
    else if (!done)
        stream_packets_fail(packets, error);
}

static void stream_packets_co_take(void *data)
{
    StreamPackets *packets = data;
    Incoming *incoming;

    while ((incoming = g_queue_pop_head(&packets->incoming))) {
        packets->backlog -= incoming_weight(incoming);
        stream_packets_co_take_one(packets, incoming);
        peer_change_backlog(packets->peer, -(ssize_t) incoming_weight(incoming));
        g_free(incoming);
    }
    packets->taking = false;
    stream_unref(packets->stream); /* the reference of who started us */
}

static void stream_packets_add(StreamPackets *packets, const Message *message, bool finish,
                               uint64_t hole)
{
    size_t size = finish || hole ? 0 : message->body_size;
    Incoming *incoming = g_malloc(sizeof(Incoming) + size);

    *incoming = (Incoming){.finish = finish, .hole = hole, .size = size};
    if (size > 0)
        memcpy(incoming->bytes, message->body, size);
    g_queue_push_tail(&packets->incoming, incoming);
    packets->backlog += incoming_weight(incoming);
    peer_change_backlog(packets->peer, (ssize_t) incoming_weight(incoming));
    if (packets->taking)
        return;
    packets->taking = true;
    stream_ref(packets->stream);
    coroutine_start(peer_host(packets->peer)->loop, stream_packets_co_take, packets);
}

static void stream_packets_take_data(StreamPackets *packets, const Message *message)
{
    g_autoptr(GError) error = NULL;
    uint64_t hole = 0;

    if (message->kind == MESSAGE_STREAM && message->body_size == 0)
        return; /* says that nothing more comes, which a finish says as well */
    if (message->kind == MESSAGE_HOLE && !codec_libvirt_hole(message, &hole))
        error_set(&error, ERR_RPC, "a hole of a stream is malformed");
    else if (!stream_can_send(packets->stream))
        error_set(&error, ERR_OPERATION_INVALID, "this stream can only be read");
    if (error)
        stream_packets_fail(packets, error);
    else if (message->kind == MESSAGE_STREAM || hole > 0)
        stream_packets_add(packets, message, false, hole);
}

void stream_packets_take(Peer *peer, const Message *message)
{
    g_autoptr(Stream) stream = stream_find(peer_streams(peer), &message->id);
    StreamPackets *packets;

    if (!stream)
        return;
    packets = stream_attached(stream_ref(stream));
    switch (message->stream) {
    case STREAM_STATUS_CONTINUE:
        stream_packets_take_data(packets, message);
        break;
    case STREAM_STATUS_OK:
        stream_packets_add(packets, message, true, 0);
        break;
    case STREAM_STATUS_ERROR:
        stream_abort(stream);
        stream_packets_send(packets, STREAM_STATUS_OK, NULL, 0);
        break;
    }
}
