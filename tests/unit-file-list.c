/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading within a limit, making folders, and listing: sorted, by suffix, without temporary
 * files. */
#include "base/file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static void test_list(void)
{
    const char *const names[] = {"b.xml", "a.xml", ".xml", ".new-a.xml", "c.txt", "xml"};
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *absent = g_build_filename(folder, "absent", NULL);
    g_autoptr(GPtrArray) found = NULL;
    g_autoptr(GPtrArray) none = file_list(absent, ".xml", NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);

        g_assert_true(file_replace_volatile(path, "", 0600, NULL));
    }
    found = file_list(folder, ".xml", NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);

        g_assert_true(file_remove(path, NULL));
    }
    rmdir(folder);
    g_assert_nonnull(none);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpuint(found->len, ==, 2);
    g_assert_cmpstr(found->pdata[0], ==, "a");
    g_assert_cmpstr(found->pdata[1], ==, "b");
}

static void test_read(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a", NULL);
    g_autofree char *long_text = g_strnfill(10000, 'x');
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) error2 = NULL;
    g_autoptr(GError) error3 = NULL;

    g_assert_true(file_replace_volatile(path, long_text, 0600, NULL));
    text = file_read(path, 10000, NULL);
    g_assert_cmpstr(text, ==, long_text);
    g_assert_null(file_read(path, 9999, &error));
    g_assert_cmpint(error_code(error), ==, ERR_OVERFLOW);
    g_assert_true(g_file_set_contents(path, "a = 1\n\0b = 2\n", 13, NULL));
    g_assert_null(file_read(path, 100, &error3));
    g_assert_cmpint(error_code(error3), ==, ERR_CONF_SYNTAX);
    g_assert_true(file_remove(path, NULL));
    g_assert_null(file_read(path, 10, &error2));
    g_assert_true(g_str_has_prefix(error2->message, "cannot open '"));
    rmdir(folder);
}

static void test_make_folder(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *middle = g_build_filename(folder, "a", NULL);
    g_autofree char *path = g_build_filename(folder, "a", "b", NULL);
    g_autofree char *file = g_build_filename(path, "f", NULL);
    g_autoptr(GError) error = NULL;
    struct stat info;

    g_assert_true(file_make_folder(path, 0711, NULL));
    g_assert_true(file_make_folder(path, 0700, NULL));
    g_assert_cmpint(stat(folder, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0700);
    g_assert_cmpint(stat(middle, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0711);
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0711);
    g_assert_true(file_replace_volatile(file, "", 0600, NULL));
    g_assert_false(file_make_folder(file, 0700, &error));
    g_assert_true(g_str_has_prefix(error->message, "cannot make folder '"));
    g_assert_true(file_remove(file, NULL));
    rmdir(path);
    rmdir(middle);
    rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/file/list", test_list);
    g_test_add_func("/file/read", test_read);
    g_test_add_func("/file/make-folder", test_make_folder);
    return g_test_run();
}
