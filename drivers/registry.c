/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The drivers of this daemon, in the order of --driver: see registry.h. Only asks drivers about
 * URIs; knows none of them by name.
 */
#include "drivers/registry.h"

struct Registry {
    GPtrArray *drivers; /* of Driver */
};

static void registry_free_driver(gpointer data)
{
    Driver *driver = data;

    driver->ops->free(driver);
}

Registry *registry_new(void)
{
    Registry *registry = g_new0(Registry, 1);

    registry->drivers = g_ptr_array_new_with_free_func(registry_free_driver);
    return registry;
}

void registry_free(Registry *registry)
{
    if (!registry)
        return;
    g_ptr_array_unref(registry->drivers);
    g_free(registry);
}

bool registry_co_add(Registry *registry, const DriverOps *ops, const DriverHost *host, GError **err)
{
    Driver *driver = ops->co_create(host, err);

    if (!driver)
        return false;
    g_ptr_array_add(registry->drivers, driver);
    return true;
}

Driver *registry_find(const Registry *registry, const char *uri, GError **err)
{
    g_autofree char *known = NULL;

    for (unsigned i = 0; i < registry->drivers->len; i++) {
        Driver *driver = registry->drivers->pdata[i];
        g_autoptr(GError) why = NULL;

        if (!driver->ops->serves)
            continue;
        if (!uri || !*uri)
            return driver;
        if (driver->ops->serves(driver, uri, &why))
            return driver;
        if (why) {
            g_propagate_error(err, g_steal_pointer(&why));
            return NULL;
        }
    }
    for (unsigned i = 0; i < registry->drivers->len; i++) {
        Driver *driver = registry->drivers->pdata[i];
        char *longer;

        if (!driver->ops->serves)
            continue;
        longer = g_strdup_printf("%s%s%s", known ? known : "", known ? ", " : "",
                                 driver->ops->default_uri(driver));
        g_free(known);
        known = longer;
    }
    error_set(err, ERR_NO_CONNECT, "no driver for URI '%s'; this daemon serves %s", uri ? uri : "",
              known ? known : "none");
    return NULL;
}

Driver *registry_find_companion(const Registry *registry, const DispatchTable *table,
                                const DispatchRow *row)
{
    for (unsigned i = 0; i < registry->drivers->len; i++) {
        Driver *driver = registry->drivers->pdata[i];

        if (!driver->ops->serves && dispatch_row_implemented(row, driver_handlers(driver, table)))
            return driver;
    }
    return NULL;
}

bool registry_busy(const Registry *registry)
{
    for (unsigned i = 0; i < registry->drivers->len; i++) {
        const Driver *driver = registry->drivers->pdata[i];

        if (driver->ops->busy(driver))
            return true;
    }
    return false;
}
