/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hostile bytes do not get through the generated decoders: counts that the message cannot hold are
 * refused before anything is allocated, NUL bytes, deep nesting and every truncation are refused,
 * and what a failed decode left is freed (the sanitizer build would tell).
 */
#include <glib.h>
#include <rpc/rpc.h>
#include <stdint.h>
#include <string.h>

#include "remote_protocol.h"
#include "remote_protocol_table.h"
#include "rpc/xdr_buffer.h"
#include "rpc/xdr_safe.h"

/* libtirpc's, to compare with. */
#undef xdr_int
#undef xdr_u_int
#undef xdr_enum
#undef xdr_quad_t
#undef xdr_u_quad_t
#undef xdr_double

/* rpcgen's form of `struct link { link *next; }`, which the linter keeps out of the real file. */
typedef struct Link {
    struct Link *next;
} Link;

static bool_t link_xdr(XDR *xdr, Link *link)
{
    return xdr_safe_pointer(xdr, (char **) &link->next, sizeof(Link),
                            (xdrproc_t) (void *) link_xdr);
}

static XDR decoder(const void *bytes, size_t size)
{
    XDR xdr;

    xdrmem_create(&xdr, (char *) bytes, (u_int) size, XDR_DECODE);
    return xdr;
}

/*
 * Decodes into zeroed memory, frees what came out, and says whether the bytes were accepted.
 * Freeing stops at a union refused for its discriminant, behind which nothing was decoded.
 */
static bool accepts(DispatchXdr routine, size_t object_size, const void *bytes, size_t size,
                    u_int *ret_used)
{
    g_autofree char *exact = g_memdup2(bytes, size);
    g_autofree void *object = g_malloc0(object_size + 1);
    XDR xdr = decoder(exact, size);
    bool good = routine(&xdr, object);

    if (ret_used)
        *ret_used = xdr_getpos(&xdr);
    xdr.x_op = XDR_FREE;
    g_assert_true(routine(&xdr, object) || !good);
    return good;
}

static void test_count_of_array(void)
{
    static const uint32_t counts[] = {3, 65536, 65537, 0x3fffffff, 0x7fffffff, UINT32_MAX};
    uint32_t words[3] = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        connect_list_all_domains_ret ret = {.count = 0};
        XDR xdr = decoder(words, sizeof(words));

        words[0] = GUINT32_TO_BE(counts[i]);
        g_assert_false(xdr_connect_list_all_domains_ret(&xdr, &ret));
        g_assert_null(ret.domains.domains_val);
    }
}

static void test_count_of_string(void)
{
    static const uint32_t counts[] = {9, 4194304, 4194305, 0x7fffffff, UINT32_MAX - 1, UINT32_MAX};
    uint32_t words[3] = {0, 0x61616161, 0x61616161};

    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        domain_lookup_by_name_args args = {.name = NULL};
        XDR xdr = decoder(words, sizeof(words));

        words[0] = GUINT32_TO_BE(counts[i]);
        g_assert_false(xdr_domain_lookup_by_name_args(&xdr, &args));
        g_assert_null(args.name);
    }
}

static void test_count_of_bytes(void)
{
    uint32_t words[2] = {GUINT32_TO_BE(UINT32_MAX - 1), 0};
    char *bytes = NULL;
    u_int count = 0;
    XDR xdr = decoder(words, sizeof(words));

    g_assert_false(xdr_safe_bytes(&xdr, &bytes, &count, UINT32_MAX));
    g_assert_null(bytes);
    words[0] = GUINT32_TO_BE(4);
    xdr = decoder(words, sizeof(words));
    g_assert_true(xdr_safe_bytes(&xdr, &bytes, &count, UINT32_MAX));
    g_assert_cmpuint(count, ==, 4);
    xdr.x_op = XDR_FREE;
    g_assert_true(xdr_safe_bytes(&xdr, &bytes, &count, 1));
}

static void test_nul_in_string(void)
{
    const DispatchRow *row = &remote_dispatch_table.rows[DOMAIN_LOOKUP_BY_NAME];
    char good[12] = "\0\0\0\5abcde", bad[12] = "\0\0\0\5ab\0de";

    g_assert_true(accepts(row->args, row->args_size, good, sizeof(good), NULL));
    g_assert_false(accepts(row->args, row->args_size, bad, sizeof(bad), NULL));
}

