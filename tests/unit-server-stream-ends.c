/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How streams begin and end: which one is meant, how many there may be, openings that fail, and
 * that neither an abort nor the end of the connection leaves anything behind, whoever waits.
 */
#include "server_streams.h"

/* Both directions wait, others queue behind them; all are told. */
static void test_abort(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t send, abort_call, queued;

    streams_init(&fixture);
    open_stream(&fixture, 7, "silent");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    call_recv(&fixture, 21, NUMBER(7), 0, FOR_EVER);
    send = call_send(&fixture, NUMBER(7), "x", 1, 0);
    queued = call_finish(&fixture, NUMBER(7));
    expect_nothing(&fixture);
    abort_call = call_abort(&fixture, NUMBER(7));
    fixture_expect(&fixture, abort_call, 0);
    fixture_expect_error(&fixture, 20, ERR_OPERATION_ABORTED, "stream 7 was aborted");
    fixture_expect_error(&fixture, send, ERR_OPERATION_ABORTED, "stream 7 was aborted");
    fixture_expect_error(&fixture, 21, ERR_OPERATION_ABORTED, "stream 7 was aborted");
    fixture_expect_error(&fixture, queued, ERR_OPERATION_ABORTED, "stream 7 was aborted");
    g_assert_cmpuint(ends.alive, ==, 0);
    fixture_expect_error(&fixture, call_abort(&fixture, NUMBER(7)), ERR_INVALID_STREAM,
                         "this connection has no stream 7");
    streams_clear(&fixture);
}

static void test_finish_wakes(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "echo");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    fixture_expect(&fixture, call_finish(&fixture, NUMBER(7)), 0);
    fixture_expect_error(&fixture, 20, ERR_INVALID_STREAM, "stream 7 was finished");
    g_assert_cmpuint(ends.finished, ==, 1);
    g_assert_cmpuint(ends.undone, ==, 0);
    streams_clear(&fixture);
}

static void test_abort_of_finish(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t finish, abort_call;

    streams_init(&fixture);
    open_stream(&fixture, 7, "slow");
    finish = call_finish(&fixture, NUMBER(7));
    expect_nothing(&fixture);
    abort_call = call_abort(&fixture, NUMBER(7));
    fixture_expect(&fixture, abort_call, 0);
    fixture_expect_error(&fixture, finish, ERR_OPERATION_ABORTED, "stream 7 was aborted");
    g_assert_cmpuint(ends.undone, ==, 1);
    streams_clear(&fixture);
}

/* The client goes while it reads, writes, finishes, and opens one. */
static void test_client_gone(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "silent");
    open_stream(&fixture, 8, "slow");
    open_stream(&fixture, 9, "echo");
    call_open(&fixture, 10, "late");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    call_recv(&fixture, 21, NUMBER(7), 0, FOR_EVER);
    call_send(&fixture, NUMBER(7), "x", 1, 0);
    call_finish(&fixture, NUMBER(8));
    expect_nothing(&fixture);
    g_assert_cmpuint(ends.alive, ==, 4);
    g_clear_pointer(&fixture.client, connection_free);
    fixture_run(&fixture);
    g_assert_cmpuint(ends.alive, ==, 1);
    g_assert_cmpuint(coroutine_count(), ==, 1);
    co_wake(ends.late);
    fixture_run(&fixture);
    g_assert_cmpuint(ends.undone, ==, 4);
    streams_clear(&fixture);
}

/* connect_close: the reply leaves, and nobody waits for the stream. */
static void test_close(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "silent");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    fixture_call(&fixture, 21, CONNECT_CLOSE, NULL);
    fixture_expect(&fixture, 21, 0);
    fixture_run(&fixture);
    g_assert_null(fixture.peer);
    g_assert_cmpuint(ends.alive, ==, 0);
    streams_clear(&fixture);
}

/* A client that sends no more gets what it finishes, but is not waited for by what it receives. */
static void test_half_closed(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t finish;

    streams_init(&fixture);
    open_stream(&fixture, 7, "silent");
    open_stream(&fixture, 8, "slow");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    finish = call_finish(&fixture, NUMBER(8));
    fixture_run(&fixture);
    shutdown(connection_transport(fixture.client)->out_fd, SHUT_WR);
    expect_nothing(&fixture);
    g_assert_nonnull(fixture.peer);
    ends.last->step = 1;
    co_wake(&ends.last->sender);
    fixture_expect(&fixture, finish, 0);
    g_assert_cmpuint(ends.finished, ==, 1);
    fixture_expect_error(&fixture, 20, ERR_OPERATION_ABORTED,
                         "stream 7 was aborted: its connection ends");
    g_assert_cmpint(connection_fill(fixture.client, NULL), ==, FILL_CLOSED);
    streams_clear(&fixture);
}

static void test_opened_last(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    call_recv(&fixture, 20, ANY, 0, 0);
    fixture_expect_error(&fixture, 20, ERR_INVALID_STREAM, "this connection has no stream open");
    open_stream(&fixture, 9, "echo");
    open_stream(&fixture, 7, "echo");
    open_stream(&fixture, 8, "echo");
    send_text(&fixture, NUMBER(9), "nine");
    send_text(&fixture, NUMBER(7), "seven");
    send_text(&fixture, ANY, "eight");
    call_recv(&fixture, 21, NUMBER(8), 0, 0);
    expect_text(&fixture, 21, "eight");
    fixture_expect(&fixture, call_finish(&fixture, ANY), 0);
    call_recv(&fixture, 22, ANY, 0, 0);
    expect_text(&fixture, 22, "seven");
    fixture_expect(&fixture, call_abort(&fixture, ANY), 0);
    call_recv(&fixture, 23, ANY, 0, 0);
    expect_text(&fixture, 23, "nine");
    streams_clear(&fixture);
}

