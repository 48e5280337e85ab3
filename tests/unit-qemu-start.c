/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starts that fail, and destroying what does not obey: an emulator that says why it gives up, one
 * that never answers, one that is stopped. Nothing is left of a start that failed.
 */
#include "tests/qemu_fixture.h"

#include <sched.h>
#include <stdlib.h>

typedef struct EmulatorTest {
    QemuFixture fixture; /* first */
    bool ended;          /* the start */
    GError *error;       /* of the start */
} EmulatorTest;

/* A shell script in QEMU's place. */
static void setup(EmulatorTest *test, const void *script)
{
    g_autofree char *path = NULL, *emulator = NULL;

    qemu_fixture_init(&test->fixture);
    path = g_build_filename(test->fixture.folder, "emulator", NULL);
    if (script) {
        g_assert_true(g_file_set_contents(path, script, -1, NULL));
        g_assert_cmpint(g_chmod(path, 0700), ==, 0);
    }
    emulator = g_strdup_printf("<emulator>%s</emulator>", path);
    qemu_fixture_define(&test->fixture, "a", "", script ? emulator : "");
    fixture_assert_events(&test->fixture.base, "a:defined.0 ");
}

static void teardown(EmulatorTest *test, const void *unused)
{
    g_autofree char *folder = g_build_filename(test->fixture.sub[1], "qemu", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    (void) unused;
    g_assert_null(g_dir_read_name(dir)); /* neither status file nor socket */
    g_clear_error(&test->error);
    qemu_fixture_clear(&test->fixture);
}

static void co_start(void *data)
{
    EmulatorTest *test = data;

    fixture_start(&test->fixture.base, "a", &test->error);
    test->ended = true;
}

static void co_destroy(void *data)
{
    EmulatorTest *test = data;

    qemu_fixture_do(&test->fixture.base, fixture_destroy, "a");
}

static void run_all(EmulatorTest *test)
{
    while (coroutine_count() > 0)
        loop_run_once(test->fixture.base.loop, -1);
}

static void test_own_words(EmulatorTest *test, const void *unused)
{
    (void) unused;
    coroutine_start(test->fixture.base.loop, co_start, test);
    run_all(test);
    fixture_assert_error(test->error, ERR_OPERATION_FAILED,
                         "domain 'a' did not start, QEMU said: no such luck");
    g_assert_cmpstr(fixture_state(&test->fixture.base, "a"), ==, "shutoff/6");
    fixture_assert_events(&test->fixture.base, "");
}

static void test_never_answers(EmulatorTest *test, const void *unused)
{
    int64_t began = g_get_monotonic_time();

    (void) unused;
    coroutine_start(test->fixture.base.loop, co_start, test);
    while (!qemu_fixture_machine(&test->fixture.base, "a"))
        loop_run_once(test->fixture.base.loop, -1);
    g_assert_false(test->ended);
    coroutine_start(test->fixture.base.loop, co_destroy, test);
    run_all(test);
    g_assert_nonnull(test->error);
    g_assert_cmpint(g_get_monotonic_time() - began, <, MACHINE_GRACE_US);
    g_assert_null(qemu_fixture_machine(&test->fixture.base, "a"));
    fixture_assert_events(&test->fixture.base, "");
}

/* Each thread of QEMU runs where <vcpu cpuset> says, and nowhere else. */
static void test_bound(EmulatorTest *test, const void *unused)
{
    Domain *domain =
        domain_list_by_name(((DomainDriver *) test->fixture.base.driver)->domains, "a");
    g_autofree char *folder = NULL;
    g_autoptr(GDir) threads = NULL;
    const char *thread;
    cpu_set_t set;

    (void) unused;
    domain->def->vcpu_cpuset = g_strdup("0-1,^1");
    coroutine_start(test->fixture.base.loop, co_start, test);
    run_all(test);
    g_assert_no_error(test->error);
    folder =
        g_strdup_printf("/proc/%d/task", (int) qemu_fixture_machine(&test->fixture.base, "a")->pid);
    threads = g_dir_open(folder, 0, NULL);
    while ((thread = g_dir_read_name(threads))) {
        g_assert_cmpint(sched_getaffinity(atoi(thread), sizeof set, &set), ==, 0);
        g_assert_true(CPU_ISSET(0, &set) && CPU_COUNT(&set) == 1);
    }
    coroutine_start(test->fixture.base.loop, co_destroy, test);
    run_all(test);
    fixture_assert_events(&test->fixture.base, "a:started.0 a:stopped.1 ");
}

static void test_stopped(EmulatorTest *test, const void *unused)
{
    int64_t began;

    (void) unused;
    coroutine_start(test->fixture.base.loop, co_start, test);
    run_all(test);
    g_assert_no_error(test->error);
    began = g_get_monotonic_time();
    kill(qemu_fixture_machine(&test->fixture.base, "a")->pid, SIGSTOP);
    coroutine_start(test->fixture.base.loop, co_destroy, test);
    run_all(test);
    g_assert_cmpint(g_get_monotonic_time() - began, <, MACHINE_GRACE_US);
    fixture_assert_events(&test->fixture.base, "a:started.0 a:stopped.1 ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/qemu/start/own-words", EmulatorTest, "#!/bin/sh\necho no such luck >&2\nexit 3\n",
               setup, test_own_words, teardown);
    g_test_add("/qemu/start/never-answers", EmulatorTest, "#!/bin/sh\nexec sleep 600\n", setup,
               test_never_answers, teardown);
    g_test_add("/qemu/start/bound", EmulatorTest, NULL, setup, test_bound, teardown);
    g_test_add("/qemu/start/stopped", EmulatorTest, NULL, setup, test_stopped, teardown);
    return g_test_run();
}
