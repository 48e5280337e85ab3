/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvirt's packets: what is asked for comes out, what nobody asked for is dropped, what breaks the
 * framing ends it, and descriptors that come along do not shift what follows.
 */
#include <string.h>

#include "rpc/codec_libvirt.h"

#define REMOTE LIBVIRT_PROGRAM_REMOTE

typedef struct Packet {
    uint32_t program, version, procedure, type, serial, status;
} Packet;

static void put(Buffer *in, uint32_t length, Packet packet)
{
    buffer_append_u32(in, length);
    buffer_append_u32(in, packet.program);
    buffer_append_u32(in, packet.version);
    buffer_append_u32(in, packet.procedure);
    buffer_append_u32(in, packet.type);
    buffer_append_u32(in, packet.serial);
    buffer_append_u32(in, packet.status);
}

static void test_kinds(void)
{
    g_autoptr(Codec) codec = codec_libvirt_new();
    Buffer in = {0};
    Message message;
    const CallId ping = {.program = LIBVIRT_PROGRAM_KEEPALIVE, .procedure = LIBVIRT_PING};

    put(&in, 28, (Packet){REMOTE, 1, 66, LIBVIRT_REPLY, 0, 0});  /* dropped */
    put(&in, 28, (Packet){REMOTE, 1, 318, LIBVIRT_EVENT, 0, 0}); /* dropped */
    put(&in, 28, (Packet){REMOTE, 1, 66, 77, 0, 0});             /* dropped */
    put(&in, 32, (Packet){REMOTE, 1, 60, LIBVIRT_CALL, 9, 0});
    buffer_append_u32(&in, 10);
    put(&in, 29, (Packet){REMOTE, 1, 201, LIBVIRT_STREAM, 8, STREAM_STATUS_CONTINUE});
    buffer_append(&in, "x", 1);
    codec_libvirt_keepalive(&in, LIBVIRT_PING);
    codec_libvirt_send_hole(&in, &(CallId){3, REMOTE, 1, 208}, 5000000000u);

    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpint(message.kind, ==, MESSAGE_CALL);
    g_assert_cmpuint(message.id.xid, ==, 9);
    g_assert_cmpuint(message.id.procedure, ==, 60);
    g_assert_cmpuint(message.body_size, ==, 4);
    g_assert_cmpuint(buffer_peek_u32(message.body), ==, 10);
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpint(message.kind, ==, MESSAGE_STREAM);
    g_assert_cmpint(message.stream, ==, STREAM_STATUS_CONTINUE);
    g_assert_cmpmem(message.body, message.body_size, "x", 1);
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpint(message.kind, ==, MESSAGE_KEEPALIVE);
    g_assert_cmpuint(message.id.procedure, ==, ping.procedure);
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpint(message.kind, ==, MESSAGE_HOLE);
    {
        uint64_t size = 0;

        g_assert_true(codec_libvirt_hole(&message, &size));
        g_assert_cmpuint(size, ==, 5000000000u);
        message.body_size = 8;
        g_assert_false(codec_libvirt_hole(&message, &size));
    }
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MORE);
    g_assert_false(codec_is_partial(codec, &in));
    buffer_clear(&in);
}

static void test_broken_lengths(void)
{
    const uint32_t lengths[] = {0, 4, 27, LIBVIRT_HEADER_SIZE + LIBVIRT_BODY_MAX + 1, UINT32_MAX};

    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autoptr(Codec) codec = codec_libvirt_new();
        g_autoptr(GError) error = NULL;
        Buffer in = {0};
        Message message;

        put(&in, lengths[i], (Packet){REMOTE, 1, 66, LIBVIRT_CALL, 0, 0});
        g_assert_cmpint(codec_feed(codec, &in, &message, &error), ==, FEED_BROKEN);
        g_assert_nonnull(error);
        buffer_clear(&in);
    }
}

