/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records over a limit end the connection as soon as their mark is seen, and what is announced is
 * not reserved before it comes.
 */
#include "rpc/codec.h"

static void expect_broken(Codec *codec, Buffer *in, const char *pattern)
{
    g_autoptr(GError) error = NULL;
    Message message;

    g_assert_cmpint(codec_feed(codec, in, &message, &error), ==, FEED_BROKEN);
    g_assert_error(error, ERROR_DOMAIN, ERR_RPC);
    g_assert_true(g_pattern_match_simple(pattern, error->message));
    buffer_clear(in);
}

static void test_mark(void)
{
    static const uint32_t marks[] = {0xFFFFFFFF, 0x7FFFFFFF, 0x80000000u | (CODEC_RECORD_MAX + 1),
                                     CODEC_RECORD_MAX + 1};

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autoptr(Codec) codec = codec_onc_new();
        Buffer in = {0};

        buffer_append_u32(&in, marks[i]);
        expect_broken(codec, &in, "*over the limit*");
    }
}

/* The limit is that of the record, not of a fragment. */
static void test_sum(void)
{
    static const uint8_t bytes[60];
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer in = {0};

    codec->record_max = 100;
    buffer_append_u32(&in, sizeof(bytes));
    buffer_append(&in, bytes, sizeof(bytes));
    buffer_append_u32(&in, 0x80000000u | 41);
    expect_broken(codec, &in, "*101 bytes*");
}

static void test_fragments(void)
{
    for (size_t size = 0; size <= 1; size++) {
        g_autoptr(Codec) codec = codec_onc_new();
        Buffer in = {0};
        Message message;

        for (unsigned i = 0; i < CODEC_FRAGMENTS_MAX; i++) {
            buffer_append_u32(&in, (uint32_t) size);
            buffer_append(&in, "x", size);
        }
        g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MORE);
        buffer_append_u32(&in, (uint32_t) size);
        expect_broken(codec, &in, "*fragments*");
    }
}

static void test_nothing_reserved(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer in = {0};
    Message message;

    for (int last = 0; last <= 1; last++) {
        buffer_append_u32(&in, (last ? 0x80000000u : 0) | (CODEC_RECORD_MAX - 1));
        buffer_append(&in, "abc", 3);
        g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MORE);
        g_assert_cmpuint(in.capacity, <=, 4096);
        g_assert_true(codec_is_partial(codec, &in));
        buffer_clear(&in);
        codec_free(codec);
        codec = codec_onc_new();
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record/limits/mark", test_mark);
    g_test_add_func("/record/limits/sum", test_sum);
    g_test_add_func("/record/limits/fragments", test_fragments);
    g_test_add_func("/record/limits/nothing-reserved", test_nothing_reserved);
    return g_test_run();
}
