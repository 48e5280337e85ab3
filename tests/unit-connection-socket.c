/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two connections on a socketpair: many messages in one read, a large one in many, the end of the
 * other side; nothing ever blocks, on sockets and on pipes.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/connection.h"

typedef struct Pair {
    Connection *ours, *theirs;
} Pair;

static Pair pair_new(void)
{
    int fds[2];

    /* Blocking descriptors: the transport must not depend on their flags. */
    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
    return (Pair){connection_new(transport_fd_new(fds[0], fds[0]), codec_onc_new()),
                  connection_new(transport_fd_new(fds[1], fds[1]), codec_onc_new())};
}

static void pair_clear(Pair *pair)
{
    connection_free(pair->ours);
    connection_free(pair->theirs);
}

static void send_call(Connection *connection, uint32_t xid, size_t body_size)
{
    Codec *codec = connection_codec(connection);
    Buffer *out = connection_out(connection);
    size_t start = codec_begin_call(codec, out, &(CallId){.xid = xid, .program = 1});

    memset(buffer_reserve(out, body_size), 'x', body_size);
    buffer_commit(out, body_size);
    codec_end(codec, out, start);
    connection_commit(connection);
}

static void test_many(void)
{
    Pair pair = pair_new();
    Message message;

    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_AGAIN);
    for (uint32_t xid = 0; xid < 100; xid++)
        send_call(pair.ours, xid, 8);
    g_assert_true(connection_flush(pair.ours, NULL));
    g_assert_cmpuint(connection_queued(pair.ours), ==, 0);
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_DATA);
    for (uint32_t xid = 0; xid < 100; xid++) {
        g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MESSAGE);
        g_assert_cmpuint(message.id.xid, ==, xid);
    }
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MORE);
    g_assert_false(connection_is_partial(pair.theirs));
    pair_clear(&pair);
}

static void test_large(void)
{
    const size_t size = 8 << 20;
    Pair pair = pair_new();
    Message message;
    Feed feed = FEED_MORE;

    send_call(pair.ours, 1, size);
    while (feed == FEED_MORE) {
        g_assert_true(connection_flush(pair.ours, NULL));
        g_assert_cmpint(connection_fill(pair.theirs, NULL), <=, FILL_MORE);
        feed = connection_next(pair.theirs, &message, NULL);
        g_assert_true(feed == FEED_MESSAGE || connection_is_partial(pair.theirs));
    }
    g_assert_cmpint(feed, ==, FEED_MESSAGE);
    g_assert_cmpuint(message.body_size, ==, size);
    g_assert_cmpuint(connection_queued(pair.ours), ==, 0);
    pair_clear(&pair);
}

/* An empty in-buffer leaves its memory to the next; one that holds the beginning of a message
 * leaves it as well. */
static void test_spare(void)
{
    Pair pair = pair_new();
    Pair other = pair_new();
    ConnectionSpare spare = {0};
    Message message;
    const uint8_t *memory;

    connection_set_spare(pair.theirs, &spare);
    connection_set_spare(other.theirs, &spare);
    send_call(pair.ours, 1, 8);
    g_assert_true(connection_flush(pair.ours, NULL));
    send_call(pair.theirs, 1, 1000);
    g_assert_true(connection_flush(pair.theirs, NULL));
    g_assert_nonnull(spare.out.memory);
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_DATA);
    g_assert_null(spare.in.memory);
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MORE);
    memory = spare.in.memory;
    g_assert_nonnull(memory);
    buffer_append(connection_out(other.ours), "\x80\0\0\x30some", 8);
    connection_commit(other.ours);
    g_assert_true(connection_flush(other.ours, NULL));
    g_assert_cmpint(connection_fill(other.theirs, NULL), ==, FILL_DATA);
    g_assert_null(spare.in.memory);
    g_assert_cmpint(connection_next(other.theirs, &message, NULL), ==, FEED_MORE);
    g_assert_true(connection_is_partial(other.theirs));
    g_assert_true(spare.in.memory == memory);
    g_assert_cmpuint(connection_held(other.theirs), ==, 8);
    pair_clear(&pair);
    pair_clear(&other);
    connection_spare_clear(&spare);
}

/* A record in several fragments is kept until the codec is asked again: not drained before. */
static void test_drained(void)
{
    Pair pair = pair_new();
    Message message;

    g_assert_true(connection_is_drained(pair.theirs));
    send_call(pair.ours, 1, 8);
    g_assert_true(connection_flush(pair.ours, NULL));
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_DATA);
    g_assert_false(connection_is_drained(pair.theirs));
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MESSAGE);
    g_assert_true(connection_is_drained(pair.theirs));
    buffer_append(connection_out(pair.ours),
                  "\0\0\0\x08"
                  "xid_\0\0\0\0",
                  12);
    buffer_append(connection_out(pair.ours),
                  "\x80\0\0\x20"
                  "\0\0\0\x02",
                  8);
    buffer_append(connection_out(pair.ours), (uint8_t[28]){0}, 28);
    connection_commit(pair.ours);
    g_assert_true(connection_flush(pair.ours, NULL));
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_DATA);
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MESSAGE);
    g_assert_false(connection_is_drained(pair.theirs));
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MORE);
    g_assert_true(connection_is_drained(pair.theirs));
    pair_clear(&pair);
}

static void test_closed(void)
{
    Pair pair = pair_new();
    Message message;
    g_autoptr(GError) error = NULL;

    send_call(pair.ours, 7, 0);
    g_assert_true(connection_flush(pair.ours, NULL));
    g_clear_pointer(&pair.ours, connection_free);
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_DATA);
    g_assert_cmpint(connection_fill(pair.theirs, NULL), ==, FILL_CLOSED);
    g_assert_cmpint(connection_next(pair.theirs, &message, NULL), ==, FEED_MESSAGE);
    send_call(pair.theirs, 7, 0);
    g_assert_false(connection_flush(pair.theirs, &error));
    g_assert_error(error, ERROR_DOMAIN, ERR_SYSTEM);
    pair_clear(&pair);
}

/* Pipes get their flags back. */
static void test_pipe(void)
{
    int fds[2], kept;
    Transport *transport;
    char byte;

    g_assert_no_errno(pipe2(fds, O_CLOEXEC));
    kept = fcntl(fds[0], F_DUPFD_CLOEXEC, 0);
    transport = transport_fd_new(fds[0], fds[1]);
    g_assert_cmpint(transport_read(transport, &byte, 1), ==, -1);
    g_assert_cmpint(errno, ==, EAGAIN);
    g_assert_cmpint(transport_writev(transport, &(struct iovec){(void *) "x", 1}, 1), ==, 1);
    g_assert_cmpint(transport_read(transport, &byte, 1), ==, 1);
    transport_free(transport);
    g_assert_cmpint(fcntl(kept, F_GETFL) & O_NONBLOCK, ==, 0);
    g_assert_cmpint(read(kept, &byte, 1), ==, 0);
    close(kept);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/connection/socket/many", test_many);
    g_test_add_func("/connection/socket/large", test_large);
    g_test_add_func("/connection/socket/spare", test_spare);
    g_test_add_func("/connection/socket/drained", test_drained);
    g_test_add_func("/connection/socket/closed", test_closed);
    g_test_add_func("/connection/socket/pipe", test_pipe);
    return g_test_run();
}
