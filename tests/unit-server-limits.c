/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A peer over a limit: one that does not read is not read either, a record that is not finished in
 * time is its end, and a stranger on TCP may not send large records.
 */
#include "server_fixture.h"

/* Replies pile up to the high mark and not further; when they are read, everything is answered. */
static void test_queue(void)
{
    enum { CALLS = 60000 };
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint32_t answered = 0, sent = 0;
    Message message;
    bool stuck = false;

    fixture.limits.queue_high = 64 << 10;
    fixture.limits.queue_low = 16 << 10;
    fixture_init(&fixture, FIXTURE_LOCAL);
    while (answered < CALLS) {
        while (sent < CALLS && connection_queued(fixture.client) == 0)
            fixture_call(&fixture, ++sent, REMOTE_NULL, NULL);
        fixture_run(&fixture);
        g_assert_cmpuint(connection_queued(peer_connection(fixture.peer)), <, (64 << 10) + 64);
        g_assert_true(connection_flush(fixture.client, NULL));
        stuck = stuck || connection_queued(fixture.client) > 0;
        if (connection_queued(fixture.client) == 0 && sent < CALLS)
            continue;
        for (int i = 0; i < 1000 && fixture_receive(&fixture, &message); i++)
            g_assert_cmpuint(message.id.xid, ==, ++answered);
    }
    g_assert_true(stuck);
    fixture_clear(&fixture);
}

static void send_raw(ServerFixture *fixture, uint32_t mark)
{
    buffer_append_u32(connection_out(fixture->client), mark);
    connection_commit(fixture->client);
    g_assert_true(connection_flush(fixture->client, NULL));
    fixture_run(fixture);
}

static void test_record_timeout(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    int64_t start = g_get_monotonic_time();

    fixture.limits.record_timeout = 1;
    fixture_init(&fixture, FIXTURE_LOCAL);
    send_raw(&fixture, 0x80000028);
    g_assert_nonnull(fixture.peer);
    while (fixture.peer)
        loop_run_once(fixture.loop, -1);
    g_assert_cmpint(g_get_monotonic_time() - start, >=, G_USEC_PER_SEC);
    fixture_clear(&fixture);
}

/* A client that is merely idle is not timed out, unless that is configured. */
static void test_client_timeout(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.client_timeout = 1;
    fixture_init(&fixture, FIXTURE_LOCAL);
    while (fixture.peer)
        loop_run_once(fixture.loop, -1);
    fixture_clear(&fixture);
}

static void check_large_record(bool local, bool opened, uint64_t limit, bool accepted)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.record = limit;
    fixture_init(&fixture, &(PeerOrigin){.local = local});
    if (opened)
        fixture_open(&fixture, 0);
    send_raw(&fixture, 0x80000000u | (1 << 20));
    g_assert_true((fixture.peer != NULL) == accepted);
    fixture_clear(&fixture);
}

static void test_strangers(void)
{
    check_large_record(false, false, CODEC_RECORD_MAX, false);
    check_large_record(false, true, CODEC_RECORD_MAX, true);
    check_large_record(true, false, CODEC_RECORD_MAX, true);
}

/* What is configured for all goes for everybody. */
static void test_records(void)
{
    check_large_record(false, true, 1 << 20, true);
    check_large_record(false, true, (1 << 20) - 1, false);
    check_large_record(true, false, (1 << 20) - 1, false);
    check_large_record(true, true, (1 << 20) - 1, false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/limits/queue", test_queue);
    g_test_add_func("/server/limits/record-timeout", test_record_timeout);
    g_test_add_func("/server/limits/client-timeout", test_client_timeout);
    g_test_add_func("/server/limits/strangers", test_strangers);
    g_test_add_func("/server/limits/records", test_records);
    return g_test_run();
}