static void test_limit(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.streams = 2;
    streams_init(&fixture);
    open_stream(&fixture, 7, "echo");
    open_stream(&fixture, 8, "echo");
    call_open(&fixture, 9, "echo");
    fixture_expect_error(&fixture, 9, ERR_OPERATION_FAILED, "this connection has 2 streams");
    g_assert_cmpuint(ends.alive, ==, 2);
    fixture_expect(&fixture, call_abort(&fixture, NUMBER(7)), 0);
    open_stream(&fixture, 9, "echo");
    streams_clear(&fixture);
}

static void test_same_xid(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    open_stream(&fixture, 7, "echo");
    call_open(&fixture, 7, "silent");
    fixture_expect_error(&fixture, 7, ERR_INVALID_STREAM, "stream 7 is still open");
    send_text(&fixture, NUMBER(7), "the first");
    call_recv(&fixture, 20, NUMBER(7), 0, 0);
    expect_text(&fixture, 20, "the first");
    fixture_expect(&fixture, call_abort(&fixture, NUMBER(7)), 0);
    open_stream(&fixture, 7, "echo");
    streams_clear(&fixture);
}

/* The handler fails after it has opened one; its result cannot be encoded. */
static void test_failed_opening(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    domain_screenshot_args args = {.dom.name = (char[]){"guest"}};
    Message message;

    streams_init(&fixture);
    call_open(&fixture, 7, "refused");
    fixture_expect_error(&fixture, 7, ERR_OPERATION_INVALID, "the console was not to be");
    g_assert_cmpuint(ends.undone, ==, 1);
    fixture_call(&fixture, 8, DOMAIN_SCREENSHOT, &args);
    g_assert_true(fixture_receive(&fixture, &message));
    g_assert_cmpuint(message.status, ==, REPLY_SYSTEM_ERR);
    g_assert_cmpuint(ends.undone, ==, 2);
    call_recv(&fixture, 20, ANY, 0, FOR_EVER);
    fixture_expect_error(&fixture, 20, ERR_INVALID_STREAM, "this connection has no stream open");
    streams_clear(&fixture);
}

/* A stream is there from the reply on and not before. */
static void test_late(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    streams_init(&fixture);
    call_open(&fixture, 7, "late");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    fixture_expect_error(&fixture, 20, ERR_INVALID_STREAM, "this connection has no stream 7");
    fixture_expect_error(&fixture, call_abort(&fixture, ANY), ERR_INVALID_STREAM,
                         "this connection has no stream open");
    co_wake(ends.late);
    fixture_expect(&fixture, 7, 0);
    call_recv(&fixture, 21, NUMBER(7), 0, 0);
    expect_text(&fixture, 21, "");
    streams_clear(&fixture);
}

/* Who receives for ever can still abort; but more receivers than calls count as calls. */
static void test_receivers_beside_calls(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.calls = 2;
    streams_init(&fixture);
    open_stream(&fixture, 7, "silent");
    call_recv(&fixture, 20, NUMBER(7), 0, FOR_EVER);
    call_recv(&fixture, 21, NUMBER(7), 0, FOR_EVER);
    call_recv(&fixture, 22, NUMBER(7), 0, FOR_EVER);
    fixture_call_domain(&fixture, 23, DOMAIN_SUSPEND);
    fixture_expect(&fixture, 23, 0);
    call_recv(&fixture, 24, NUMBER(7), 0, FOR_EVER);
    fixture_call_domain(&fixture, 25, DOMAIN_SUSPEND);
    expect_nothing(&fixture);
    g_assert_cmpuint(coroutine_count(), ==, 4);
    streams_clear(&fixture);
}

/* Opening is for those who may write; the rest depends on what is open. */
static void test_read_only(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, CONNECT_OPEN_READONLY);
    call_open(&fixture, 7, "echo");
    fixture_expect_error(&fixture, 7, ERR_OPERATION_DENIED,
                         "domain_open_console: this connection is read-only");
    call_recv(&fixture, 20, ANY, 0, FOR_EVER);
    fixture_expect_error(&fixture, 20, ERR_INVALID_STREAM, "this connection has no stream open");
    streams_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/stream-ends/abort", test_abort);
    g_test_add_func("/server/stream-ends/finish-wakes", test_finish_wakes);
    g_test_add_func("/server/stream-ends/abort-of-finish", test_abort_of_finish);
    g_test_add_func("/server/stream-ends/client-gone", test_client_gone);
    g_test_add_func("/server/stream-ends/close", test_close);
    g_test_add_func("/server/stream-ends/half-closed", test_half_closed);
    g_test_add_func("/server/stream-ends/opened-last", test_opened_last);
    g_test_add_func("/server/stream-ends/limit", test_limit);
    g_test_add_func("/server/stream-ends/same-xid", test_same_xid);
    g_test_add_func("/server/stream-ends/failed-opening", test_failed_opening);
    g_test_add_func("/server/stream-ends/late", test_late);
    g_test_add_func("/server/stream-ends/receivers-beside-calls", test_receivers_beside_calls);
    g_test_add_func("/server/stream-ends/read-only", test_read_only);
    return g_test_run();
}
