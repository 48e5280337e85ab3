/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An error that quotes something very long keeps its beginning and its end, and is still UTF-8. */
#include "base/error.h"

#include <errno.h>
#include <string.h>

static void test_short(void)
{
    g_autofree char *most = g_strnfill(ERROR_MESSAGE_MAX, 'x');
    g_autoptr(GError) error = NULL;

    g_assert_false(error_set(&error, ERR_XML, "%s", most));
    g_assert_cmpint(error_code(error), ==, ERR_XML);
    g_assert_cmpstr(error->message, ==, most);
    g_assert_false(error_set(NULL, ERR_XML, "%s", most));
}

static void test_long(void)
{
    for (unsigned shift = 0; shift < 4; shift++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GError) error = NULL;

        for (unsigned i = 0; i < shift; i++)
            g_string_append_c(text, 'a');
        while (text->len < 1024 * 1024)
            g_string_append(text, "\xe2\x82\xac");
        error_set(&error, ERR_XML, "begins %s ends", text->str);
        g_assert_cmpuint(strlen(error->message), <=, ERROR_MESSAGE_MAX);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        g_assert_true(g_str_has_prefix(error->message, "begins "));
        g_assert_true(g_str_has_suffix(error->message, " ends"));
    }
}

static void test_system(void)
{
    g_autofree char *path = g_strnfill(1024 * 1024, 'x');
    g_autoptr(GError) error = NULL;

    g_assert_false(error_set_errno(&error, ENOENT, "cannot open '%s'", path));
    g_assert_cmpint(error_code(error), ==, ERR_SYSTEM);
    g_assert_true(g_str_has_suffix(error->message, strerror(ENOENT)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/error/short", test_short);
    g_test_add_func("/base/error/long", test_long);
    g_test_add_func("/base/error/system", test_system);
    return g_test_run();
}
