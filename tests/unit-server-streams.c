/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes through streams: data both ways, waiting for some, holes, the end, what only goes one way,
 * and finishing.
 */
#include "server_streams.h"

static void test_echo(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "echo");
    send_text(&fixture, NUMBER(7), "hello, ");
    send_text(&fixture, NUMBER(7), "world");
    call_recv(&fixture, 20, NUMBER(7), 8, 0);
    expect_text(&fixture, 20, "hello, w");
    call_recv(&fixture, 21, NUMBER(7), 0, FOR_EVER);
    expect_text(&fixture, 21, "orld");
    streams_clear(&fixture);
}

/* No time, some time, for ever; for ever in a queue. */
static void test_wait(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    int64_t start;

    streams_init(&fixture);
    open_stream(&fixture, 7, "echo");
    call_recv(&fixture, 20, NUMBER(7), 0, 0);
    expect_text(&fixture, 20, "");
    start = g_get_monotonic_time();
    call_recv(&fixture, 21, NUMBER(7), 0, 50);
    expect_nothing(&fixture);
    call_recv(&fixture, 22, NUMBER(7), 0, 0);
    expect_text(&fixture, 22, "");
    loop_run_once(fixture.loop, 10000);
    expect_text(&fixture, 21, "");
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 50 * 1000);
    call_recv(&fixture, 23, NUMBER(7), 0, FOR_EVER);
    call_recv(&fixture, 24, NUMBER(7), 0, FOR_EVER);
    expect_nothing(&fixture);
    fixture_expect(&fixture, call_send(&fixture, NUMBER(7), "first", 5, 0), 0);
    expect_text(&fixture, 23, "first");
    send_text(&fixture, NUMBER(7), "second");
    expect_text(&fixture, 24, "second");
    streams_clear(&fixture);
}

/* Several calls read it at the same time, and each gets the next piece. */
static void test_picture(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    size_t size = 0;

    streams_init(&fixture);
    open_stream(&fixture, 7, "picture");
    for (uint32_t xid = 20; xid < 26; xid++)
        call_recv(&fixture, xid, NUMBER(7), 100 << 10, FOR_EVER);
    for (uint32_t xid = 20; xid < 26; xid++) {
        vmrpc_stream_recv_ret ret = expect_received(&fixture, xid);

        g_assert_cmpuint(ret.data.data_len, ==, 100 << 10);
        for (size_t i = 0; i < ret.data.data_len; i++)
            g_assert_cmpuint((uint8_t) ret.data.data_val[i], ==, ends_byte(size + i));
        size += ret.data.data_len;
        received_clear(&ret);
    }
    g_assert_cmpuint(size, ==, ENDS_PICTURE);
    for (uint32_t xid = 30; xid < 32; xid++) {
        vmrpc_stream_recv_ret ret;

        call_recv(&fixture, xid, NUMBER(7), 0, FOR_EVER);
        ret = expect_received(&fixture, xid);
        g_assert_cmpint(ret.ended, ==, 1);
        g_assert_cmpuint(ret.data.data_len, ==, 0);
    }
    fixture_expect(&fixture, call_finish(&fixture, NUMBER(7)), 0);
    g_assert_cmpuint(ends.alive, ==, 0);
    call_recv(&fixture, 40, NUMBER(7), 0, 0);
    fixture_expect_error(&fixture, 40, ERR_INVALID_STREAM, "this connection has no stream 7");
    streams_clear(&fixture);
}

static void test_holes_received(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    vmrpc_stream_recv_ret ret;

    streams_init(&fixture);
    open_stream(&fixture, 7, "holes");
    call_recv(&fixture, 20, NUMBER(7), 0, 0);
    expect_text(&fixture, 20, "head");
    call_recv(&fixture, 21, NUMBER(7), 0, 0);
    ret = expect_received(&fixture, 21);
    g_assert_cmpuint(ret.hole, ==, 4096);
    g_assert_cmpuint(ret.data.data_len, ==, 0);
    g_assert_cmpint(ret.ended, ==, 0);
    call_recv(&fixture, 22, NUMBER(7), 0, 0);
    expect_text(&fixture, 22, "tail");
    streams_clear(&fixture);
}

