/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A URI finds its driver; none finds the first; a wrong one says what there is. */
#include "drivers/registry.h"
#include "tests/drivers_fixture.h"

static void body(Fixture *fixture)
{
    g_autoptr(Registry) registry = registry_new();
    GError *error = NULL;
    Driver *driver;

    g_assert_null(registry_find(registry, "", &error));
    fixture_assert_error(error, ERR_NO_CONNECT, "no driver for URI ''");
    g_assert_true(registry_co_add(registry, &test_driver_ops, &fixture->host, &error));
    driver = registry_find(registry, "test:///default", &error);
    g_assert_nonnull(driver);
    g_assert_true(registry_find(registry, NULL, &error) == driver);
    g_assert_true(registry_find(registry, "", &error) == driver);
    g_assert_null(registry_find(registry, "qemu:///system", &error));
    fixture_assert_error(error, ERR_NO_CONNECT,
                         "no driver for URI 'qemu:///system'; this daemon serves test:///default");
    g_assert_null(registry_find(registry, "test:///other", &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "test driver: there is no 'test:///other'");
    g_assert_false(registry_busy(registry));
}

static void test_registry(void)
{
    Fixture fixture;

    fixture_init(&fixture);
    fixture_run(&fixture, body);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/registry", test_registry);
    return g_test_run();
}
