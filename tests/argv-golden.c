/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Golden files: every tests/argv/NAME.xml gives exactly the command line in NAME.args (one word a
 * line), or the refusal in NAME.error. GOLDEN_UPDATE=1 writes them anew, to be read before a
 * commit.
 */
#include <glib.h>
#include <string.h>

#include "qemu/argv.h"
#include "qemu/complete.h"
#include "qemu/live.h"

static char *find_emulator(const char *arch)
{
    return g_strdup_printf("/usr/bin/qemu-system-%s", g_str_equal(arch, "i686") ? "i386" : arch);
}

/* The words, or the error; *ret_suffix says which. */
static char *translate(const char *xml, const char **ret_suffix)
{
    const CompleteContext complete = {.find_emulator = find_emulator,
                                      .variables_folder = "/var/lib/vmrpc/qemu/nvram"};
    const ArgvContext context = {.monitor_fd = 3, .now = 1000000000};
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);
    g_autofree char *words = NULL, *once = NULL, *twice = NULL;
    g_auto(GStrv) argv = NULL;

    *ret_suffix = "error";
    if (!def || !complete_domain(def, &complete, &error))
        return g_strconcat(error->message, "\n", NULL);
    once = domain_def_format(def, 0);
    g_assert_true(complete_domain(def, &complete, &error));
    twice = domain_def_format(def, 0);
    g_assert_cmpstr(once, ==, twice);
    live_prepare(def, "/run/vmrpc/qemu");
    argv = argv_build(def, &context, &error);
    g_assert_no_error(error);
    *ret_suffix = "args";
    words = g_strjoinv("\n", argv);
    return g_strconcat(words, "\n", NULL);
}

static void test_document(const void *data)
{
    const char *path = data, *suffix;
    g_autoptr(GError) error = NULL;
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen("xml"));
    g_autofree char *xml = NULL, *got = NULL, *golden = NULL, *want = NULL;

    g_assert_true(g_file_get_contents(path, &xml, NULL, &error));
    got = translate(xml, &suffix);
    golden = g_strconcat(stem, suffix, NULL);
    if (g_getenv("GOLDEN_UPDATE"))
        g_file_set_contents(golden, got, -1, &error);
    g_assert_no_error(error);
    g_file_get_contents(golden, &want, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(got, ==, want);
}

int main(int argc, char **argv)
{
    g_autofree char *folder = g_build_filename(g_getenv("srcdir") ?: ".", "tests", "argv", NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = NULL;
    const char *name;

    g_test_init(&argc, &argv, NULL);
    dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *test = g_strconcat("/argv/", name, NULL);

        if (!g_str_has_suffix(name, ".xml"))
            continue;
        g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
        g_test_add_data_func(test, paths->pdata[paths->len - 1], test_document);
    }
    g_assert_cmpuint(paths->len, >, 0);
    return g_test_run();
}
