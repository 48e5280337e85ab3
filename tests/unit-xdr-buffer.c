/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The growing XDR stream writes what xdrmem writes, stops at its limit, and can be told from one
 * that was given something that cannot be encoded.
 */
#include <string.h>

#include "remote_protocol.h"
#include "rpc/xdr_buffer.h"

static char name[] = "guest";
static char empty[] = "";

static remote_error sample(char **message)
{
    return (remote_error){.code = 42, .origin = 10, .message = message, .level = 2, .int1 = -1};
}

static void test_same_as_xdrmem(void)
{
    char *message = name;
    remote_error error = sample(&message);
    remote_domain domain = {.name = name, .id = 7};
    char memory[512];
    Buffer out = {0};
    XDR mem, xdr;

    memset(domain.uuid, 0xAB, sizeof(domain.uuid));
    xdrmem_create(&mem, memory, sizeof(memory), XDR_ENCODE);
    buffer_append(&out, "head", 4);
    xdr_buffer_init(&xdr, &out, 512);
    g_assert_true(xdr_remote_error(&mem, &error) && xdr_remote_domain(&mem, &domain));
    g_assert_true(xdr_remote_error(&xdr, &error) && xdr_remote_domain(&xdr, &domain));
    g_assert_cmpuint(xdr_getpos(&xdr), ==, xdr_getpos(&mem));
    g_assert_cmpmem(buffer_data(&out) + 4, buffer_size(&out) - 4, memory, xdr_getpos(&mem));
    g_assert_true(memcmp(buffer_data(&out), "head", 4) == 0);
    buffer_clear(&out);
}

static void test_limit(void)
{
    char *message = name;
    remote_error error = sample(&message);

    for (size_t max = 0; max <= 60; max++) {
        Buffer out = {0};
        XDR xdr;
        bool good;

        xdr_buffer_init(&xdr, &out, max);
        good = xdr_remote_error(&xdr, &error);
        g_assert_true(good == (max >= 56));
        g_assert_true(xdr_buffer_overflowed(&xdr) == !good);
        g_assert_cmpuint(buffer_size(&out), <=, max);
        buffer_clear(&out);
    }
}

static void test_not_encodable(void)
{
    remote_domain domain = {.name = NULL};
    Buffer out = {0};
    XDR xdr;

    xdr_buffer_init(&xdr, &out, 512);
    g_assert_false(xdr_remote_domain(&xdr, &domain));
    g_assert_false(xdr_buffer_overflowed(&xdr));
    buffer_clear(&out);
}

static void test_positions(void)
{
    char *text = empty;
    Buffer out = {0};
    XDR xdr;
    int value = 5;

    buffer_append(&out, "abcd", 4);
    xdr_buffer_init(&xdr, &out, 12);
    g_assert_true(xdr_int(&xdr, &value) && xdr_string(&xdr, &text, 10));
    g_assert_cmpuint(xdr_getpos(&xdr), ==, 8);
    g_assert_false(xdr_setpos(&xdr, 9));
    g_assert_true(xdr_setpos(&xdr, 0));
    g_assert_cmpuint(buffer_size(&out), ==, 4);
    for (value = 0; value < 3; value++)
        g_assert_true(xdr_int(&xdr, &value));
    g_assert_false(xdr_int(&xdr, &value));
    g_assert_true(xdr_buffer_overflowed(&xdr));
    buffer_clear(&out);
}

/* Lent bytes are left out, and counted; other bytes of the same words are copied. */
static void test_loan(void)
{
    char data[] = "some bytes", same[] = "some bytes";
    vmrpc_stream_recv_ret ret = {.data = {.data_len = 10, .data_val = data}, .hole = 3};
    XdrLoan loan = {.bytes = data, .size = 10};
    Buffer copied = {0}, around = {0};
    XDR xdr;

    ret.data.data_val = same;
    xdr_buffer_init(&xdr, &copied, 512);
    xdr_buffer_set_loan(&xdr, &loan);
    g_assert_true(xdr_vmrpc_stream_recv_ret(&xdr, &ret));
    g_assert_false(loan.placed);
    ret.data.data_val = data;
    buffer_append(&around, "head", 4);
    xdr_buffer_init(&xdr, &around, buffer_size(&copied));
    xdr_buffer_set_loan(&xdr, &loan);
    g_assert_true(xdr_vmrpc_stream_recv_ret(&xdr, &ret));
    g_assert_true(loan.placed);
    g_assert_cmpuint(loan.at, ==, 4 + 4);
    g_assert_cmpuint(buffer_size(&around), ==, 4 + buffer_size(&copied) - 10);
    g_assert_cmpmem(buffer_data(&around) + loan.at, buffer_size(&around) - loan.at,
                    buffer_data(&copied) + 4 + 10, buffer_size(&copied) - 4 - 10);
    loan.placed = false;
    buffer_truncate(&around, 0);
    xdr_buffer_init(&xdr, &around, 8);
    xdr_buffer_set_loan(&xdr, &loan);
    g_assert_false(xdr_vmrpc_stream_recv_ret(&xdr, &ret));
    g_assert_true(xdr_buffer_overflowed(&xdr));
    buffer_clear(&copied);
    buffer_clear(&around);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/xdr-buffer/same-as-xdrmem", test_same_as_xdrmem);
    g_test_add_func("/xdr-buffer/limit", test_limit);
    g_test_add_func("/xdr-buffer/not-encodable", test_not_encodable);
    g_test_add_func("/xdr-buffer/positions", test_positions);
    g_test_add_func("/xdr-buffer/loan", test_loan);
    return g_test_run();
}