/* One link per word: as many as the limit are accepted, one more is not, and none leaks. */
static void test_depth(void)
{
    for (u_int links = XDR_SAFE_DEPTH - 1; links <= XDR_SAFE_DEPTH + 1; links++) {
        g_autofree uint32_t *words = g_new0(uint32_t, links + 1);
        Link first = {.next = NULL};
        XDR xdr = decoder(words, (links + 1) * 4);

        for (u_int i = 0; i < links; i++)
            words[i] = GUINT32_TO_BE(1);
        g_assert_cmpint(link_xdr(&xdr, &first), ==, links < XDR_SAFE_DEPTH);
        xdr.x_op = XDR_FREE;
        g_assert_true(link_xdr(&xdr, &first));
    }
}

/* A client is known that writes the flag in its own byte order. */
static void test_odd_flag(void)
{
    const DispatchRow *row = &remote_dispatch_table.rows[CONNECT_OPEN];
    uint32_t words[3] = {GUINT32_TO_BE(0x01000000), 0, 0};
    connect_open_args args = {.name = NULL};
    XDR xdr = decoder(words, sizeof(words));

    g_assert_true(xdr_connect_open_args(&xdr, &args));
    g_assert_nonnull(args.name);
    g_assert_cmpstr(*args.name, ==, "");
    xdr.x_op = XDR_FREE;
    g_assert_true(row->args(&xdr, &args));
}

static void test_free_over_limit(void)
{
    char *string = strdup("longer than three");
    XDR xdr = {.x_op = XDR_FREE};

    g_assert_true(xdr_safe_string(&xdr, &string, 3));
    g_assert_null(string);
}

/* Streams of which it is not known what they have, or have room for, are not coded on. */
static void test_other_stream(void)
{
    uint32_t word = 0;
    char *string = NULL, name[] = "name";
    u_quad_t number = 1;
    Buffer out = {0};
    XDR xdr = decoder(&word, sizeof(word));
    struct xdr_ops strange = *xdr.x_ops;

    xdr.x_ops = &strange;
    g_assert_false(xdr_safe_string(&xdr, &string, 3));
    g_assert_false(xdr_safe_pointer(&xdr, &string, 4, (xdrproc_t) (void *) xdr_int));
    g_assert_false(xdr_safe_u_int(&xdr, &word));
    xdr.x_op = XDR_ENCODE;
    string = name;
    g_assert_false(xdr_safe_string(&xdr, &string, 9));
    g_assert_false(xdr_safe_u_quad_t(&xdr, &number));
    xdr_buffer_init(&xdr, &out, 64);
    xdr.x_op = XDR_DECODE;
    g_assert_false(xdr_safe_u_int(&xdr, &word));
    g_assert_false(xdr_safe_opaque(&xdr, name, sizeof(name)));
    buffer_clear(&out);
}

/* As libtirpc has them on the wire; nothing is written beyond the end. */
static void check_number(xdrproc_t safe, xdrproc_t plain, void *value, void *read, size_t size)
{
    char bytes[2][16];
    XDR xdr[2];

    for (u_int room = 0; room <= size; room++) {
        for (int i = 0; i < 2; i++) {
            memset(bytes[i], 0x55, sizeof(bytes[i]));
            xdrmem_create(&xdr[i], bytes[i] + 1, room, XDR_ENCODE);
        }
        g_assert_true(safe(&xdr[0], value) == (room == size));
        g_assert_true(plain(&xdr[1], value) == (room == size));
        if (room == size)
            g_assert_cmpmem(bytes[0], sizeof(bytes[0]), bytes[1], sizeof(bytes[1]));
        else
            g_assert_cmpint(bytes[0][1 + room], ==, 0x55);
    }
    xdrmem_create(&xdr[0], bytes[0] + 1, (u_int) size, XDR_DECODE);
    g_assert_true(safe(&xdr[0], read));
    g_assert_cmpmem(value, size, read, size);
}

static void test_numbers(void)
{
    int number[2] = {G_MININT + 5, 0};
    u_int count[2] = {0x81020304, 0};
    quad_t large[2] = {G_MININT64 + 7, 0};
    u_quad_t natural[2] = {0x8102030405060708, 0};
    double fraction[2] = {-0.1, 0};

    check_number((xdrproc_t) xdr_safe_int, (xdrproc_t) xdr_int, &number[0], &number[1], 4);
    check_number((xdrproc_t) xdr_safe_enum, (xdrproc_t) xdr_enum, &number[0], &number[1], 4);
    check_number((xdrproc_t) xdr_safe_u_int, (xdrproc_t) xdr_u_int, &count[0], &count[1], 4);
    check_number((xdrproc_t) xdr_safe_quad_t, (xdrproc_t) xdr_quad_t, &large[0], &large[1], 8);
    check_number((xdrproc_t) xdr_safe_u_quad_t, (xdrproc_t) xdr_u_quad_t, &natural[0], &natural[1],
                 8);
    check_number((xdrproc_t) xdr_safe_double, (xdrproc_t) xdr_double, &fraction[0], &fraction[1],
                 8);
}

