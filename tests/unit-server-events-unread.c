/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A subscriber that does not read its events: in libvirt's framing, which has no word for a gap, it
 * is closed; else it stays, whatever it has missed.
 */
#include "server_fixture.h"

enum { EVENTS = 10000 };

static void emit(ServerFixture *fixture)
{
    static char name[] = "guest";
    event body = {.kind = EVENT_LIFECYCLE};

    body.event_u.lifecycle.dom.name = name;
    event_hub_emit(fixture->host.events, &fixture->driver->driver, &body);
}

static void check(bool libvirt)
{
    const connect_open_args opening = {0};
    const connect_domain_event_callback_register_any_args lifecycle = {.kind = EVENT_LIFECYCLE};
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.event_queue = 4096;
    fixture_init(&fixture, FIXTURE_LIBVIRT);
    if (libvirt)
        fixture_call_libvirt(&fixture, 1, CONNECT_OPEN, &opening);
    else
        fixture_call(&fixture, 1, CONNECT_OPEN, &opening);
    fixture_run(&fixture);
    if (libvirt)
        fixture_call_libvirt(&fixture, 2, CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &lifecycle);
    else
        fixture_call(&fixture, 2, CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &lifecycle);
    fixture_run(&fixture);
    g_assert_cmpuint(subscriber_count(peer_subscriber(fixture.peer)), ==, 1);
    for (int i = 0; i < EVENTS && fixture.peer; i++) {
        emit(&fixture);
        loop_run_once(fixture.loop, 0);
    }
    g_assert_true((fixture.peer == NULL) == libvirt);
    g_assert_true(libvirt || peer_subscriber(fixture.peer)->gap_count > 0);
    fixture_clear(&fixture);
}

static void test_libvirt(void)
{
    check(true);
}

static void test_onc(void)
{
    check(false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/events-unread/libvirt", test_libvirt);
    g_test_add_func("/server/events-unread/onc", test_onc);
    return g_test_run();
}
