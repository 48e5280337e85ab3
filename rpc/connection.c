/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection: see connection.h. Holds the in-buffer and the out-queue; never waits, never decides
 * when to read or to write. An idle one owns no buffer worth mentioning.
 */
#include "rpc/connection.h"

#include <errno.h>

/* Up to so many bytes of an unfinished message are moved out of a large in-buffer. */
#define CONNECTION_TRIM_MAX 4096
/* So much memory of an empty out-queue is kept where there is no spare. */
#define CONNECTION_KEEP 512

Connection *connection_new(Transport *transport, Codec *codec)
{
    Connection *connection = g_new0(Connection, 1);

    connection->transport = transport;
    connection->codec = codec;
    return connection;
}

void connection_free(Connection *connection)
{
    if (!connection)
        return;
    codec_free(connection->codec);
    transport_free(connection->transport);
    buffer_clear(&connection->in);
    out_queue_clear(&connection->out);
    g_free(connection);
}

void connection_spare_clear(ConnectionSpare *spare)
{
    buffer_clear(&spare->in);
    buffer_clear(&spare->out);
}

void connection_set_spare(Connection *connection, ConnectionSpare *spare)
{
    connection->spare = spare;
}

Transport *connection_replace_transport(Connection *connection, Transport *transport)
{
    Transport *before = connection->transport;

    g_assert(connection->out.size == 0 && !connection_is_partial(connection));
    connection->transport = transport;
    return before;
}

void connection_replace_codec(Connection *connection, Codec *codec)
{
    g_assert(!connection->codec->holds_part);
    codec->record_max = connection->codec->record_max;
    codec_free(connection->codec);
    connection->codec = codec;
}

/* Always false. errnum is that of the read or write that failed. */
static bool connection_fail(const Connection *connection, int errnum, const char *what,
                            GError **err)
{
    if (!transport_explain(connection->transport, err))
        error_set_errno(err, errnum, "cannot %s the peer", what);
    return false;
}

/* Gives the buffer, which has no memory, that of the spare. */
static void spare_take(Buffer *spare, Buffer *buffer)
{
    *buffer = *spare;
    *spare = (Buffer){0};
}

/* Takes the memory of a buffer, whose bytes are of no interest. */
static void spare_leave(Buffer *spare, Buffer *buffer)
{
    if (!spare->memory && buffer->capacity <= CONNECTION_SPARE_MAX)
        *spare = (Buffer){.memory = buffer->memory, .capacity = buffer->capacity};
    else
        g_free(buffer->memory);
    *buffer = (Buffer){0};
}

/* The beginning of a message, if there is one, moves to a small place. */
void connection_leave_in(Connection *connection)
{
    Buffer *in = &connection->in;

    if (!connection->spare) {
        buffer_trim(in, 0);
    } else if (buffer_size(in) == 0) {
        spare_leave(&connection->spare->in, in);
    } else if (in->capacity > CONNECTION_TRIM_MAX) {
        Buffer rest = {0};

        buffer_append(&rest, buffer_data(in), buffer_size(in));
        spare_leave(&connection->spare->in, in);
        *in = rest;
    }
}

static void connection_leave_out(Connection *connection)
{
    Buffer *own = &connection->out.own;

    if (connection->spare)
        spare_leave(&connection->spare->out, own);
    else if (own->capacity > CONNECTION_KEEP)
        buffer_clear(own);
}

Fill connection_fill(Connection *connection, GError **err)
{
    size_t size = CLAMP(connection->codec->lacks, CONNECTION_READ_SIZE, CONNECTION_READ_MAX);
    uint8_t *at;
    size_t room;
    ssize_t got;

    if (!connection->in.memory && connection->spare)
        spare_take(&connection->spare->in, &connection->in);
    at = buffer_reserve(&connection->in, size);
    room = buffer_room(&connection->in);
    got = transport_read(connection->transport, at, room);

    if (got > 0) {
        buffer_commit(&connection->in, (size_t) got);
        return (size_t) got == room ? FILL_MORE : FILL_DATA;
    }
    if (got == 0)
        return FILL_CLOSED;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return FILL_AGAIN;
    connection_fail(connection, errno, "read from", err);
    return FILL_ERROR;
}

Feed connection_next(Connection *connection, Message *ret_message, GError **err)
{
    Feed feed = codec_feed(connection->codec, &connection->in, ret_message, err);

    if (feed == FEED_MORE && buffer_size(&connection->in) <= CONNECTION_TRIM_MAX)
        connection_leave_in(connection);
    return feed;
}

const uint8_t *connection_peek(const Connection *connection, size_t *ret_size)
{
    *ret_size = buffer_size(&connection->in);
    return buffer_data(&connection->in);
}

Buffer *connection_out_of_spare(Connection *connection)
{
    if (connection->spare)
        spare_take(&connection->spare->out, &connection->out.own);
    return &connection->out.own;
}

void connection_commit_around(Connection *connection, size_t at, GBytes *bytes)
{
    out_queue_commit_around(&connection->out, at, bytes);
}

void connection_send_shared(Connection *connection, GBytes *message)
{
    out_queue_add_shared(&connection->out, message);
}

void connection_send_fd(Connection *connection, int fd)
{
    g_assert(transport_passes_fds(connection->transport));
    out_queue_add_fd(&connection->out, fd);
}

unsigned connection_queued_fds(const Connection *connection)
{
    return connection->out.fds;
}

/* One write, of as much as it takes. */
static ssize_t connection_write(const Connection *connection)
{
    struct iovec iov[OUT_QUEUE_IOVECS];
    int fd = out_queue_peek_fd(&connection->out);

    if (fd >= 0)
        return transport_send_fd(connection->transport, fd);
    return transport_writev(connection->transport, iov,
                            out_queue_peek(&connection->out, iov, OUT_QUEUE_IOVECS));
}

/* The usual case: all of it is one's own. */
static ssize_t connection_write_own(const Connection *connection)
{
    const Buffer *own = &connection->out.own;
    const struct iovec iov = {.iov_base = own->memory + own->head, .iov_len = connection->out.size};

    return transport_writev(connection->transport, &iov, 1);
}

bool connection_flush(Connection *connection, GError **err)
{
    while (connection->out.size > 0) {
        ssize_t put = out_queue_is_own(&connection->out) ? connection_write_own(connection)
                                                         : connection_write(connection);

        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return true;
        if (put < 0)
            return connection_fail(connection, errno, "write to", err);
        out_queue_consume(&connection->out, (size_t) put);
    }
    if (connection->out.own.memory && buffer_size(&connection->out.own) == 0)
        connection_leave_out(connection);
    return true;
}
