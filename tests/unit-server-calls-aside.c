/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls without room in libvirt's framing: they begin in their order as others end, pings beside
 * them are answered meanwhile, and they go with their connection.
 */
#include <unistd.h>

#include "server_fixture.h"

static void reboot(ServerFixture *fixture, uint32_t serial)
{
    static char name[] = "guest";
    const domain_reboot_args args = {.dom.name = name};

    fixture_call_libvirt(fixture, serial, DOMAIN_REBOOT, &args);
}

static void ping(ServerFixture *fixture)
{
    codec_libvirt_keepalive(connection_out(fixture->client), LIBVIRT_PING);
    connection_commit(fixture->client);
    g_assert_true(connection_flush(fixture->client, NULL));
}

/* The next packet is an empty one of this type, procedure and serial. */
static void expect(ServerFixture *fixture, LibvirtType type, uint32_t procedure, uint32_t serial)
{
    int fd = connection_transport(fixture->client)->in_fd;
    uint8_t packet[LIBVIRT_HEADER_SIZE];

    fixture_run(fixture);
    g_assert_cmpint(recv(fd, packet, sizeof(packet), MSG_DONTWAIT), ==, LIBVIRT_HEADER_SIZE);
    g_assert_cmpuint(buffer_peek_u32(packet), ==, LIBVIRT_HEADER_SIZE);
    g_assert_cmpuint(buffer_peek_u32(packet + 12), ==, procedure);
    g_assert_cmpuint(buffer_peek_u32(packet + 16), ==, type);
    g_assert_cmpuint(buffer_peek_u32(packet + 20), ==, serial);
    g_assert_cmpuint(buffer_peek_u32(packet + 24), ==, 0);
}

static void setup(ServerFixture *fixture, gconstpointer data)
{
    const connect_open_args args = {0};

    (void) data;
    fixture->limits = (Limits) LIMITS_DEFAULT;
    fixture->limits.calls = 2;
    fixture_init(fixture, FIXTURE_LIBVIRT);
    fixture_call_libvirt(fixture, 1, CONNECT_OPEN, &args);
    expect(fixture, LIBVIRT_REPLY, CONNECT_OPEN, 1);
}

static void teardown(ServerFixture *fixture, gconstpointer data)
{
    (void) data;
    fixture_clear(fixture);
}

static void test_pings(ServerFixture *fixture, gconstpointer data)
{
    (void) data;
    for (uint32_t serial = 10; serial < 15; serial++)
        reboot(fixture, serial);
    ping(fixture);
    expect(fixture, LIBVIRT_EVENT, LIBVIRT_PONG, 0);
    for (unsigned i = 0; i < 5; i++) {
        g_assert_cmpuint(fixture->driver->n_waiting, ==, MIN(i + 2, 5));
        co_wake(fixture->driver->waiting[i]);
        expect(fixture, LIBVIRT_REPLY, DOMAIN_REBOOT, 10 + i);
    }
}

/* Over so many bytes of them the client is not read, until there are fewer. */
static void test_full(ServerFixture *fixture, gconstpointer data)
{
    enum { CALLS = 20, SIZE = 256 << 10 };
    g_autofree char *name = g_strnfill(SIZE, 'x');
    const domain_reboot_args args = {.dom.name = name};

    (void) data;
    for (uint32_t serial = 10; serial < 10 + CALLS; serial++) {
        fixture_call_libvirt(fixture, serial, DOMAIN_REBOOT, &args);
        fixture_run(fixture);
    }
    g_assert_cmpuint(connection_queued(fixture->client), >,
                     CALLS * SIZE - LIMIT_CALLS_ASIDE - 8 * SIZE);
    for (unsigned i = 0; i < CALLS; i++) {
        while (fixture->driver->n_waiting <= i) {
            g_assert_true(connection_flush(fixture->client, NULL));
            loop_run_once(fixture->loop, 0);
        }
        co_wake(fixture->driver->waiting[i]);
        expect(fixture, LIBVIRT_REPLY, DOMAIN_REBOOT, 10 + i);
    }
    g_assert_cmpuint(connection_queued(fixture->client), ==, 0);
}

static void test_gone(ServerFixture *fixture, gconstpointer data)
{
    (void) data;
    for (uint32_t serial = 10; serial < 15; serial++)
        reboot(fixture, serial);
    fixture_run(fixture);
    peer_close(fixture->peer);
    g_assert_cmpuint(fixture->driver->n_waiting, ==, 2);
    co_wake(fixture->driver->waiting[0]);
    co_wake(fixture->driver->waiting[1]);
    fixture_run(fixture);
    g_assert_cmpuint(fixture->driver->n_waiting, ==, 2);
    g_assert_cmpuint(fixture->freed, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/server-calls-aside/pings", ServerFixture, NULL, setup, test_pings, teardown);
    g_test_add("/server-calls-aside/full", ServerFixture, NULL, setup, test_full, teardown);
    g_test_add("/server-calls-aside/gone", ServerFixture, NULL, setup, test_gone, teardown);
    return g_test_run();
}
