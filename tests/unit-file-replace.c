/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replacing a file: whoever reads it meanwhile has the old or the new one whole, it has the mode
 * asked for, and a failure leaves neither a half file nor a temporary one. What a process leaves
 * that is killed meanwhile can be swept away.
 */
#include "base/file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static unsigned count_entries(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;

    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void test_replace(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.xml", NULL);
    g_autofree char *text = NULL;
    char old[4] = "";
    struct stat info;
    int fd;

    g_assert_true(file_replace(path, "old", 0600, NULL));
    fd = open(path, O_RDONLY);
    g_assert_true(file_replace_volatile(path, "new one", 0640, NULL));
    g_assert_cmpint(read(fd, old, sizeof(old)), ==, 3);
    g_assert_cmpstr(old, ==, "old");
    text = file_read(path, 100, NULL);
    g_assert_cmpstr(text, ==, "new one");
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 07777, ==, 0640);
    g_assert_cmpuint(count_entries(folder), ==, 1);

    close(fd);
    g_assert_true(file_remove(path, NULL));
    g_assert_true(file_remove(path, NULL));
    rmdir(folder);
}

static void test_failure(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.xml", NULL);
    g_autofree char *below = g_build_filename(path, "b.xml", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) error2 = NULL;

    /* A folder in the way makes the rename fail, after the new file was written. */
    g_assert_true(file_make_folder(path, 0700, NULL));
    g_assert_false(file_replace(path, "text", 0600, &error));
    g_assert_cmpint(error_code(error), ==, ERR_SYSTEM);
    g_assert_true(g_str_has_prefix(error->message, "cannot write '"));
    g_assert_cmpuint(count_entries(folder), ==, 1);
    rmdir(path);
    g_assert_false(file_replace(below, "text", 0600, &error2));
    g_assert_cmpint(error_code(error2), ==, ERR_SYSTEM);
    rmdir(folder);
}

/* Two files that change together: nothing changes before both are written. */
static void test_staged(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.xml", NULL);
    g_autofree char *lost = g_build_filename(folder, "no", "b.xml", NULL);
    g_autofree char *staged = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    struct stat info;

    g_assert_true(file_replace(path, "old", 0600, NULL));
    staged = file_stage(path, "new", 0640, NULL);
    g_assert_cmpint(stat(staged, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 07777, ==, 0640);
    text = file_read(path, 100, NULL);
    g_assert_cmpstr(text, ==, "old");
    g_assert_null(file_stage(lost, "other", 0640, &error));
    g_assert_true(g_str_has_prefix(error->message, "cannot write '"));
    g_clear_error(&error);

    g_assert_true(file_put(staged, path, NULL));
    g_clear_pointer(&text, g_free);
    text = file_read(path, 100, NULL);
    g_assert_cmpstr(text, ==, "new");
    g_assert_false(file_put(staged, path, &error));
    g_assert_cmpuint(count_entries(folder), ==, 1);
    file_remove(path, NULL);
    rmdir(folder);
}

static void test_sweep(void)
{
    const char *const kept[] = {"a.xml", ".new-a.xml", ".new-folders"};
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *absent = g_build_filename(folder, "absent", NULL);
    g_autoptr(GError) error = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *path = g_build_filename(folder, kept[i], NULL);
        g_autofree char *staged = NULL;

        g_assert_true(file_replace_volatile(path, "", 0600, NULL));
        staged = file_stage(path, "", 0600, NULL); /* as if it had been killed here */
        g_assert_nonnull(staged);
    }
    g_assert_cmpuint(count_entries(folder), ==, 2 * G_N_ELEMENTS(kept));
    g_assert_true(file_sweep(folder, NULL));
    g_assert_cmpuint(count_entries(folder), ==, G_N_ELEMENTS(kept));
    for (unsigned i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *path = g_build_filename(folder, kept[i], NULL);

        g_assert_cmpint(unlink(path), ==, 0);
    }
    g_assert_true(file_sweep(absent, NULL));
    g_assert_true(file_replace_volatile(absent, "", 0600, NULL));
    g_assert_false(file_sweep(absent, &error));
    g_assert_true(g_str_has_prefix(error->message, "cannot list '"));
    unlink(absent);
    rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/file/replace", test_replace);
    g_test_add_func("/file/replace-fails", test_failure);
    g_test_add_func("/file/staged", test_staged);
    g_test_add_func("/file/sweep", test_sweep);
    return g_test_run();
}