/* The bytes of descriptors may arrive late: the next packet is found behind them. */
static void test_descriptors(void)
{
    g_autoptr(Codec) codec = codec_libvirt_new();
    g_autoptr(GError) error = NULL;
    Buffer in = {0};
    Message message;

    put(&in, 36, (Packet){REMOTE, 1, 9, LIBVIRT_CALL_WITH_FDS, 1, 0});
    buffer_append_u32(&in, 2);
    buffer_append_u32(&in, 42);
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpuint(message.body_size, ==, 4);
    g_assert_cmpuint(buffer_peek_u32(message.body), ==, 42);
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MORE);
    g_assert_true(codec_is_partial(codec, &in));
    buffer_append(&in, "\0\0", 2);
    put(&in, 28, (Packet){REMOTE, 1, 66, LIBVIRT_CALL, 2, 0});
    g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
    g_assert_cmpuint(message.id.xid, ==, 2);
    put(&in, 32, (Packet){REMOTE, 1, 9, LIBVIRT_CALL_WITH_FDS, 1, 0});
    buffer_append_u32(&in, LIBVIRT_FDS_MAX + 1);
    g_assert_cmpint(codec_feed(codec, &in, &message, &error), ==, FEED_BROKEN);
    buffer_clear(&in);
}

/* What clients branch on: code 39, domain 7, and the text of an unknown procedure. */
static void test_failures(void)
{
    g_autoptr(Codec) codec = codec_libvirt_new();
    static const char text[] = "unknown procedure: -3";
    const CallId id = {.xid = 5, .program = REMOTE, .version = 1, .procedure = (uint32_t) -3};
    Buffer out = {0};
    const uint8_t *packet;

    codec_fail(codec, &out, &id, REPLY_PROC_UNAVAIL, 0, 0);
    packet = buffer_data(&out);
    g_assert_cmpuint(buffer_peek_u32(packet), ==, buffer_size(&out));
    g_assert_cmpuint(buffer_peek_u32(packet + 16), ==, LIBVIRT_REPLY);
    g_assert_cmpuint(buffer_peek_u32(packet + 20), ==, 5);
    g_assert_cmpuint(buffer_peek_u32(packet + 24), ==, STREAM_STATUS_ERROR);
    g_assert_cmpuint(buffer_peek_u32(packet + 28), ==, 39);
    g_assert_cmpuint(buffer_peek_u32(packet + 32), ==, 7);
    g_assert_cmpuint(buffer_peek_u32(packet + 40), ==, strlen(text));
    g_assert_cmpmem(packet + 44, strlen(text), text, strlen(text));
    buffer_clear(&out);
}

/* The status word of the result is the header's last; a descriptor's count goes behind it. */
static void test_replies(void)
{
    g_autoptr(Codec) codec = codec_libvirt_new();
    const CallId id = {.xid = 6, .program = REMOTE, .version = 1, .procedure = 343};
    Buffer out = {0};
    size_t start;

    buffer_append(&out, "before", 6);
    start = codec_begin_reply(codec, &out, &id);
    buffer_append_u32(&out, 0);
    buffer_append_u32(&out, 17);
    codec_end(codec, &out, start);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6), ==, 32);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6 + 28), ==, 17);
    codec_libvirt_mark_fd(&out, start);
    g_assert_cmpuint(buffer_size(&out), ==, 6 + 36);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6), ==, 36);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6 + 16), ==, LIBVIRT_REPLY_WITH_FDS);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6 + 28), ==, 1);
    g_assert_cmpuint(buffer_peek_u32(buffer_data(&out) + 6 + 32), ==, 17);
    buffer_clear(&out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/libvirt-packets/kinds", test_kinds);
    g_test_add_func("/libvirt-packets/broken-lengths", test_broken_lengths);
    g_test_add_func("/libvirt-packets/descriptors", test_descriptors);
    g_test_add_func("/libvirt-packets/failures", test_failures);
    g_test_add_func("/libvirt-packets/replies", test_replies);
    return g_test_run();
}
