/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions and autostart marks outlive the driver; guests found running get theirs back. */
#include "drivers/domain_rooms.h"
#include "drivers/domain_startup.h"
#include "tests/drivers_fixture.h"

static char *folder;
static bool autostarting;

static bool complete(DomainDriver *driver, DomainDef *def, GError **err)
{
    (void) driver;
    (void) def;
    (void) err;
    return true;
}

static bool co_start(DomainDriver *driver, Domain *domain, bool paused, GError **err)
{
    (void) paused;
    if (autostarting && strcmp(domain->def->name, "unlucky") == 0)
        return error_set(err, ERR_INTERNAL, "no luck");
    co_pause();
    domain_driver_set_state(driver, domain, DOMAIN_STATE_RUNNING, DOMAIN_REASON_RUNNING_BOOTED,
                            DOMAIN_EVENT_STARTED, DOMAIN_EVENT_STARTED_BOOTED);
    return true;
}

static const Hypervisor hypervisor = {.type = "Fake",
                                      .parse_flags = DOMAIN_PARSE_ALLOW_TEST,
                                      .complete = complete,
                                      .co_start = co_start};

static void free_driver(Driver *driver)
{
    domain_driver_clear((DomainDriver *) driver);
}

static const DriverOps ops = {.name = "fake", .common_rooms = domain_rooms, .free = free_driver};

static void with_driver(void (*body)(Fixture *))
{
    DomainDriver driver;
    Fixture fixture;

    fixture_init(&fixture);
    domain_driver_init(&driver, &ops, &fixture.host, &hypervisor, folder, "fake:///");
    fixture.driver = &driver.driver;
    fixture.call.driver = &driver.driver;
    fixture_run(&fixture, body);
    fixture_clear(&fixture);
}

static void mark(Fixture *fixture, const char *name)
{
    domain_set_autostart_args args = {.dom = fixture_dom(fixture, name), .autostart = 1};

    g_assert_true(HANDLERS->domain_set_autostart(&fixture->call, &args, NULL));
}

static void first_life(Fixture *fixture)
{
    fixture_define(fixture, "a", 1);
    fixture_define(fixture, "unlucky", 2);
    fixture_define(fixture, "b", 3);
    fixture_define(fixture, "gone", 4);
    mark(fixture, "b");
    mark(fixture, "unlucky");
    g_assert_true(fixture_undefine(fixture, "gone", NULL));
}

static void second_life(Fixture *fixture)
{
    DomainDriver *driver = (DomainDriver *) fixture->driver;
    g_autofree char *xml = fixture_xml("a", 1);
    DomainDef *live = domain_def_parse(xml, DOMAIN_PARSE_ALLOW_TEST, NULL);
    Domain *found = domain_list_add(driver->domains, live, NULL);

    domain_list_set_id(driver->domains, found, 5);
    domain_driver_set_state(driver, found, DOMAIN_STATE_RUNNING, DOMAIN_REASON_RUNNING_BOOTED, -1,
                            0);
    g_assert_true(domain_startup_load(driver, NULL));
    g_assert_cmpuint(domain_list_count(driver->domains), ==, 3);
    g_assert_true(found->persistent && found->next_def && found->def == live);
    fixture_assert_events(fixture, "");
    g_assert_false(fixture_listed(fixture, "gone"));

    autostarting = true;
    domain_startup_co_autostart(driver);
    fixture_assert_events(fixture, "b:started.0 ");
    g_assert_cmpint(fixture_dom(fixture, "b").id, ==, 6);
    g_assert_cmpstr(fixture_state(fixture, "unlucky"), ==, "shutoff/6");
    g_assert_true(domain_driver_busy(driver));
}

static void test_restart(void)
{
    const char *argv[] = {"rm", "-rf", NULL, NULL};

    folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    with_driver(first_life);
    with_driver(second_life);
    argv[2] = folder;
    g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    g_free(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/restart", test_restart);
    return g_test_run();
}
