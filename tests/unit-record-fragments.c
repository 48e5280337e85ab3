/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A record is the same message however it is cut: at every byte of the stream, and into fragments
 * of every size, empty ones included.
 */
#include <string.h>

#include "rpc/codec.h"

static const uint32_t call_words[] = {0x11223344, 0, 2, 0x20008086, 1,      7,
                                      0,          0, 0, 0,          0xCAFE, 0xF00D};
#define CALL_SIZE sizeof(call_words)

static void append_call(Buffer *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(call_words); i++)
        buffer_append_u32(out, call_words[i]);
}

/* The call in fragments of so many bytes each, the last of them empty if asked for. */
static void append_record(Buffer *out, size_t piece, bool empty_last)
{
    Buffer call = {0};

    append_call(&call);
    for (size_t at = 0; at < CALL_SIZE; at += piece) {
        size_t size = MIN(piece, CALL_SIZE - at);
        bool last = at + size == CALL_SIZE && !empty_last;

        buffer_append_u32(out, (last ? 0x80000000u : 0) | (uint32_t) size);
        buffer_append(out, buffer_data(&call) + at, size);
    }
    if (empty_last)
        buffer_append_u32(out, 0x80000000u);
    buffer_clear(&call);
}

static void check_message(const Message *message)
{
    g_assert_cmpuint(message->kind, ==, MESSAGE_CALL);
    g_assert_cmphex(message->id.xid, ==, 0x11223344);
    g_assert_cmphex(message->id.program, ==, 0x20008086);
    g_assert_cmpuint(message->id.version, ==, 1);
    g_assert_cmpuint(message->id.procedure, ==, 7);
    g_assert_cmpuint(message->body_size, ==, 8);
    g_assert_cmphex(buffer_peek_u32(message->body), ==, 0xCAFE);
    g_assert_cmphex(buffer_peek_u32(message->body + 4), ==, 0xF00D);
}

/* Feeds it in two halves; the message must come with the last byte and not before. */
static void check_split(Codec *codec, const Buffer *record, size_t split)
{
    g_autoptr(GError) error = NULL;
    Buffer in = {0};
    Message message;

    if (split > 0) {
        buffer_append(&in, buffer_data(record), split);
        g_assert_cmpint(codec_feed(codec, &in, &message, &error), ==, FEED_MORE);
        g_assert_true(codec_is_partial(codec, &in));
    }
    buffer_append(&in, buffer_data(record) + split, buffer_size(record) - split);
    g_assert_cmpint(codec_feed(codec, &in, &message, &error), ==, FEED_MESSAGE);
    check_message(&message);
    g_assert_cmpint(codec_feed(codec, &in, &message, &error), ==, FEED_MORE);
    g_assert_false(codec_is_partial(codec, &in));
    g_assert_no_error(error);
    buffer_clear(&in);
}

static void test_cuts(void)
{
    for (size_t piece = 1; piece <= CALL_SIZE; piece++)
        for (int empty_last = 0; empty_last <= 1; empty_last++) {
            g_autoptr(Codec) codec = codec_onc_new();
            Buffer record = {0};

            append_record(&record, piece, empty_last);
            for (size_t split = 0; split < buffer_size(&record); split++)
                check_split(codec, &record, split);
            buffer_clear(&record);
        }
}

static void test_empty_first(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer record = {0};

    buffer_append_u32(&record, 0);
    append_record(&record, 5, false);
    check_split(codec, &record, 2);
    check_split(codec, &record, 4);
    buffer_clear(&record);
}

/* A whole fragment is served from where it was read. */
static void test_no_copy(void)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer in = {0};
    Message message;

    append_record(&in, CALL_SIZE, false);
    append_record(&in, CALL_SIZE, false);
    for (int i = 0; i < 2; i++) {
        const uint8_t *at = buffer_data(&in);

        g_assert_cmpint(codec_feed(codec, &in, &message, NULL), ==, FEED_MESSAGE);
        g_assert_true(message.body == at + 44);
        check_message(&message);
    }
    buffer_clear(&in);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record/fragments/cuts", test_cuts);
    g_test_add_func("/record/fragments/empty-first", test_empty_first);
    g_test_add_func("/record/fragments/no-copy", test_no_copy);
    return g_test_run();
}
