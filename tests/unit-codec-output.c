/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of what a codec writes, word by word as RFC 5531 has them, and that it reads itself.
 */
#include "rpc/codec.h"

static const CallId id = {.xid = 5, .program = 100, .version = 1, .procedure = 7};

static void expect_words(Buffer *out, const uint32_t *words, size_t n)
{
    g_assert_cmpuint(buffer_size(out), ==, n * 4);
    for (size_t i = 0; i < n; i++)
        g_assert_cmphex(buffer_peek_u32(buffer_data(out) + i * 4), ==, words[i]);
    buffer_clear(out);
}
#define EXPECT(out, ...)                                                                           \
    expect_words(out, (const uint32_t[]){__VA_ARGS__},                                             \
                 sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void test_call(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer out = {0};
    size_t start = codec_begin_call(codec, &out, &id);

    buffer_append_u32(&out, 0xABCD);
    codec_end(codec, &out, start);
    EXPECT(&out, 0x8000002C, 5, 0, 2, 100, 1, 7, 0, 0, 0, 0, 0xABCD);
}

static void test_reply(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer out = {0};
    size_t start;

    codec_end(codec, &out, codec_begin_reply(codec, &out, &id));
    start = codec_begin_reply(codec, &out, &id);
    buffer_append_u32(&out, 0);
    codec_end(codec, &out, start);
    EXPECT(&out, 0x80000018, 5, 1, 0, 0, 0, 0, 0x8000001C, 5, 1, 0, 0, 0, 0, 0);
}

static void test_failures(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer out = {0};

    codec_fail(codec, &out, &id, REPLY_PROG_UNAVAIL, 0, 0);
    EXPECT(&out, 0x80000018, 5, 1, 0, 0, 0, 1);
    codec_fail(codec, &out, &id, REPLY_PROG_MISMATCH, 1, 3);
    EXPECT(&out, 0x80000020, 5, 1, 0, 0, 0, 2, 1, 3);
    codec_fail(codec, &out, &id, REPLY_PROC_UNAVAIL, 0, 0);
    EXPECT(&out, 0x80000018, 5, 1, 0, 0, 0, 3);
    codec_fail(codec, &out, &id, REPLY_GARBAGE_ARGS, 0, 0);
    EXPECT(&out, 0x80000018, 5, 1, 0, 0, 0, 4);
    codec_fail(codec, &out, &id, REPLY_SYSTEM_ERR, 0, 0);
    EXPECT(&out, 0x80000018, 5, 1, 0, 0, 0, 5);
    codec_fail(codec, &out, &id, REPLY_RPC_MISMATCH, 2, 2);
    EXPECT(&out, 0x80000018, 5, 1, 1, 0, 2, 2);
    codec_fail(codec, &out, &id, REPLY_AUTH_ERROR, AUTH_STAT_BADCRED, 0);
    EXPECT(&out, 0x80000014, 5, 1, 1, 1, 1);
}

/* Each failure comes out of the reader as what went into the writer. */
static void test_reads_itself(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer wire = {0};
    Message message;

    for (ReplyStatus status = REPLY_PROG_UNAVAIL; status <= REPLY_AUTH_ERROR; status++)
        codec_fail(codec, &wire, &id, status, 2, 3);
    for (ReplyStatus status = REPLY_PROG_UNAVAIL; status <= REPLY_AUTH_ERROR; status++) {
        g_assert_cmpint(codec_feed(codec, &wire, &message, NULL), ==, FEED_MESSAGE);
        g_assert_cmpuint(message.kind, ==, MESSAGE_REPLY);
        g_assert_cmpuint(message.id.xid, ==, 5);
        g_assert_cmpuint(message.status, ==, status);
        g_assert_cmpuint(message.body_size, ==, 0);
    }
    buffer_clear(&wire);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codec/output/call", test_call);
    g_test_add_func("/codec/output/reply", test_reply);
    g_test_add_func("/codec/output/failures", test_failures);
    g_test_add_func("/codec/output/reads-itself", test_reads_itself);
    return g_test_run();
}