/* Data and then a hole, in the order of the calls, and it is kept. */
static void test_sink(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t first, second, third;

    streams_init(&fixture);
    open_stream(&fixture, 7, "sink");
    first = call_send(&fixture, NUMBER(7), "abc", 3, 0);
    second = call_send(&fixture, NUMBER(7), "def", 3, 512);
    third = call_send(&fixture, NUMBER(7), NULL, 0, 1024);
    fixture_expect(&fixture, first, 0);
    fixture_expect(&fixture, second, 0);
    fixture_expect(&fixture, third, 0);
    g_assert_cmpmem(ends.last->bytes->data, ends.last->bytes->len, "abcdef", 6);
    g_assert_cmpuint(ends.last->hole, ==, 512 + 1024);
    fixture_expect(&fixture, call_finish(&fixture, NUMBER(7)), 0);
    g_assert_cmpuint(ends.finished, ==, 1);
    g_assert_cmpuint(ends.undone, ==, 0);
    streams_clear(&fixture);
}

/* What a stream cannot do is refused, and harms nothing. */
static void test_one_way(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "picture");
    fixture_expect_error(&fixture, call_send(&fixture, NUMBER(7), "x", 1, 0), ERR_OPERATION_INVALID,
                         "stream 7 can only be read");
    open_stream(&fixture, 8, "sink");
    call_recv(&fixture, 20, NUMBER(8), 0, FOR_EVER);
    fixture_expect_error(&fixture, 20, ERR_OPERATION_INVALID, "stream 8 can only be written to");
    open_stream(&fixture, 9, "echo");
    fixture_expect_error(&fixture, call_send(&fixture, NUMBER(9), "x", 1, 5),
                         ERR_ARGUMENT_UNSUPPORTED, "stream 9 takes no holes");
    send_text(&fixture, NUMBER(8), "still there");
    send_text(&fixture, NUMBER(9), "still empty");
    call_recv(&fixture, 21, NUMBER(9), 0, 0);
    expect_text(&fixture, 21, "still empty");
    streams_clear(&fixture);
}

/* After bytes that were not taken no others are, and it is not finished as if all were well. */
static void test_full(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "full");
    send_text(&fixture, NUMBER(7), "one");
    fixture_expect_error(&fixture, call_send(&fixture, NUMBER(7), "two", 3, 0), ERR_WRITE_FAILED,
                         "no space left");
    fixture_expect_error(&fixture, call_send(&fixture, NUMBER(7), "three", 5, 0), ERR_WRITE_FAILED,
                         "stream 7 failed before: no space left");
    fixture_expect_error(&fixture, call_finish(&fixture, NUMBER(7)), ERR_WRITE_FAILED,
                         "stream 7 failed before: no space left");
    g_assert_cmpuint(ends.undone, ==, 1);
    fixture_expect_error(&fixture, call_abort(&fixture, NUMBER(7)), ERR_INVALID_STREAM,
                         "this connection has no stream 7");
    streams_clear(&fixture);
}

static void test_unfinished(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "unfinished");
    send_text(&fixture, NUMBER(7), "all");
    fixture_expect_error(&fixture, call_finish(&fixture, NUMBER(7)), ERR_WRITE_FAILED,
                         "the last block cannot be written");
    g_assert_cmpuint(ends.undone, ==, 1);
    fixture_expect_error(&fixture, call_finish(&fixture, NUMBER(7)), ERR_INVALID_STREAM,
                         "this connection has no stream 7");
    streams_clear(&fixture);
}

/* Finishing comes after what is being sent, and before what is sent later. */
static void test_finish_in_order(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t before, finish, after;

    streams_init(&fixture);
    open_stream(&fixture, 7, "sink");
    before = call_send(&fixture, NUMBER(7), "before", 6, 0);
    finish = call_finish(&fixture, NUMBER(7));
    after = call_send(&fixture, NUMBER(7), "after", 5, 0);
    fixture_expect(&fixture, before, 0);
    fixture_expect(&fixture, finish, 0);
    fixture_expect_error(&fixture, after, ERR_INVALID_STREAM, "stream 7 was finished");
    g_assert_cmpuint(ends.finished, ==, 1);
    g_assert_cmpuint(ends.alive, ==, 0);
    streams_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/streams/echo", test_echo);
    g_test_add_func("/server/streams/wait", test_wait);
    g_test_add_func("/server/streams/picture", test_picture);
    g_test_add_func("/server/streams/holes-received", test_holes_received);
    g_test_add_func("/server/streams/sink", test_sink);
    g_test_add_func("/server/streams/one-way", test_one_way);
    g_test_add_func("/server/streams/full", test_full);
    g_test_add_func("/server/streams/unfinished", test_unfinished);
    g_test_add_func("/server/streams/finish-in-order", test_finish_in_order);
    return g_test_run();
}
