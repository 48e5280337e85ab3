/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log of a console: has every byte, is private, gives back its end, is replaced when it is
 * full, and a disk that does not take it costs nothing but the log.
 */
#include <sys/stat.h>

#include "drivers/console_log.h"
#include "tests/drivers_fixture.h"

typedef struct LogFixture {
    Fixture base; /* first */
    Worker *worker;
    unsigned running;
    char *folder, *path, *old_path;
    ConsoleLog *log;
} LogFixture;

static void init(LogFixture *fixture)
{
    fixture_init(&fixture->base);
    fixture->worker = worker_new(fixture->base.loop, NULL);
    fixture->running = 0;
    fixture->folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "d-serial0.log", NULL);
    fixture->old_path = g_strconcat(fixture->path, ".old", NULL);
    fixture->log =
        console_log_new(fixture->base.loop, fixture->worker, &fixture->running, fixture->path);
}

static void settle(LogFixture *fixture)
{
    while (fixture->running > 0)
        loop_run_once(fixture->base.loop, -1);
}

static void clear(LogFixture *fixture)
{
    console_log_free(fixture->log);
    settle(fixture);
    worker_free(fixture->worker);
    g_unlink(fixture->path);
    g_unlink(fixture->old_path);
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->old_path);
    g_free(fixture->folder);
    fixture_clear(&fixture->base);
}

static void check_file(const char *path, const char *expected)
{
    g_autofree char *content = NULL;

    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, expected);
}

static void co_check_tail(Fixture *base)
{
    LogFixture *fixture = (LogFixture *) base;
    Buffer tail = {0};

    console_log_co_tail(fixture->worker, fixture->path, 5, &tail);
    g_assert_cmpmem(buffer_data(&tail), buffer_size(&tail), "three", 5);
    buffer_clear(&tail);
    console_log_co_tail(fixture->worker, "/nonexistent/log", 5, &tail);
    g_assert_cmpuint(buffer_size(&tail), ==, 0);
}

static void test_append(void)
{
    LogFixture fixture;
    struct stat info;

    init(&fixture);
    g_assert_cmpint(g_access(fixture.path, F_OK), <, 0);
    console_log_write(fixture.log, "one ", 4);
    console_log_write(fixture.log, "two ", 4);
    settle(&fixture);
    console_log_free(fixture.log);
    fixture.log =
        console_log_new(fixture.base.loop, fixture.worker, &fixture.running, fixture.path);
    console_log_write(fixture.log, "three", 5);
    console_log_free(g_steal_pointer(&fixture.log)); /* what waits is written all the same */
    settle(&fixture);
    check_file(fixture.path, "one two three");
    g_assert_cmpint(stat(fixture.path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 07777, ==, 0600);
    fixture_run(&fixture.base, co_check_tail);
    clear(&fixture);
}

static void co_check_old_tail(Fixture *base)
{
    LogFixture *fixture = (LogFixture *) base;
    Buffer tail = {0};

    console_log_co_tail(fixture->worker, fixture->path, 6, &tail);
    g_assert_cmpmem(buffer_data(&tail), buffer_size(&tail), "aaanew", 6);
    buffer_clear(&tail);
}

static void test_rotate(void)
{
    LogFixture fixture;
    g_autofree char *block = g_strnfill(CONSOLE_LOG_MAX / 8, 'a');
    struct stat info;

    init(&fixture);
    for (unsigned i = 0; i < 2 * 8; i++) {
        console_log_write(fixture.log, block, CONSOLE_LOG_MAX / 8);
        settle(&fixture);
    }
    g_assert_cmpint(stat(fixture.path, &info), ==, 0);
    g_assert_cmpint(info.st_size, ==, CONSOLE_LOG_MAX);
    console_log_write(fixture.log, "new", 3);
    settle(&fixture);
    check_file(fixture.path, "new");
    g_assert_cmpint(stat(fixture.old_path, &info), ==, 0);
    g_assert_cmpint(info.st_size, ==, CONSOLE_LOG_MAX);
    fixture_run(&fixture.base, co_check_old_tail);
    clear(&fixture);
}

/* More at once than waits for a disk: the log says how much it lacks, where it is lacking. */
static void test_queue_limit(void)
{
    LogFixture fixture;
    g_autofree char *block = g_strnfill(CONSOLE_LOG_QUEUE_MAX, 'a');
    g_autofree char *content = NULL;
    gsize size;

    init(&fixture);
    console_log_write(fixture.log, "first", 5); /* on its way to the disk */
    console_log_write(fixture.log, block, CONSOLE_LOG_QUEUE_MAX - 1);
    console_log_write(fixture.log, "lost", 4); /* but for its first byte */
    console_log_write(fixture.log, "lost", 4);
    settle(&fixture);
    console_log_write(fixture.log, "after", 5);
    settle(&fixture);
    g_assert_true(g_file_get_contents(fixture.path, &content, &size, NULL));
    g_assert_true(g_str_has_prefix(content, "firstaaa"));
    g_assert_nonnull(strstr(content, "aal\r\n[20"));
    g_assert_true(g_str_has_suffix(
        content, "Z vmrpcd: 7 bytes are missing here, the disk was too slow]\r\nafter"));
    g_assert_cmpuint(size, <, CONSOLE_LOG_QUEUE_MAX + 200);
    clear(&fixture);
}

static void test_no_disk(void)
{
    LogFixture fixture;

    init(&fixture);
    g_assert_cmpint(g_mkdir(fixture.path, 0700), ==, 0);
    for (unsigned i = 0; i < 3; i++) {
        console_log_write(fixture.log, "lost", 4);
        settle(&fixture);
    }
    g_assert_cmpint(g_rmdir(fixture.path), ==, 0);
    console_log_write(fixture.log, "back", 4);
    settle(&fixture);
    check_file(fixture.path, "back");
    clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/console-log/append", test_append);
    g_test_add_func("/console-log/rotate", test_rotate);
    g_test_add_func("/console-log/queue-limit", test_queue_limit);
    g_test_add_func("/console-log/no-disk", test_no_disk);
    return g_test_run();
}
