/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allowed change of a domain's state happens, and is told of by its events, in order. */
#include "tests/drivers_fixture.h"

static void check_pause(Fixture *fixture)
{
    GError *error = NULL;

    g_assert_true(fixture_suspend(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "paused/1");
    fixture_assert_events(fixture, "demo:suspended.0 ");
    g_assert_true(fixture_suspend(fixture, "demo", &error));
    fixture_assert_events(fixture, "");
    g_assert_true(fixture_resume(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "running/5");
    fixture_assert_events(fixture, "demo:resumed.0 ");
    g_assert_no_error(error);
}

static void body(Fixture *fixture)
{
    GError *error = NULL;

    fixture_define(fixture, "demo", 1);
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "shutoff/0");
    fixture_assert_events(fixture, "demo:defined.0 ");
    g_assert_true(fixture_start(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "running/1");
    g_assert_cmpint(fixture_dom(fixture, "demo").id, ==, 2);
    fixture_assert_events(fixture, "demo:started.0 ");
    check_pause(fixture);
    g_assert_true(fixture_reboot(fixture, "demo", &error));
    g_assert_true(fixture_reset(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "running/5");
    fixture_assert_events(fixture, "demo:kind1 demo:kind1 ");
    g_assert_true(fixture_shutdown(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "shutoff/1");
    g_assert_cmpint(fixture_dom(fixture, "demo").id, ==, -1);
    fixture_assert_events(fixture, "demo:shutdown.0 demo:stopped.0 ");
    g_assert_true(fixture_start(fixture, "demo", &error));
    g_assert_cmpint(fixture_dom(fixture, "demo").id, ==, 3);
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "shutoff/2");
    fixture_assert_events(fixture, "demo:started.0 demo:stopped.1 ");
    g_assert_true(fixture_undefine(fixture, "demo", &error));
    g_assert_false(fixture_listed(fixture, "demo"));
    fixture_assert_events(fixture, "demo:undefined.0 ");
    g_assert_no_error(error);
}

static void test_life(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/life", test_life);
    return g_test_run();
}
