/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls without room in libvirt's framing: they begin in their order as others end, pings beside
 * them are answered meanwhile, and they go with their connection.
 */
#include <unistd.h>

#include "rpc/codec_libvirt.h"
#include "server_fixture.h"

#define LIBVIRT_PEER (&(PeerOrigin){.local = true, .libvirt = true})

static void call(ServerFixture *fixture, uint32_t serial, uint32_t procedure, const void *args)
{
    const DispatchRow *row = &remote_dispatch_table.rows[procedure];
    const CallId id = {serial, REMOTE_PROGRAM, REMOTE_V1, procedure};
    Buffer *out = connection_out(fixture->client);
    size_t start = codec_libvirt_begin(out, &id, LIBVIRT_CALL, 0);
    XDR xdr;

    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX);
    g_assert_true(row->args(&xdr, (void *) (uintptr_t) args));
    codec_libvirt_end(out, start, 0);
    connection_commit(fixture->client);
    g_assert_true(connection_flush(fixture->client, NULL));
}

static void reboot(ServerFixture *fixture, uint32_t serial)
{
    static char name[] = "guest";
    const domain_reboot_args args = {.dom.name = name};

    call(fixture, serial, DOMAIN_REBOOT, &args);
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
    fixture_init(fixture, LIBVIRT_PEER);
    call(fixture, 1, CONNECT_OPEN, &args);
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
    g_test_add("/server-calls-aside/gone", ServerFixture, NULL, setup, test_gone, teardown);
    return g_test_run();
}
