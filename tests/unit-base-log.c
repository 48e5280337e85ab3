/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log: level, one clean line per message, no waiting for a reader that is slow, and a limit for
 * what a peer can cause.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static int saved_stderr;

/* Standard error is a pipe from here on; returns the reading end. */
static int capture(void)
{
    int ends[2];

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    saved_stderr = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return ends[0];
}

static void release(int fd)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    close(fd);
}

static char *take(int fd)
{
    GString *text = g_string_new(NULL);
    char piece[4096];
    ssize_t got;

    while ((got = read(fd, piece, sizeof(piece))) > 0)
        g_string_append_len(text, piece, got);
    return g_string_free(text, FALSE);
}

static void test_line(void)
{
    int fd = capture();
    g_autofree char *text = NULL;
    g_autofree char *expected = g_strdup("info: domain 'a?[31m b?' is up\nerror: two lines\n");

    log_debug("not at this level");
    log_info("domain '%s' is up", "a\x1b[31m\tb\x7f");
    errno = EBADF;
    log_error("two\nlines");
    g_assert_cmpint(errno, ==, EBADF);
    text = take(fd);
    release(fd);
    g_assert_cmpstr(text, ==, expected);
}

static void test_long(void)
{
    int fd = capture();
    g_autofree char *name = g_strnfill(100000, 'x');
    g_autofree char *text = NULL;

    log_info("%s", name);
    text = take(fd);
    release(fd);
    g_assert_cmpuint(strlen(text), <=, 4096);
    g_assert_true(g_str_has_suffix(text, "x...\n"));
}

static void test_full_pipe(void)
{
    int fd = capture();
    g_autofree char *name = g_strnfill(3000, 'x');
    g_autofree char *text = NULL;
    g_autofree char *later = NULL;

    for (int i = 0; i < 100; i++)
        log_info("%s", name);
    text = take(fd);
    log_info("after");
    later = take(fd);
    release(fd);
    g_assert_cmpuint(strlen(text), >, 3000);
    g_assert_cmpuint(strlen(text), <, 100 * 3000);
    g_assert_true(g_str_has_prefix(later, "warning: "));
    g_assert_true(
        g_str_has_suffix(later, " lines before this one could not be written\ninfo: after\n"));
}

static void test_limit(void)
{
    int fd = capture();
    LogLimit limit = {.burst = 2};
    g_autofree char *text = NULL;

    for (int i = 0; i < 5; i++)
        log_limited(&limit, LOG_WARNING, "refused");
    limit.since_us -= 61 * G_USEC_PER_SEC;
    log_limited(&limit, LOG_WARNING, "refused");
    text = take(fd);
    release(fd);
    g_assert_cmpstr(text, ==,
                    "warning: refused\nwarning: refused\n"
                    "warning: 3 messages like the next one were left out\nwarning: refused\n");
}

static void test_file(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-log-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "log", NULL);
    g_autofree char *absent = g_build_filename(folder, "absent", "log", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(log_open_file(path, NULL));
    log_warning("first");
    /* The same path again, as after a rotation. */
    g_assert_true(log_open_file(path, NULL));
    log_warning("second");
    g_assert_false(log_open_file(absent, &error));
    g_assert_true(log_open_file(NULL, NULL));
    text = file_read(path, 4096, NULL);
    g_assert_true(
        g_regex_match_simple("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d "
                             "warning: first\n\\d{4}-.* warning: second\n$",
                             text, 0, 0));
    g_assert_true(file_remove(path, NULL));
    rmdir(folder);
}

static void test_level(void)
{
    LogLevel level = LOG_ERROR;

    g_assert_true(log_level_from_string("debug", &level));
    g_assert_cmpint(level, ==, LOG_DEBUG);
    g_assert_false(log_level_from_string("Loud", &level));
    g_assert_cmpint(level, ==, LOG_DEBUG);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log/line", test_line);
    g_test_add_func("/log/long", test_long);
    g_test_add_func("/log/full-pipe", test_full_pipe);
    g_test_add_func("/log/limit", test_limit);
    g_test_add_func("/log/file", test_file);
    g_test_add_func("/log/level", test_level);
    return g_test_run();
}
