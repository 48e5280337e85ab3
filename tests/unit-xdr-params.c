/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A list of typed parameters has on the wire what rpcgen's routine makes of each, is decoded into
 * one block, is refused wherever it is not whole, and is freed with strings in the block or
 * outside.
 */
#include <string.h>

#include "remote_protocol.h"
#include "rpc/xdr_buffer.h"

#define LENGTH 8
#define NAMES_MAX 40 /* bytes of all names and strings below, with their ends */

typedef domain_get_job_stats_ret Stats;

static char words[] = "some words";
static char empty[] = "";

static void fill(remote_typed_param items[LENGTH])
{
    static char *const names[LENGTH] = {(char *) "a",     (char *) "ab",   (char *) "abc",
                                        (char *) "abcd",  (char *) "",     (char *) "b",
                                        (char *) "words", (char *) "empty"};

    for (unsigned i = 0; i < LENGTH; i++)
        items[i] =
            (remote_typed_param){.field = names[i], .value.type = (typed_param_type) (i + 1)};
    items[0].value.remote_typed_param_value_u.i = -2;
    items[1].value.remote_typed_param_value_u.ui = G_MAXUINT32;
    items[2].value.remote_typed_param_value_u.l = G_MININT64;
    items[3].value.remote_typed_param_value_u.ul = 0x0102030405060708;
    items[4].value.remote_typed_param_value_u.d = -0.1;
    items[5].value.remote_typed_param_value_u.b = 1;
    items[6].value.remote_typed_param_value_u.s = words;
    items[7].value.type = TYPED_PARAM_STRING;
    items[7].value.remote_typed_param_value_u.s = empty;
}

static Stats stats_of(remote_typed_param *items, u_int length)
{
    return (Stats){.type = 5, .params = {.params_len = length, .params_val = items}};
}

/* What the list of fill() is on the wire, by rpcgen's routine. */
static void expected(Buffer *out)
{
    remote_typed_param items[LENGTH];
    u_int length = LENGTH;
    int type = 5;
    XDR xdr;

    fill(items);
    xdr_buffer_init(&xdr, out, 4096);
    g_assert_true(xdr_int(&xdr, &type) && xdr_u_int(&xdr, &length));
    for (u_int i = 0; i < length; i++)
        g_assert_true(xdr_remote_typed_param(&xdr, &items[i]));
}

/* Of an exact copy, so that a byte too far is told. */
static bool decode(const uint8_t *bytes, size_t size, Stats *ret)
{
    g_autofree char *exact = g_memdup2(bytes, size);
    XDR xdr;

    *ret = (Stats){.type = 0};
    xdrmem_create(&xdr, exact, (u_int) size, XDR_DECODE);
    return xdr_domain_get_job_stats_ret(&xdr, ret) && xdr_getpos(&xdr) == size;
}

static void stats_free(Stats *stats)
{
    xdr_free((xdrproc_t) xdr_domain_get_job_stats_ret, (char *) stats);
    g_assert_null(stats->params.params_val);
}

static void assert_refused(const Buffer *bytes)
{
    Stats stats;

    g_assert_false(decode(buffer_data(bytes), buffer_size(bytes), &stats));
    g_assert_null(stats.params.params_val);
    stats_free(&stats);
}

static void test_encode(void)
{
    remote_typed_param items[LENGTH];
    Stats stats = stats_of(items, LENGTH);
    Buffer wanted = {0}, out = {0};
    char memory[512];
    XDR xdr;

    fill(items);
    expected(&wanted);
    memset(memory, 0xff, sizeof(memory));
    xdr_buffer_init(&xdr, &out, buffer_size(&wanted));
    g_assert_true(xdr_domain_get_job_stats_ret(&xdr, &stats));
    g_assert_cmpmem(buffer_data(&out), buffer_size(&out), buffer_data(&wanted),
                    buffer_size(&wanted));
    xdrmem_create(&xdr, memory, sizeof(memory), XDR_ENCODE);
    g_assert_true(xdr_domain_get_job_stats_ret(&xdr, &stats));
    g_assert_cmpmem(memory, xdr_getpos(&xdr), buffer_data(&wanted), buffer_size(&wanted));
    buffer_clear(&wanted);
    buffer_clear(&out);
}

/* Too large is told from what cannot be encoded. */
static void test_encode_refused(void)
{
    remote_typed_param items[LENGTH];
    Stats stats = stats_of(items, LENGTH);
    Buffer wanted = {0}, out = {0};
    XDR xdr;

    fill(items);
    expected(&wanted);
    for (size_t max = 0; max < buffer_size(&wanted); max++) {
        xdr_buffer_init(&xdr, &out, max);
        g_assert_false(xdr_domain_get_job_stats_ret(&xdr, &stats));
        g_assert_true(xdr_buffer_overflowed(&xdr));
        g_assert_cmpuint(buffer_size(&out), <=, max);
        buffer_truncate(&out, 0);
    }
    for (unsigned what = 0; what < 4; what++) {
        fill(items);
        stats = stats_of(items, what == 3 ? REMOTE_DOMAIN_JOB_STATS_MAX + 1 : LENGTH);
        if (what == 0)
            items[3].field = NULL;
        if (what == 1)
            items[6].value.remote_typed_param_value_u.s = NULL;
        if (what == 2)
            items[3].value.type = (typed_param_type) 8;
        xdr_buffer_init(&xdr, &out, 4096);
        g_assert_false(xdr_domain_get_job_stats_ret(&xdr, &stats));
        g_assert_false(xdr_buffer_overflowed(&xdr));
    }
    buffer_clear(&wanted);
    buffer_clear(&out);
}

