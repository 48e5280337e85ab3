/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a client has sent is read to its end although the kernel tells of it but once: behind bytes
 * that carry descriptors, where a read stops; and when it came before the round of before was
 * settled, in a loop that has more to do than one round takes.
 */
#include <unistd.h>

#include "server_fixture.h"

/* In libvirt's framing: a call with so many descriptors, and one behind it. */
static void test_descriptors(void)
{
    enum { FDS = 3 };
    static const uint32_t types[] = {LIBVIRT_CALL_WITH_FDS, LIBVIRT_CALL};
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    uint8_t reply[LIBVIRT_HEADER_SIZE];
    int fd;

    fixture_init(&fixture, FIXTURE_LIBVIRT);
    fd = connection_transport(fixture.client)->in_fd;
    for (uint32_t serial = 0; serial < G_N_ELEMENTS(types); serial++) {
        const CallId id = {serial, REMOTE_PROGRAM, REMOTE_V1, UINT16_MAX};
        Buffer packet = {0};
        size_t start = codec_libvirt_begin(&packet, &id, (LibvirtType) types[serial], 0);

        buffer_append_u32(&packet, FDS);
        codec_libvirt_end(&packet, start, 0);
        g_assert_cmpint(send(fd, buffer_data(&packet), buffer_size(&packet), 0), ==,
                        buffer_size(&packet));
        for (int i = 0; types[serial] == LIBVIRT_CALL_WITH_FDS && i < FDS; i++)
            g_assert_cmpint(transport_send_fd(connection_transport(fixture.client), 0), ==, 1);
        buffer_clear(&packet);
    }
    fixture_run(&fixture);
    for (uint32_t serial = 0; serial < G_N_ELEMENTS(types); serial++) {
        g_assert_cmpint(recv(fd, reply, sizeof(reply), MSG_DONTWAIT), ==, sizeof(reply));
        g_assert_cmpuint(buffer_peek_u32(reply + 20), ==, serial);
        g_assert_cmpint(recv(fd, (uint8_t[4096]){0}, buffer_peek_u32(reply) - sizeof(reply), 0), >,
                        0);
    }
    fixture_clear(&fixture);
}

static void do_nothing(void *data)
{
    (void) data;
}

/* The third call has no room when it comes, and has it when it is looked at again, a round late;
 * the fourth comes in between. */
static void test_long_round(void)
{
    enum { OTHERS = LOOP_DEFERRED_MAX + 100 };
    g_autofree LoopDeferred *others = g_new(LoopDeferred, OTHERS);
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture.limits.calls = 2;
    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call_domain(&fixture, 10, DOMAIN_REBOOT);
    fixture_run(&fixture);
    co_wake(fixture.driver->waiting[0]);
    for (int i = 0; i < OTHERS; i++) {
        loop_deferred_init(&others[i], do_nothing, NULL);
        loop_defer(fixture.loop, &others[i]);
    }
    fixture_call_domain(&fixture, 11, DOMAIN_REBOOT);
    fixture_call_domain(&fixture, 12, DOMAIN_SUSPEND);
    loop_run_once(fixture.loop, 0);
    fixture_call_domain(&fixture, 13, DOMAIN_SUSPEND);
    fixture_expect(&fixture, 10, 0);
    fixture_expect(&fixture, 12, 0);
    fixture_expect(&fixture, 13, 0);
    co_wake(fixture.driver->waiting[1]);
    fixture_expect(&fixture, 11, 0);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/wake-ups/descriptors", test_descriptors);
    g_test_add_func("/server/wake-ups/long-round", test_long_round);
    return g_test_run();
}
