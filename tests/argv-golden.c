/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Golden files: every tests/argv/NAME.xml gives exactly the command line in NAME.args (one word a
 * line), or the refusal in NAME.error, and there is no other file. Each document that fails shows
 * what differs, and the next one follows. GOLDEN_UPDATE=1 writes them anew, to be read before a
 * commit. Which options virt-install made its documents of is in tests/argv/virt-install.txt; that
 * QEMU takes the command lines is the matter of tests/qemu-golden-documents.py.
 */
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/argv.h"
#include "qemu/complete.h"
#include "qemu/live_def.h"

static char *find_emulator(const char *arch)
{
    return g_strdup_printf("/usr/bin/qemu-system-%s", g_str_equal(arch, "i686") ? "i386" : arch);
}

static char *refusal(const GError *error)
{
    return g_strconcat(error->message, "\n", NULL);
}

/* UEFI for the machines that it is made for. */
static bool find_firmware(const char *arch, const char *machine, char **ret_code,
                          char **ret_template)
{
    if (!g_str_equal(arch, "x86_64") || g_str_equal(machine, "isapc"))
        return false;
    *ret_code = g_strdup("/srv/CODE.fd");
    *ret_template = g_strdup("/srv/VARS.fd");
    return true;
}

/* What is made complete once stays as it is. */
static bool check_stable(DomainDef *def, const CompleteContext *context, GError **err)
{
    g_autofree char *once = domain_def_format(def, 0), *twice = NULL;

    if (!complete_domain(def, context, err))
        return false;
    twice = domain_def_format(def, 0);
    return g_str_equal(once, twice) ||
           error_set(err, ERR_INTERNAL, "completed again, it becomes another one:\n%s", twice);
}

/* The words, or the error; *ret_suffix says which. */
static char *translate(const char *xml, const char **ret_suffix)
{
    const CompleteContext complete = {.find_emulator = find_emulator,
                                      .find_firmware = find_firmware,
                                      .variables_folder = "/var/lib/vmrpc/qemu/nvram"};
    const ArgvContext context = {.monitor_fd = 3, .now = 1000000000};
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);
    g_autofree char *words = NULL;
    g_auto(GStrv) argv = NULL;

    *ret_suffix = "error";
    if (!def || !complete_domain(def, &complete, &error) || !check_stable(def, &complete, &error))
        return refusal(error);
    live_def_prepare(def, "/run/vmrpc/qemu");
    if (!(argv = argv_build(def, &context, &error)))
        return refusal(error);
    *ret_suffix = "args";
    words = g_strjoinv("\n", argv);
    return g_strconcat(words, "\n", NULL);
}

/* Fails the test, showing what differs from the golden file, if there is one. */
static void show_difference(const char *golden, const char *got)
{
    bool exists = g_file_test(golden, G_FILE_TEST_EXISTS);
    const char *argv[] = {
        "diff", "-u", "--label", golden, "--label", "now", exists ? golden : "/dev/null",
        NULL,   NULL};
    g_autofree char *now = NULL, *difference = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("argv-golden-XXXXXX", &now, &error);

    g_assert_no_error(error);
    close(fd);
    g_file_set_contents(now, got, -1, &error);
    g_assert_no_error(error);
    argv[7] = now;
    g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &difference, NULL,
                 NULL, &error);
    unlink(now);
    g_assert_no_error(error);
    g_printerr("%s", difference);
    g_test_fail();
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
    g_file_get_contents(golden, &want, NULL, NULL);
    if (g_strcmp0(got, want) != 0)
        show_difference(golden, got);
}

/* A golden file of a document that is gone, or one that is both granted and refused. */
static void test_no_others(const void *data)
{
    const char *folder = data, *name;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    while ((name = g_dir_read_name(dir))) {
        const char *suffix = strrchr(name, '.');
        g_autofree char *stem = g_strndup(name, suffix ? (size_t) (suffix - name) : 0);
        g_autofree char *xml = g_strdup_printf("%s/%s.xml", folder, stem);
        g_autofree char *args = g_strdup_printf("%s/%s.args", folder, stem);
        bool is_error = g_str_has_suffix(name, ".error");

        if (!is_error && !g_str_has_suffix(name, ".args"))
            continue;
        if (!g_file_test(xml, G_FILE_TEST_EXISTS) ||
            (is_error && g_file_test(args, G_FILE_TEST_EXISTS))) {
            g_printerr("%s/%s belongs to no document, or to one with another result\n", folder,
                       name);
            g_test_fail();
        }
    }
}

int main(int argc, char **argv)
{
    g_autofree char *folder = g_build_filename(g_getenv("srcdir") ?: ".", "tests", "argv", NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = NULL;
    const char *name;

    g_setenv("TZ", "MEZ-1", TRUE); /* clocks in local time */
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions(); /* for then the next document follows a failure */
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
    g_test_add_data_func("/argv-no-others", folder, test_no_others);
    return g_test_run();
}