static void test_decode(void)
{
    remote_typed_param items[LENGTH];
    const remote_typed_param *got;
    Buffer bytes = {0};
    Stats stats;

    fill(items);
    expected(&bytes);
    g_assert_true(decode(buffer_data(&bytes), buffer_size(&bytes), &stats));
    got = stats.params.params_val;
    g_assert_cmpuint(stats.params.params_len, ==, LENGTH);
    for (unsigned i = 0; i < LENGTH; i++) {
        g_assert_cmpstr(got[i].field, ==, items[i].field);
        g_assert_cmpint(got[i].value.type, ==, items[i].value.type);
        g_assert_true(got[i].field > (char *) got &&
                      got[i].field < (char *) (got + LENGTH) + NAMES_MAX);
    }
    g_assert_cmpint(got[0].value.remote_typed_param_value_u.i, ==, -2);
    g_assert_cmpuint(got[1].value.remote_typed_param_value_u.ui, ==, G_MAXUINT32);
    g_assert_true(got[2].value.remote_typed_param_value_u.l == G_MININT64);
    g_assert_true(got[3].value.remote_typed_param_value_u.ul == 0x0102030405060708);
    g_assert_cmpfloat(got[4].value.remote_typed_param_value_u.d, ==, -0.1);
    g_assert_cmpint(got[5].value.remote_typed_param_value_u.b, ==, 1);
    g_assert_cmpstr(got[6].value.remote_typed_param_value_u.s, ==, words);
    g_assert_cmpstr(got[7].value.remote_typed_param_value_u.s, ==, "");
    stats_free(&stats);
    buffer_clear(&bytes);
}

static void test_decode_none(void)
{
    const uint8_t bytes[8] = {0, 0, 0, 5};
    Stats stats;

    g_assert_true(decode(bytes, sizeof(bytes), &stats));
    g_assert_cmpuint(stats.params.params_len, ==, 0);
    g_assert_null(stats.params.params_val);
    stats_free(&stats);
}

/* What is behind an offset is another word. */
static void assert_word_refused(size_t offset, uint32_t word)
{
    Buffer bytes = {0};

    expected(&bytes);
    buffer_poke_u32(bytes.memory + bytes.head + offset, word);
    assert_refused(&bytes);
    buffer_clear(&bytes);
}

static void test_decode_refused(void)
{
    Buffer bytes = {0};

    expected(&bytes);
    for (size_t size = buffer_size(&bytes); size-- > 0;) {
        buffer_truncate(&bytes, size);
        assert_refused(&bytes);
    }
    buffer_clear(&bytes);
    for (uint32_t count = LENGTH + 1; count <= REMOTE_DOMAIN_JOB_STATS_MAX + 1; count++)
        assert_word_refused(4, count);
    assert_word_refused(4, G_MAXUINT32);
    assert_word_refused(8, REMOTE_STRING_MAX + 1);
    assert_word_refused(8, G_MAXUINT32);
    assert_word_refused(12, 0); /* the first name is of NULs */
    assert_word_refused(16, 0); /* types that there are not */
    assert_word_refused(16, TYPED_PARAM_STRING + 1);
    assert_word_refused(16, G_MAXUINT32);
}

/* Lists that were put together string by string are freed as well, and so are mixed ones. */
static void test_free(void)
{
    Stats stats = stats_of(g_new0(remote_typed_param, 2), 2);
    Buffer bytes = {0};

    stats.params.params_val[0].field = g_strdup("field");
    stats.params.params_val[0].value.type = TYPED_PARAM_STRING;
    stats.params.params_val[0].value.remote_typed_param_value_u.s = g_strdup(words);
    stats_free(&stats);
    expected(&bytes);
    g_assert_true(decode(buffer_data(&bytes), buffer_size(&bytes), &stats));
    stats.params.params_val[0].field = g_strdup("field");
    stats.params.params_val[7].value.remote_typed_param_value_u.s = g_strdup(words);
    stats_free(&stats);
    buffer_clear(&bytes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/xdr-params/encode", test_encode);
    g_test_add_func("/xdr-params/encode-refused", test_encode_refused);
    g_test_add_func("/xdr-params/decode", test_decode);
    g_test_add_func("/xdr-params/decode-none", test_decode_none);
    g_test_add_func("/xdr-params/decode-refused", test_decode_refused);
    g_test_add_func("/xdr-params/free", test_free);
    return g_test_run();
}
