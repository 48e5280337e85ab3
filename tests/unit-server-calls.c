/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that wait: replies come in the order of completion, so many are served at a time and no
 * more, and a connection that goes takes all its own with it.
 */
#include "server_fixture.h"

static void wake(ServerFixture *fixture, unsigned index)
{
    co_wake(fixture->driver->waiting[index]);
    fixture_run(fixture);
}

static void test_out_of_order(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call_domain(&fixture, 10, DOMAIN_REBOOT);
    fixture_call_domain(&fixture, 11, DOMAIN_REBOOT);
    fixture_call_domain(&fixture, 12, DOMAIN_SUSPEND);
    fixture_expect(&fixture, 12, 0);
    wake(&fixture, 1);
    fixture_expect(&fixture, 11, 0);
    wake(&fixture, 0);
    fixture_expect(&fixture, 10, 0);
    fixture_clear(&fixture);
}

/* The sixth call is not looked at before one of the five has ended, and none is lost. */
static void test_limit(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    Message message;

    fixture.limits.calls = 5;
    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    for (uint32_t xid = 10; xid < 20; xid++)
        fixture_call_domain(&fixture, xid, DOMAIN_REBOOT);
    fixture_call_domain(&fixture, 20, DOMAIN_SUSPEND);
    g_assert_false(fixture_receive(&fixture, &message));
    for (unsigned i = 0; i < 10; i++) {
        g_assert_cmpuint(fixture.driver->n_waiting, ==, MIN(i + 5, 10));
        wake(&fixture, i);
        fixture_expect(&fixture, 10 + i, 0);
        if (i == 5)
            fixture_expect(&fixture, 20, 0);
    }
    fixture_clear(&fixture);
}

/* The client vanishes: descriptor and session go at once, the struct with its last call. */
static void test_client_gone(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call_domain(&fixture, 10, DOMAIN_REBOOT);
    fixture_call_domain(&fixture, 11, DOMAIN_REBOOT);
    fixture_run(&fixture);
    g_clear_pointer(&fixture.client, connection_free);
    fixture_run(&fixture);
    g_assert_null(fixture.peer);
    g_assert_cmpuint(fixture.freed, ==, 0);
    wake(&fixture, 0);
    g_assert_cmpuint(fixture.freed, ==, 0);
    wake(&fixture, 1);
    g_assert_cmpuint(fixture.freed, ==, 1);
    fixture_clear(&fixture);
}

/* A client that only says it sends no more gets its replies, and then the end. */
static void test_half_closed(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call_domain(&fixture, 10, DOMAIN_REBOOT);
    fixture_run(&fixture);
    shutdown(connection_transport(fixture.client)->out_fd, SHUT_WR);
    fixture_run(&fixture);
    g_assert_nonnull(fixture.peer);
    wake(&fixture, 0);
    fixture_expect(&fixture, 10, 0);
    g_assert_null(fixture.peer);
    g_assert_cmpint(connection_fill(fixture.client, NULL), ==, FILL_CLOSED);
    fixture_clear(&fixture);
}

/* connect_close: the reply comes first, then the end, whatever else is in flight. */
static void test_close(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    Message message;

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call_domain(&fixture, 10, DOMAIN_REBOOT);
    fixture_call(&fixture, 11, CONNECT_CLOSE, NULL);
    fixture_call(&fixture, 12, REMOTE_NULL, NULL);
    fixture_expect(&fixture, 11, 0);
    g_assert_false(fixture_receive(&fixture, &message));
    g_assert_null(fixture.peer);
    wake(&fixture, 0);
    g_assert_cmpuint(fixture.freed, ==, 1);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/calls/out-of-order", test_out_of_order);
    g_test_add_func("/server/calls/limit", test_limit);
    g_test_add_func("/server/calls/client-gone", test_client_gone);
    g_test_add_func("/server/calls/half-closed", test_half_closed);
    g_test_add_func("/server/calls/close", test_close);
    return g_test_run();
}
