/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A denied path is explained by its first component that denies and by the user it denies; errors
 * of the file functions say so by themselves. Root is denied nothing: there the test becomes
 * nobody.
 */
#include "base/file.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static char *folder;
static char *closed;
static char *below;
static char *unreadable;
static char *readable;

static void check_denied(void)
{
    g_autofree char *search = file_explain_denied(below, R_OK);
    g_autofree char *search_expected =
        g_strdup_printf("directory '%s' is not searchable by user ", closed);
    g_autofree char *reading = file_explain_denied(unreadable, R_OK);
    g_autofree char *reading_expected =
        g_strdup_printf("file '%s' is not readable by user ", unreadable);
    g_autofree char *writing = file_explain_denied(readable, W_OK);
    g_autofree char *writing_expected =
        g_strdup_printf("file '%s' is not writable by user ", readable);
    g_autofree char *message =
        g_strdup_printf("cannot open '%s': Permission denied (%s)", below, search);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_str_has_prefix(search, search_expected));
    g_assert_true(g_str_has_prefix(reading, reading_expected));
    g_assert_true(g_str_has_prefix(writing, writing_expected));
    g_assert_null(file_explain_denied(readable, R_OK));
    g_assert_null(file_read(below, 100, &error));
    g_assert_cmpint(error_code(error), ==, ERR_SYSTEM);
    g_assert_cmpstr(error->message, ==, message);
}

static void test_denied(void)
{
    pid_t pid;
    int status;

    if (geteuid() != 0) {
        check_denied();
        return;
    }
    pid = fork();
    if (pid == 0) {
        if (setresuid(65534, 65534, 65534) < 0)
            _exit(77);
        check_denied();
        _exit(0);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        g_test_skip("root that cannot become another user");
    else
        g_assert_cmpint(status, ==, 0);
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    chmod(folder, 0755);
    closed = g_build_filename(folder, "closed", NULL);
    below = g_build_filename(closed, "a", NULL);
    unreadable = g_build_filename(folder, "unreadable", NULL);
    readable = g_build_filename(folder, "readable", NULL);
    g_assert_true(file_make_folder(closed, 0, NULL));
    g_assert_true(file_replace_volatile(unreadable, "", 0, NULL));
    g_assert_true(file_replace_volatile(readable, "", 0444, NULL));
    g_test_add_func("/file/denied", test_denied);
    result = g_test_run();
    rmdir(closed);
    unlink(unreadable);
    unlink(readable);
    rmdir(folder);
    g_free(folder);
    g_free(closed);
    g_free(below);
    g_free(unreadable);
    g_free(readable);
    return result;
}
