/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answer to the probe of RFC 9289 is told from everything else, whatever arrives, in any
 * pieces. */
#include <glib.h>
#include <string.h>

#include "tools/pki/onc_probe.h"

enum { XID = 0x01020304 };

/* A record of one fragment of these words. */
static GByteArray *record(const uint32_t *words, size_t count)
{
    GByteArray *bytes = g_byte_array_new();
    uint32_t mark = GUINT32_TO_BE(0x80000000U | (uint32_t) (count * 4));

    g_byte_array_append(bytes, (const guint8 *) &mark, 4);
    for (size_t i = 0; i < count; i++) {
        uint32_t word = GUINT32_TO_BE(words[i]);

        g_byte_array_append(bytes, (const guint8 *) &word, 4);
    }
    return bytes;
}

#define ANSWER(...) answer((const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)

/* Of the whole record; every beginning of it must ask for more. */
static OncAnswer answer(const uint32_t *words, size_t count)
{
    g_autoptr(GByteArray) bytes = record(words, count);

    for (guint size = 0; size < bytes->len; size++) {
        g_autofree guint8 *exact = g_memdup2(bytes->data, size); /* so that ASAN sees the end */

        g_assert_cmpint(onc_read_reply(exact, size, XID), ==, ONC_MORE);
    }
    return onc_read_reply(bytes->data, bytes->len, XID);
}

static void test_answers(void)
{
    const uint32_t start = 0x53544152; /* "STAR" "TTLS" */
    const uint32_t tls = 0x54544c53;

    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 8, start, tls, 0), ==, ONC_STARTTLS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 8, start, tls, 1), ==, ONC_STARTTLS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 1, 8, start, tls, 0), ==, ONC_SUCCESS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 8, start, start, 0), ==, ONC_SUCCESS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0, 0), ==, ONC_SUCCESS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 3, 0x41424300, 0), ==, ONC_SUCCESS);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0, 1), ==, ONC_NO_PROGRAM);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0, 2, 1, 1), ==, ONC_NO_PROGRAM);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0, 5), ==, ONC_FAILED);
    g_assert_cmpint(ANSWER(XID, 1, 1, 1, 2), ==, ONC_REFUSED);
    g_assert_cmpint(ANSWER(XID, 1, 1, 0, 2, 2), ==, ONC_FAILED);
}

static void test_strange(void)
{
    g_assert_cmpint(ANSWER(XID + 1, 1, 0, 0, 0, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 0, 0, 0, 0, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1, 2, 0, 0, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 401, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0xfffffffd, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 8, 0x53544152), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1, 0, 0, 0), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID, 1), ==, ONC_STRANGE);
    g_assert_cmpint(ANSWER(XID), ==, ONC_STRANGE);
}

static void test_records(void)
{
    static const uint8_t banner[] = "SSH-2.0-OpenSSH";
    static const uint8_t alert[] = {0x15, 3, 3, 0, 2, 2, 70};
    static const uint8_t pieces[] = {0, 0, 0, 8, 1, 2, 3, 4, 0, 0, 0, 1, 0x80, 0, 0, 16,
                                     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0};
    g_autofree uint8_t *large = g_malloc0(ONC_MAX_REPLY + 8);

    g_assert_cmpint(onc_read_reply(banner, sizeof(banner), XID), ==, ONC_STRANGE);
    g_assert_cmpint(onc_read_reply(alert, sizeof(alert), XID), ==, ONC_STRANGE);
    g_assert_cmpint(onc_read_reply(pieces, sizeof(pieces), XID), ==, ONC_SUCCESS);
    g_assert_cmpint(onc_read_reply(pieces, sizeof(pieces) - 1, XID), ==, ONC_MORE);
    large[2] = (ONC_MAX_REPLY + 1) >> 8;
    large[3] = (ONC_MAX_REPLY + 1) & 255;
    g_assert_cmpint(onc_read_reply(large, ONC_MAX_REPLY + 8, XID), ==, ONC_STRANGE);
}

static void test_call(void)
{
    static const uint8_t wanted[ONC_CALL_SIZE] = {
        0x80, 0, 0, 40, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0x20, 0, 0x80, 0x86, 0, 0,
        0,    1, 0, 0,  0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0,    0, 0,    0,    0, 0};
    uint8_t call[ONC_CALL_SIZE];

    onc_make_call(call, XID, 1);
    g_assert_cmpmem(call, sizeof(call), wanted, sizeof(wanted));
    onc_make_call(call, XID, 0);
    g_assert_cmpint(call[31], ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pki/onc-probe/call", test_call);
    g_test_add_func("/pki/onc-probe/answers", test_answers);
    g_test_add_func("/pki/onc-probe/strange", test_strange);
    g_test_add_func("/pki/onc-probe/records", test_records);
    return g_test_run();
}
