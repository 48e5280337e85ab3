/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a loss of power leaves: a file is on disk before it takes its name, and the name before
 * anybody is told of it; a document never goes before its autostart mark. The calls that see to it
 * are watched: this program has fsync(), rename() and unlink() of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "drivers/definition.h"

/* "sync file", "sync folder", "rename", "unlink NAME", in order. */
static GString *calls;
static bool sync_fails;

int fsync(int fd)
{
    struct stat info;

    g_assert_cmpint(fstat(fd, &info), ==, 0);
    g_string_append(calls, S_ISDIR(info.st_mode) ? "sync folder, " : "sync file, ");
    if (!sync_fails)
        return 0;
    errno = EIO;
    return -1;
}

int rename(const char *from, const char *to)
{
    g_string_append(calls, "rename, ");
    return (int) syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);

    g_string_append_printf(calls, "unlink %s, ", *name == '.' ? "what is temporary" : name);
    return (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static void check_calls(const char *expected)
{
    g_assert_cmpstr(calls->str, ==, expected);
    g_string_truncate(calls, 0);
}

static char *make_folder(void)
{
    char *folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);

    g_assert_nonnull(folder);
    g_string_truncate(calls, 0);
    return folder;
}

static void test_replace(void)
{
    g_autofree char *folder = make_folder();
    g_autofree char *path = g_build_filename(folder, "a.xml", NULL);
    g_autofree char *temporary = NULL;

    g_assert_true(file_replace(path, "old", 0600, NULL));
    check_calls("sync file, rename, sync folder, ");
    temporary = file_stage(path, "new", 0600, NULL);
    check_calls("sync file, ");
    g_assert_true(file_put(temporary, path, NULL));
    check_calls("rename, sync folder, ");
    g_assert_true(file_replace_volatile(path, "newer", 0600, NULL));
    check_calls("rename, ");
    g_assert_true(file_remove(path, NULL));
    rmdir(folder);
}

/* What could not be written is not there, and what was there still is. */
static void test_disk_broken(void)
{
    g_autofree char *folder = make_folder();
    g_autofree char *path = g_build_filename(folder, "a.xml", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(file_replace_volatile(path, "old", 0600, NULL));
    g_string_truncate(calls, 0);
    sync_fails = true;
    g_assert_false(file_replace(path, "new", 0600, &error));
    sync_fails = false;
    check_calls("sync file, unlink what is temporary, ");
    g_assert_nonnull(strstr(error->message, "a.xml': Input/output error"));
    text = file_read(path, 10, NULL);
    g_assert_cmpstr(text, ==, "old");
    g_assert_true(file_remove(path, NULL));
    g_assert_cmpint(rmdir(folder), ==, 0);
}

static void test_definition(void)
{
    g_autofree char *folder = make_folder();
    g_autofree char *marks = g_build_filename(folder, "autostart", NULL);

    g_assert_true(definition_save(folder, "a", "<a/>", NULL));
    check_calls("sync file, rename, sync folder, ");
    g_assert_true(definition_set_autostart(folder, "a", true, NULL));
    check_calls("sync file, rename, sync folder, ");
    g_assert_true(definition_remove(folder, "a", NULL));
    check_calls("unlink a, unlink a.xml, ");
    rmdir(marks);
    g_assert_cmpint(rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    calls = g_string_new(NULL);
    g_test_add_func("/file/sync/replace", test_replace);
    g_test_add_func("/file/sync/disk-broken", test_disk_broken);
    g_test_add_func("/file/sync/definition", test_definition);
    status = g_test_run();
    g_string_free(calls, TRUE);
    return status;
}
