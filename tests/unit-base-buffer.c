/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The byte queue gives back what was put in, in order, whatever the sizes; and it gives memory
 * back. */
#include "base/buffer.h"

#include <string.h>

static void test_queue(void)
{
    Buffer buffer = {0};
    uint8_t in = 0;
    uint8_t out = 0;

    g_assert_cmpuint(buffer_size(&buffer), ==, 0);
    for (int turn = 0; turn < 2000; turn++) {
        size_t add = (size_t) g_test_rand_int_range(0, 700);
        size_t take;
        uint8_t *room = buffer_reserve(&buffer, add);

        g_assert_cmpuint(buffer_room(&buffer), >=, add);
        for (size_t i = 0; i < add; i++)
            room[i] = in++;
        buffer_commit(&buffer, add);
        take = (size_t) g_test_rand_int_range(0, (int) buffer_size(&buffer) + 1);
        for (size_t i = 0; i < take; i++)
            g_assert_cmpuint(buffer_data(&buffer)[i], ==, out++);
        buffer_consume(&buffer, take);
        if (turn % 100 == 0)
            buffer_trim(&buffer, 64);
    }
    g_assert_cmpuint((uint8_t) (out + buffer_size(&buffer)), ==, in);
    buffer_clear(&buffer);
}

/* A queue that is never empty but stays short must not grow. */
static void test_bounded(void)
{
    Buffer buffer = {0};

    buffer_append(&buffer, "0123456789", 10);
    for (int i = 0; i < 100000; i++) {
        buffer_append(&buffer, "x", 1);
        buffer_consume(&buffer, 1);
    }
    g_assert_cmpuint(buffer.capacity, <=, 1024);
    buffer_clear(&buffer);
}

static void test_words(void)
{
    const uint8_t expected[] = {0x20, 0x00, 0x80, 0x86, 0xff};
    Buffer buffer = {0};

    buffer_append_u32(&buffer, 0x20008086);
    buffer_append_u32(&buffer, 0xfffffffe);
    buffer_truncate(&buffer, 5);
    g_assert_cmpmem(buffer_data(&buffer), buffer_size(&buffer), expected, sizeof(expected));
    g_assert_cmpuint(buffer_peek_u32(expected + 1), ==, 0x008086ff);
    buffer_clear(&buffer);
}

static void test_trim(void)
{
    Buffer buffer = {0};

    memset(buffer_reserve(&buffer, 100000), 1, 100000);
    buffer_commit(&buffer, 100000);
    buffer_consume(&buffer, 99990);
    buffer_trim(&buffer, 4096);
    g_assert_cmpuint(buffer.capacity, ==, 4096);
    g_assert_cmpuint(buffer_size(&buffer), ==, 10);
    buffer_consume(&buffer, 10);
    buffer_trim(&buffer, 4096);
    g_assert_null(buffer.memory);
    g_assert_null(buffer_data(&buffer));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/buffer/queue", test_queue);
    g_test_add_func("/buffer/bounded", test_bounded);
    g_test_add_func("/buffer/words", test_words);
    g_test_add_func("/buffer/trim", test_trim);
    return g_test_run();
}
