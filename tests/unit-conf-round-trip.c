/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each document of tests/xml formats to what is beside it, and that text to itself. */
#include "conf/domain.h"

static char *folder_path(void)
{
    const char *srcdir = g_getenv("srcdir");

    return g_build_filename(srcdir ? srcdir : ".", "tests", "xml", NULL);
}

static char *read_text(const char *folder, const char *name, const char *suffix)
{
    g_autofree char *file = g_strconcat(name, suffix, NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static char *round_trip(const char *xml)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_no_error(error);
    return domain_def_format(def, DOMAIN_FORMAT_SECURE);
}

static void test_document(const void *data)
{
    g_autofree char *folder = folder_path();
    g_autofree char *xml = read_text(folder, data, ".xml");
    g_autofree char *expected = read_text(folder, data, ".expected");
    g_autofree char *formatted = round_trip(xml);
    g_autofree char *again = round_trip(formatted);
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(DomainDef) copy = domain_def_copy(def);
    g_autofree char *copied = domain_def_format(copy, DOMAIN_FORMAT_SECURE);

    g_assert_cmpstr(formatted, ==, expected);
    g_assert_cmpstr(again, ==, expected);
    g_assert_cmpstr(copied, ==, expected);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"addresses", "demo1",       "demo2", "everything",
                                        "installed", "open-places", "rest"};

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf("/conf/round-trip/%s", names[i]);

        g_test_add_data_func(path, names[i], test_document);
    }
    return g_test_run();
}
