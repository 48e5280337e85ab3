/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defining and undefining: who may have which name and uuid, and what it means while a guest runs.
 */
#include "tests/drivers_fixture.h"

static const Domain *find(Fixture *fixture, const char *name)
{
    return domain_list_by_name(((DomainDriver *) fixture->driver)->domains, name);
}

static void names_and_uuids(Fixture *fixture)
{
    GError *error = NULL;

    fixture_define(fixture, "demo", 1);
    fixture_define(fixture, "demo", 1);
    fixture_assert_events(fixture, "demo:defined.0 demo:defined.1 ");
    g_assert_false(fixture_try_define(fixture, "demo", 2, &error));
    fixture_assert_error(error, ERR_OPERATION_FAILED,
                         "domain 'demo' already exists with uuid "
                         "00000000-0000-4000-8000-000000000001");
    g_assert_false(fixture_try_define(fixture, "other", 1, &error));
    fixture_assert_error(error, ERR_OPERATION_FAILED, "domain 'demo' is already defined with uuid");
    g_assert_false(fixture_listed(fixture, "other"));
    fixture_assert_events(fixture, "");
}

static void while_running(Fixture *fixture)
{
    GError *error = NULL;
    const Domain *domain;
    const DomainDef *running;

    fixture_define(fixture, "demo", 1);
    g_assert_true(fixture_start(fixture, "demo", &error));
    domain = find(fixture, "demo");
    running = domain->def;
    fixture_define(fixture, "demo", 1);
    g_assert_true(domain->def == running);
    g_assert_true(fixture_undefine(fixture, "demo", &error));
    g_assert_false(domain->persistent);
    g_assert_null(domain->next_def);
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "running/1");
    fixture_assert_events(fixture, "demo:defined.0 demo:started.0 demo:defined.1 "
                                   "demo:undefined.0 ");
    g_assert_false(fixture_undefine(fixture, "demo", &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "cannot undefine transient domain");
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_false(fixture_listed(fixture, "demo"));
}

static void new_definition_waits_for_the_stop(Fixture *fixture)
{
    g_autofree char *small = fixture_xml("demo", 1);
    g_autoptr(GString) big = g_string_new(small);
    domain_define_xml_flags_args args = {.flags = DOMAIN_DEFINE_VALIDATE};
    domain_define_xml_flags_ret ret = {.dom.id = 0};
    GError *error = NULL;

    fixture_define(fixture, "demo", 1);
    g_assert_true(fixture_start(fixture, "demo", &error));
    g_string_replace(big, "65536", "131072", 1);
    args.xml = big->str;
    g_assert_true(HANDLERS->domain_define_xml_flags(&fixture->call, &args, &ret, &error));
    g_assert_cmpint(ret.dom.id, ==, fixture_dom(fixture, "demo").id);
    xdr_free((xdrproc_t) xdr_domain_define_xml_flags_ret, &ret);
    g_assert_cmpuint(find(fixture, "demo")->def->memory_kib, ==, 65536);
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_cmpuint(find(fixture, "demo")->def->memory_kib, ==, 131072);
    g_assert_no_error(error);
}

static void bad_flags(Fixture *fixture)
{
    domain_undefine_flags_args args = {.dom = fixture_dom(fixture, "test"), .flags = 4 | 8};
    GError *error = NULL;

    g_assert_false(HANDLERS->domain_undefine_flags(&fixture->call, &args, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "the firmware variables cannot both");
    args.flags = 1 << 10;
    g_assert_false(HANDLERS->domain_undefine_flags(&fixture->call, &args, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "unsupported flags (0x400)");
    g_assert_true(find(fixture, "test")->persistent);
}

static void run(gconstpointer data)
{
    fixture_run_with_test_driver(*(void (*const *)(Fixture *)) data);
}

int main(int argc, char **argv)
{
    static void (*const bodies[])(Fixture *) = {names_and_uuids, while_running,
                                                new_definition_waits_for_the_stop, bad_flags};

    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/drivers/define/names-and-uuids", &bodies[0], run);
    g_test_add_data_func("/drivers/define/while-running", &bodies[1], run);
    g_test_add_data_func("/drivers/define/waits-for-the-stop", &bodies[2], run);
    g_test_add_data_func("/drivers/define/bad-flags", &bodies[3], run);
    return g_test_run();
}
