/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A real guest through its life, with each event exactly once: suspended, resumed, reset, rebooted,
 * shut down, destroyed, and killed by somebody else.
 */
#include "tests/qemu_fixture.h"

static void co_start(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_start, "a");
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, "running/1");
    fixture_assert_events(fixture, "a:started.0 ");
}

static void co_suspend_and_resume(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_suspend, "a");
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, "paused/1");
    qemu_fixture_do(fixture, fixture_resume, "a");
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, "running/5");
    fixture_assert_events(fixture, "a:suspended.0 a:resumed.0 ");
}

static void co_reset(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_reset, "a");
}

static void co_reboot(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_reboot, "a");
}

static void co_shutdown(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_shutdown, "a");
}

static void co_destroy(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_destroy, "a");
    fixture_assert_events(fixture, "a:stopped.1 ");
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, "shutoff/2");
}

static void co_end_states(Fixture *fixture)
{
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, "shutoff/3");
}

static void await_boot(QemuFixture *fixture)
{
    g_autofree char *path = g_build_filename(fixture->folder, "a.serial", NULL);

    qemu_fixture_await_serial(fixture, "a", "vmrpc guest ready");
    g_assert_cmpint(truncate(path, 0), ==, 0); /* the next banner will be a new one */
}

static void test_life(void)
{
    QemuFixture fixture;
    Fixture *base = &fixture.base;

    qemu_fixture_init(&fixture);
    qemu_fixture_define(&fixture, "a", "", "");
    fixture_assert_events(base, "a:defined.0 ");
    fixture_run(base, co_start);
    await_boot(&fixture);
    fixture_run(base, co_suspend_and_resume);
    fixture_run(base, co_reset);
    await_boot(&fixture);
    fixture_assert_events(base, "a:kind1 ");
    fixture_run(base, co_reboot);
    await_boot(&fixture);
    fixture_assert_events(base, "a:kind1 ");
    fixture_run(base, co_shutdown);
    qemu_fixture_await(base, "a:shutdown.1 a:stopped.0 ");
    fixture_run(base, co_start);
    fixture_run(base, co_destroy);
    fixture_run(base, co_start);
    g_assert_cmpint(kill(qemu_fixture_machine(base, "a")->pid, SIGKILL), ==, 0);
    qemu_fixture_await(base, "a:stopped.5 ");
    fixture_run(base, co_end_states);
    qemu_fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qemu/life", test_life);
    return g_test_run();
}
