/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection = transport + codec + out-queue: what the two ends of a wire have in common.
 *
 * It does not know who is server and who is client, nor who waits for its descriptors: the daemon's
 * peer drives it from the loop, the library from poll(). Reads fill one in-buffer with one system
 * call for many records; writes leave in one writev for many replies.
 */
#ifndef VMRPC_RPC_CONNECTION_H
#define VMRPC_RPC_CONNECTION_H

#include "rpc/codec.h"
#include "rpc/out_queue.h"
#include "rpc/transport.h"

/* How much one read asks for, and the most that it does while a message is known to lack more. */
#define CONNECTION_READ_SIZE (64 * 1024)
#define CONNECTION_READ_MAX (256 * 1024)
/* The most memory that is left in each Buffer of a spare. */
#define CONNECTION_SPARE_MAX (1024 * 1024)

/* Where connections leave memory that they do not need now, so that the next one that reads or
 * writes finds it, and it is warm. All zero at first. */
typedef struct ConnectionSpare {
    Buffer in, out;
} ConnectionSpare;

void connection_spare_clear(ConnectionSpare *spare);

/* Members are for the functions of this header only. */
typedef struct Connection {
    Transport *transport;
    Codec *codec;
    Buffer in;
    ConnectionSpare *spare; /* NULL: none */
    OutQueue out;
} Connection;

typedef enum {
    FILL_DATA,   /* something arrived; if the transport drains, that was all there was */
    FILL_MORE,   /* something arrived, and there may be more */
    FILL_AGAIN,  /* nothing to be had now */
    FILL_CLOSED, /* the peer has closed; what arrived before may still be taken */
    FILL_ERROR,  /* err says what went wrong */
} Fill;

/* Takes over both. */
Connection *connection_new(Transport *transport, Codec *codec);
void connection_free(Connection *connection);

static inline Transport *connection_transport(const Connection *connection)
{
    return connection->transport;
}

static inline Codec *connection_codec(const Connection *connection)
{
    return connection->codec;
}

/* The spare, which may be that of others as well, and outlives the connection; NULL, as at first:
 * memory is freed. */
void connection_set_spare(Connection *connection, ConnectionSpare *spare);

/* What follows goes over another transport, of the same descriptors; takes it over, and hands back
 * the one before. All that was queued has been written, and nothing that was read lies here. */
Transport *connection_replace_transport(Connection *connection, Transport *transport);

/* What follows is in another framing, as is all that lies in the in-buffer; takes it over. Nothing
 * has been taken out of there yet. */
void connection_replace_codec(Connection *connection, Codec *codec);

/* One read. */
Fill connection_fill(Connection *connection, GError **err);
/* The next whole message of what was read; see codec_feed(). When it says FEED_MORE the in-buffer
 * has left memory that it does not need. */
Feed connection_next(Connection *connection, Message *ret_message, GError **err);
/* Whether nothing is left of what was read, here or in the codec; the in-buffer has left its memory
 * then. */
void connection_leave_in(Connection *connection);
static inline bool connection_is_drained(Connection *connection)
{
    if (buffer_size(&connection->in) > 0 || connection->codec->held > 0)
        return false;
    connection_leave_in(connection);
    return true;
}
/* What was read and not taken yet; size in *ret_size. */
const uint8_t *connection_peek(const Connection *connection, size_t *ret_size);
static inline bool connection_is_partial(const Connection *connection)
{
    return codec_is_partial(connection->codec, &connection->in);
}

/* Where to append a message with the codec's begin/end. Valid until the next flush or send. */
Buffer *connection_out_of_spare(Connection *connection); /* the first time after a flush */
static inline Buffer *connection_out(Connection *connection)
{
    Buffer *own = &connection->out.own;

    return own->memory ? own : connection_out_of_spare(connection);
}
/* To be called when a message has been appended to connection_out(). */
static inline void connection_commit(Connection *connection)
{
    out_queue_commit(&connection->out);
}
/* The same, when bytes that are lent belong to the message, at `at` of connection_out(); takes a
 * reference, copies nothing. */
void connection_commit_around(Connection *connection, size_t at, GBytes *bytes);
/* Queues a whole encoded message that others share; takes a reference, copies nothing. */
void connection_send_shared(Connection *connection, GBytes *message);
/* Queues a byte that carries a descriptor, which is taken over. The transport must pass them. */
void connection_send_fd(Connection *connection, int fd);
/* Those that have not left yet. */
unsigned connection_queued_fds(const Connection *connection);
/* Bytes queued and not yet written. */
static inline size_t connection_queued(const Connection *connection)
{
    return connection->out.size;
}
/* The same and bytes that were read and not yet dealt with. */
static inline size_t connection_held(const Connection *connection)
{
    return buffer_size(&connection->in) + connection->codec->held + connection->out.size;
}

/* Writes what it can. true: all written or the rest must wait for POLLOUT (connection_queued() >
 * 0); false: the connection is broken. */
bool connection_flush(Connection *connection, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_free)

#endif
