/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pings to a client of libvirt's framing: after so many without a word it is given up, and not
 * while the daemon itself would not read the answers. The timer is not waited for but run by hand.
 */
#include "base/loop_private.h"
#include "server/peer_keepalive.h"
#include "server/peer_private.h"
#include "server_fixture.h"

typedef struct Client {
    bool reads;
    unsigned pings, silent;
} Client;

static bool on_ping(void *data)
{
    Client *client = data;

    client->pings++;
    return client->reads;
}

static void on_silent(void *data)
{
    ((Client *) data)->silent++;
}

/* So many times. */
static void time_passes(PeerKeepalive *keepalive, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        g_assert_true(loop_timer_armed(keepalive->timer));
        loop_timer_disarm(keepalive->timer);
        keepalive->timer->func(keepalive->timer->data);
    }
}

static void test_silent(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    PeerKeepalive keepalive = {0};
    Client client = {.reads = true};

    peer_keepalive_start(&keepalive, loop, on_ping, on_silent, &client);
    time_passes(&keepalive, LIMIT_PINGS);
    peer_keepalive_heard(&keepalive);
    time_passes(&keepalive, LIMIT_PINGS);
    peer_keepalive_start(&keepalive, loop, on_ping, on_silent, &client);
    g_assert_cmpuint(client.pings, ==, 2 * LIMIT_PINGS);
    g_assert_cmpuint(client.silent, ==, 0);
    time_passes(&keepalive, 1);
    g_assert_cmpuint(client.silent, ==, 1);
    g_assert_cmpuint(client.pings, ==, 2 * LIMIT_PINGS);
    peer_keepalive_clear(&keepalive);
}

static void test_not_read(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    PeerKeepalive keepalive = {0};
    Client client = {.reads = false};

    peer_keepalive_start(&keepalive, loop, on_ping, on_silent, &client);
    time_passes(&keepalive, 3 * LIMIT_PINGS);
    g_assert_cmpuint(client.silent, ==, 0);
    client.reads = true;
    time_passes(&keepalive, LIMIT_PINGS + 1);
    g_assert_cmpuint(client.silent, ==, 1);
    peer_keepalive_clear(&keepalive);
}

/* The same with a peer: one that may not send is spared. */
static void test_peer(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LIBVIRT);
    codec_libvirt_keepalive(connection_out(fixture.client), LIBVIRT_PING);
    connection_commit(fixture.client);
    g_assert_true(connection_flush(fixture.client, NULL));
    fixture_run(&fixture);
    peer_keep_alive(fixture.peer);
    peer_change_backlog(fixture.peer, LIMIT_STREAM_BACKLOG + 1);
    time_passes(&fixture.peer->keepalive, 3 * LIMIT_PINGS);
    g_assert_nonnull(fixture.peer);
    peer_change_backlog(fixture.peer, -(LIMIT_STREAM_BACKLOG + 1));
    time_passes(&fixture.peer->keepalive, LIMIT_PINGS);
    g_assert_nonnull(fixture.peer);
    time_passes(&fixture.peer->keepalive, 1);
    g_assert_null(fixture.peer);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/keepalive/silent", test_silent);
    g_test_add_func("/server/keepalive/not-read", test_not_read);
    g_test_add_func("/server/keepalive/peer", test_peer);
    return g_test_run();
}
