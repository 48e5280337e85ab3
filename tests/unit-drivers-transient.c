/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transient domain starts from its document, has no definition and is gone when it stops. */
#include "tests/drivers_fixture.h"

static bool create(Fixture *fixture, const char *name, unsigned uuid, unsigned flags, GError **err)
{
    g_autofree char *xml = fixture_xml(name, uuid);
    domain_create_xml_args args = {.xml = xml, .flags = flags};
    domain_create_xml_ret ret = {.dom.id = -1};

    if (!HANDLERS->domain_create_xml(&fixture->call, &args, &ret, err))
        return false;
    g_assert_cmpint(ret.dom.id, >, 1);
    xdr_free((xdrproc_t) xdr_domain_create_xml_ret, &ret);
    return true;
}

static void body(Fixture *fixture)
{
    domain_set_autostart_args autostart = {.autostart = 1};
    GError *error = NULL;

    g_assert_true(create(fixture, "demo", 1, DOMAIN_START_PAUSED, &error));
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "paused/1");
    fixture_assert_events(fixture, "demo:started.0 demo:suspended.0 ");
    g_assert_false(create(fixture, "demo", 1, 0, &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "domain 'demo' is already active");
    g_assert_false(create(fixture, "demo", 2, 0, &error));
    fixture_assert_error(error, ERR_OPERATION_FAILED, "domain 'demo' already exists with uuid");
    autostart.dom = fixture_dom(fixture, "demo");
    g_assert_false(HANDLERS->domain_set_autostart(&fixture->call, &autostart, &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "cannot set autostart for transient");
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_false(fixture_listed(fixture, "demo"));
    fixture_assert_events(fixture, "demo:stopped.1 ");

    /* A definition of the same name and uuid is not touched by it. */
    fixture_define(fixture, "demo", 1);
    g_assert_true(create(fixture, "demo", 1, 0, &error));
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_true(fixture_listed(fixture, "demo"));
    fixture_assert_events(fixture, "demo:defined.0 demo:started.0 demo:stopped.1 ");

    /* Defining it while it runs makes it stay. */
    g_assert_true(create(fixture, "late", 3, 0, &error));
    fixture_define(fixture, "late", 3);
    g_assert_true(fixture_shutdown(fixture, "late", &error));
    g_assert_cmpstr(fixture_state(fixture, "late"), ==, "shutoff/1");
    fixture_assert_events(fixture, "late:started.0 late:defined.0 late:shutdown.0 late:stopped.0 ");
    g_assert_no_error(error);
}

static void test_transient(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/transient", test_transient);
    return g_test_run();
}
