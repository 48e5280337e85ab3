/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams in libvirt's framing to a client that does not read them: no more of them is queued than
 * a megabyte and a piece of each, and all of it arrives when the client reads on.
 */
#include "server_fixture.h"

enum { STREAMS = 8 };

/* Whole packets; the bytes of streams among them. */
static size_t take_packets(Buffer *in)
{
    size_t data = 0, size;

    while (buffer_size(in) >= 4 && buffer_size(in) >= (size = buffer_peek_u32(buffer_data(in)))) {
        if (buffer_peek_u32(buffer_data(in) + 16) == LIBVIRT_STREAM)
            data += size - LIBVIRT_HEADER_SIZE;
        buffer_consume(in, size);
    }
    return data;
}

static void test_queue(void)
{
    static char name[] = "guest", picture[] = "picture";
    remote_string device = picture;
    const domain_open_console_args console = {.dom.name = name, .device = &device};
    const connect_open_args opening = {0};
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    Buffer in = {0};
    size_t data = 0;
    ssize_t got;

    fixture_init(&fixture, FIXTURE_LIBVIRT);
    fixture_call_libvirt(&fixture, 1, CONNECT_OPEN, &opening);
    for (uint32_t serial = 10; serial < 10 + STREAMS; serial++)
        fixture_call_libvirt(&fixture, serial, DOMAIN_OPEN_CONSOLE, &console);
    for (int i = 0; i < 10; i++) {
        fixture_run(&fixture);
        g_assert_cmpuint(connection_queued(peer_connection(fixture.peer)), <=,
                         LIMIT_STREAM_QUEUE + STREAMS * (LIBVIRT_STREAM_DATA_MAX + 256));
    }
    do {
        fixture_run(&fixture);
        got = recv(connection_transport(fixture.client)->in_fd, buffer_reserve(&in, 1 << 20),
                   1 << 20, MSG_DONTWAIT);
        buffer_commit(&in, (size_t) MAX(got, 0));
        data += take_packets(&in);
    } while (got > 0);
    g_assert_cmpuint(data, ==, STREAMS * ENDS_PICTURE);
    buffer_clear(&in);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/stream-queue", test_queue);
    return g_test_run();
}