/* What makes words of them is zeroed. */
static void test_opaque(void)
{
    char bytes[] = "bytes", again[6] = "", memory[12];
    XDR xdr;

    memset(memory, 0x55, sizeof(memory));
    xdrmem_create(&xdr, memory, sizeof(memory), XDR_ENCODE);
    g_assert_true(xdr_safe_opaque(&xdr, bytes, 5) && xdr_safe_opaque(&xdr, bytes, 0));
    g_assert_cmpmem(memory, sizeof(memory), "bytes\0\0\0UUUU", 12);
    xdr = decoder(memory, 8);
    g_assert_true(xdr_safe_opaque(&xdr, again, 5));
    g_assert_cmpstr(again, ==, "bytes");
    for (size_t size = 0; size < 8; size++) {
        xdr = decoder(memory, size);
        g_assert_false(xdr_safe_opaque(&xdr, again, 5));
    }
}

/* Every procedure's arguments and results: each truncation is refused, all ones harm nobody. */
static void check_truncations(DispatchXdr routine, size_t size)
{
    g_autofree char *zeros = g_malloc0(4096), *ones = g_malloc(4096);
    u_int used;

    g_assert_true(accepts(routine, size, zeros, 4096, &used));
    for (u_int length = 0; length < used; length++)
        g_assert_false(accepts(routine, size, zeros, length, NULL));
    g_assert_true(accepts(routine, size, zeros, used, NULL));
    memset(ones, 0xff, 4096);
    for (u_int length = 0; length < 256; length++)
        accepts(routine, size, ones, length, NULL);
}

static void test_truncations(void)
{
    const DispatchTable *tables[] = {&remote_dispatch_table, &qemu_dispatch_table,
                                     &vmrpc_dispatch_table};

    for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            const DispatchRow *row = &tables[t]->rows[i];

            if (!row->name)
                continue;
            check_truncations(row->args, row->args_size);
            check_truncations(row->res, row->res_size);
        }
    }
}

/* A message with something in every place, cut everywhere. */
static void test_truncations_of_full_message(void)
{
    const DispatchRow *row = &vmrpc_dispatch_table.rows[VMRPC_EVENT];
    char *word = (char *) "word";
    event_graphics_identity who[2] = {{.type = word, .name = word}, {.type = word, .name = word}};
    event_message message = {.body.kind = EVENT_GRAPHICS};
    event_graphics *graphics = &message.body.event_u.graphics;
    char bytes[512];
    XDR xdr;

    graphics->dom.name = word;
    graphics->local.node = graphics->local.service = word;
    graphics->remote.node = graphics->remote.service = word;
    graphics->auth_scheme = word;
    graphics->subject.subject_len = 2;
    graphics->subject.subject_val = who;
    xdrmem_create(&xdr, bytes, sizeof(bytes), XDR_ENCODE);
    g_assert_true(row->args(&xdr, &message));
    for (u_int length = 0; length < xdr_getpos(&xdr); length++)
        g_assert_false(accepts(row->args, row->args_size, bytes, length, NULL));
    g_assert_true(accepts(row->args, row->args_size, bytes, xdr_getpos(&xdr), NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/xdr-safe/count-of-array", test_count_of_array);
    g_test_add_func("/xdr-safe/count-of-string", test_count_of_string);
    g_test_add_func("/xdr-safe/count-of-bytes", test_count_of_bytes);
    g_test_add_func("/xdr-safe/nul-in-string", test_nul_in_string);
    g_test_add_func("/xdr-safe/depth", test_depth);
    g_test_add_func("/xdr-safe/odd-flag", test_odd_flag);
    g_test_add_func("/xdr-safe/free-over-limit", test_free_over_limit);
    g_test_add_func("/xdr-safe/other-stream", test_other_stream);
    g_test_add_func("/xdr-safe/numbers", test_numbers);
    g_test_add_func("/xdr-safe/opaque", test_opaque);
    g_test_add_func("/xdr-safe/truncations", test_truncations);
    g_test_add_func("/xdr-safe/truncations-of-full-message", test_truncations_of_full_message);
    return g_test_run();
}
