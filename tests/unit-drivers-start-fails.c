/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A start that fails after waiting leaves everything as it was; a destroy needs no job lock. */
#include "drivers/domain_rooms.h"
#include "tests/drivers_fixture.h"

static CoWaiter starting; /* woken: the start fails */
static bool give_id;

static bool complete(DomainDriver *driver, DomainDef *def, GError **err)
{
    (void) driver;
    return strcmp(def->name, "refused") != 0 ||
           error_set(err, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: its name");
}

static bool co_start(DomainDriver *driver, Domain *domain, bool paused, GError **err)
{
    (void) paused;
    if (give_id)
        domain_list_set_id(driver->domains, domain, domain_list_next_id(driver->domains));
    domain->def->title = g_strdup("noted while it runs");
    co_wait(&starting, -1);
    return error_set(err, ERR_INTERNAL, "no luck");
}

static bool co_destroy(DomainDriver *driver, Domain *domain, bool graceful, GError **err)
{
    (void) graceful;
    (void) err;
    domain_driver_stopped(driver, domain, DOMAIN_STATE_SHUTOFF, DOMAIN_REASON_SHUTOFF_DESTROYED,
                          DOMAIN_EVENT_STOPPED, DOMAIN_EVENT_STOPPED_DESTROYED);
    co_wake(&starting);
    return true;
}

static const Hypervisor hypervisor = {.type = "Fake",
                                      .parse_flags = DOMAIN_PARSE_ALLOW_TEST,
                                      .complete = complete,
                                      .co_start = co_start,
                                      .co_destroy = co_destroy};

static void start_and_fail(Fixture *fixture)
{
    GError *error = NULL;

    g_assert_false(fixture_start(fixture, "demo", &error));
    fixture_assert_error(error, ERR_INTERNAL, "no luck");
}

static void create_and_fail(Fixture *fixture)
{
    g_autofree char *xml = fixture_xml("gone", 2);
    domain_create_xml_args args = {.xml = xml};
    domain_create_xml_ret ret = {.dom.id = -1};
    GError *error = NULL;

    g_assert_false(HANDLERS->domain_create_xml(&fixture->call, &args, &ret, &error));
    fixture_assert_error(error, ERR_INTERNAL, "no luck");
}

static void start_job(void *data)
{
    start_and_fail(data);
}

static void body(Fixture *fixture)
{
    const Domain *domain;
    GError *error = NULL;

    fixture_define(fixture, "demo", 1);
    domain = domain_list_by_name(((DomainDriver *) fixture->driver)->domains, "demo");
    g_assert_false(fixture_try_define(fixture, "refused", 2, &error));
    fixture_assert_error(error, ERR_CONFIG_UNSUPPORTED, "unsupported configuration");
    co_wake(&starting);
    start_and_fail(fixture);
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "shutoff/6");
    g_assert_null(domain->def->title);
    g_assert_null(domain->next_def);
    give_id = true;
    co_wake(&starting);
    start_and_fail(fixture);
    g_assert_cmpint(domain->id, ==, -1);
    co_wake(&starting);
    create_and_fail(fixture);
    g_assert_false(fixture_listed(fixture, "gone"));
    fixture_assert_events(fixture, "demo:defined.0 ");

    coroutine_start(fixture->loop, start_job, fixture);
    g_assert_cmpstr(domain->job_name, ==, "start");
    g_assert_true(domain_is_active(domain));
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    fixture_assert_events(fixture, "demo:stopped.1 ");
    g_assert_cmpstr(fixture_state(fixture, "demo"), ==, "shutoff/2");
    g_assert_true(fixture_undefine(fixture, "demo", &error));
    g_assert_no_error(error);
}

static void free_driver(Driver *driver)
{
    domain_driver_clear((DomainDriver *) driver);
}

static void test_start_fails(void)
{
    const DriverOps ops = {.name = "fake", .common_rooms = domain_rooms, .free = free_driver};
    DomainDriver driver;
    Fixture fixture;

    fixture_init(&fixture);
    domain_driver_init(&driver, &ops, &fixture.host, &hypervisor, NULL, "fake:///");
    fixture.driver = &driver.driver;
    fixture.call.driver = &driver.driver;
    fixture_run(&fixture, body);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/start-fails", test_start_fails);
    return g_test_run();
}
