/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Message headers: what is well-formed is told apart, what RPC has an answer for is marked, and
 * what is cut short at any byte is no message.
 */
#include <string.h>

#include "rpc/codec.h"

typedef struct Words {
    const uint32_t *words;
    size_t n;
} Words;
#define WORDS(...)                                                                                 \
    (Words)                                                                                        \
    {                                                                                              \
        (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)      \
    }

/* The record in `in` must hold until the message has been looked at. */
static Feed feed(Codec *codec, Buffer *in, Words words, size_t size, Message *ret_message)
{
    Feed result;

    buffer_clear(in);
    buffer_append_u32(in, 0x80000000u | (uint32_t) size);
    for (size_t i = 0; i < words.n; i++)
        buffer_append_u32(in, words.words[i]);
    buffer_truncate(in, size + 4);
    result = codec_feed(codec, in, ret_message, NULL);
    return result;
}

static Message parse(Words words)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer in = {0};
    Message message;

    g_assert_cmpint(feed(codec, &in, words, words.n * 4, &message), ==, FEED_MESSAGE);
    message.body = NULL;
    buffer_clear(&in);
    return message;
}

static void expect_broken(Words words, size_t size)
{
    g_autoptr(Codec) codec = codec_onc_new();
    Buffer in = {0};
    Message message;

    g_assert_cmpint(feed(codec, &in, words, size, &message), ==, FEED_BROKEN);
    buffer_clear(&in);
}

static void test_cut_short(void)
{
    const Words call = WORDS(7, 0, 2, 100, 1, 5, 1, 4, 0xAABBCCDD, 0, 8, 1, 2);
    const Words reply = WORDS(7, 1, 0, 0, 8, 1, 2, 2, 3, 4);

    for (size_t size = 0; size < call.n * 4; size++)
        expect_broken(call, size);
    for (size_t size = 0; size < reply.n * 4; size++)
        expect_broken(reply, size);
    for (size_t size = 0; size < 20; size++)
        expect_broken(WORDS(7, 1, 1, 1, 5), size);
    expect_broken(WORDS(7, 2, 2, 100, 1, 5, 0, 0, 0, 0), 40);
    expect_broken(WORDS(7, 1, 2, 0, 0, 0), 24);
    expect_broken(WORDS(7, 1, 0, 0, 0, 6), 24);
    expect_broken(WORDS(7, 1, 1, 2, 0), 20);
}

static void test_calls(void)
{
    g_assert_cmpuint(parse(WORDS(0, 0, 2, 100, 1, 5, 0, 0, 0, 0)).auth_fault, ==, 0);
    g_assert_cmpuint(parse(WORDS(7, 0, 3)).rpc_version, ==, 3);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 7, 0, 0, 0)).flavor, ==, FLAVOR_TLS);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 9, 4, 1, 0, 0, 3)).body_size, ==, 4);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 0, 401, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 0, 0, 0, 401)).auth_fault, ==,
                     AUTH_STAT_BADVERF);
}

static void test_auth_sys(void)
{
    /* stamp, name, uid, gid, groups */
    g_assert_cmpuint(
        parse(WORDS(7, 0, 2, 100, 1, 5, 1, 28, 1, 1, 'x' << 24, 0, 0, 1, 9, 0, 0)).auth_fault, ==,
        0);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 1, 20, 1, 0, 0, 0, 17, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
    g_assert_cmpuint(
        parse(WORDS(7, 0, 2, 100, 1, 5, 1, 20, 1, 0, 0, 0, 0xFFFFFFFF, 0, 0)).auth_fault, ==,
        AUTH_STAT_BADCRED);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 1, 20, 1, 256, 0, 0, 0, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 1, 24, 1, 0, 0, 0, 0, 0, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 5, 1, 0, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
}

/* The probe has an empty credential, and no verifier (RFC 9289, section 4.1). */
static void test_auth_tls(void)
{
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 0, 7, 0, 0, 0)).auth_fault, ==, 0);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 0, 7, 4, 1, 0, 0)).auth_fault, ==,
                     AUTH_STAT_BADCRED);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 0, 7, 0, 1, 0)).auth_fault, ==,
                     AUTH_STAT_BADVERF);
    g_assert_cmpuint(parse(WORDS(7, 0, 2, 100, 1, 0, 7, 0, 0, 4, 1)).auth_fault, ==,
                     AUTH_STAT_BADVERF);
}

static void test_replies(void)
{
    Message message = parse(WORDS(7, 1, 0, 0, 0, 0, 1, 2));

    g_assert_cmpuint(message.status, ==, REPLY_SUCCESS);
    g_assert_cmpuint(message.body_size, ==, 8);
    message = parse(WORDS(7, 1, 0, 0, 0, 2, 3, 4));
    g_assert_cmpuint(message.status, ==, REPLY_PROG_MISMATCH);
    g_assert_cmpuint(message.low, ==, 3);
    g_assert_cmpuint(message.high, ==, 4);
    g_assert_cmpuint(parse(WORDS(7, 1, 0, 0, 0, 1)).status, ==, REPLY_PROG_UNAVAIL);
    g_assert_cmpuint(parse(WORDS(7, 1, 0, 0, 0, 3)).status, ==, REPLY_PROC_UNAVAIL);
    g_assert_cmpuint(parse(WORDS(7, 1, 0, 0, 0, 4)).status, ==, REPLY_GARBAGE_ARGS);
    g_assert_cmpuint(parse(WORDS(7, 1, 0, 0, 0, 5)).status, ==, REPLY_SYSTEM_ERR);
    message = parse(WORDS(7, 1, 1, 0, 2, 2));
    g_assert_cmpuint(message.status, ==, REPLY_RPC_MISMATCH);
    g_assert_cmpuint(message.high, ==, 2);
    message = parse(WORDS(7, 1, 1, 1, 5));
    g_assert_cmpuint(message.status, ==, REPLY_AUTH_ERROR);
    g_assert_cmpuint(message.auth_stat, ==, AUTH_STAT_TOOWEAK);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codec/headers/cut-short", test_cut_short);
    g_test_add_func("/codec/headers/calls", test_calls);
    g_test_add_func("/codec/headers/auth-sys", test_auth_sys);
    g_test_add_func("/codec/headers/auth-tls", test_auth_tls);
    g_test_add_func("/codec/headers/replies", test_replies);
    return g_test_run();
}
