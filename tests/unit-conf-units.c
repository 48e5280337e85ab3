/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes of memory in all units, rounded up to KiB; too large and unknown ones are refused. */
#include "conf/units.h"

typedef struct {
    uint64_t value;
    const char *unit;
    uint64_t kib;
} Case;

static const Case cases[] = {
    {131072, NULL, 131072},
    {1, "b", 1},
    {1024, "bytes", 1},
    {1025, "bytes", 2},
    {0, "bytes", 0},
    {1, "KB", 1},
    {1024, "KB", 1000},
    {1, "k", 1},
    {7, "KiB", 7},
    {1, "MB", 977},
    {1, "M", 1024},
    {1, "MiB", 1024},
    {1, "GB", 976563},
    {2, "GiB", 2097152},
    {1, "g", 1048576},
    {1, "TB", 976562500},
    {1, "T", 1073741824},
    {1, "TiB", 1073741824},
    {7, "EiB", UINT64_C(7881299347898368)},
};

static void test_scale(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint64_t kib = UINT64_MAX;

        g_assert_true(units_to_kib(cases[i].value, cases[i].unit, &kib, NULL));
        g_assert_cmpuint(kib, ==, cases[i].kib);
    }
}

static void test_refuse(void)
{
    static const Case large[] = {
        {UINT64_MAX, NULL, 0}, {UINT64_MAX, "b", 0},   {8, "EiB", 0},
        {10, "EB", 0},         {UINT64_MAX, "EiB", 0}, {UINT64_C(1) << 43, "MiB", 0},
    };
    static const char *const unknown[] = {"", "KiBs", "parsec", " KiB"};

    for (size_t i = 0; i < G_N_ELEMENTS(large); i++) {
        g_autoptr(GError) error = NULL;
        uint64_t kib;

        g_assert_false(units_to_kib(large[i].value, large[i].unit, &kib, &error));
        g_assert_cmpint(error_code(error), ==, ERR_OVERFLOW);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_autoptr(GError) error = NULL;
        uint64_t kib;

        g_assert_false(units_to_kib(1, unknown[i], &kib, &error));
        g_assert_cmpint(error_code(error), ==, ERR_XML);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/units/scale", test_scale);
    g_test_add_func("/conf/units/refuse", test_refuse);
    return g_test_run();
}
