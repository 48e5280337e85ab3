/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools on disk: see storage_pool_store.h. */
#include "drivers/storage_pool_store.h"

#include <string.h>

#include "drivers/definition.h"

static bool store_co_save(const StorageDriver *driver, const char *folder, const PoolDef *def,
                          GError **err)
{
    const PoolUsage nothing = {0, 0, 0};
    g_autofree char *xml = pool_def_format(def, &nothing, NULL);

    return definition_co_save(driver->driver.host->worker, folder, def->name, xml, err);
}

bool storage_pool_store_co_save(const StorageDriver *driver, const PoolDef *def, GError **err)
{
    return store_co_save(driver, driver->config_folder, def, err);
}

bool storage_pool_store_co_remove(const StorageDriver *driver, const char *name, GError **err)
{
    return definition_co_remove(driver->driver.host->worker, driver->config_folder, name, err);
}

bool storage_pool_store_co_set_autostart(const StorageDriver *driver, const char *name,
                                         bool autostart, GError **err)
{
    return definition_co_set_autostart(driver->driver.host->worker, driver->config_folder, name,
                                       autostart, err);
}

bool storage_pool_store_co_save_active(const StorageDriver *driver, const PoolDef *def,
                                       GError **err)
{
    return store_co_save(driver, driver->state_folder, def, err);
}

bool storage_pool_store_co_remove_active(const StorageDriver *driver, const char *name,
                                         GError **err)
{
    return definition_co_remove(driver->driver.host->worker, driver->state_folder, name, err);
}

typedef struct {
    StorageDriver *driver;
    GPtrArray *active;
} StoreLoad;

static PoolDef *store_parse(const char *name, const char *xml, GError **err)
{
    g_autoptr(PoolDef) def = pool_def_parse(xml, err);

    if (def && strcmp(def->name, name) != 0) {
        error_set(err, ERR_XML, "it defines '%s': file and pool must have the same name",
                  def->name);
        return NULL;
    }
    return g_steal_pointer(&def);
}

static bool store_load_active(const char *name, const char *xml, bool autostart, void *data,
                              GError **err)
{
    const StoreLoad *load = data;
    PoolDef *def = store_parse(name, xml, err);
    StoragePool *pool = def ? storage_pool_list_add(load->driver->pools, def, err) : NULL;

    (void) autostart;
    if (pool)
        g_ptr_array_add(load->active, storage_pool_ref(pool));
    return pool != NULL;
}

/* After those that are active: theirs is the definition for the next start. */
static bool store_load_defined(const char *name, const char *xml, bool autostart, void *data,
                               GError **err)
{
    const StoreLoad *load = data;
    g_autoptr(PoolDef) def = store_parse(name, xml, err);
    StoragePool *pool = def ? storage_pool_list_by_uuid(load->driver->pools, def->uuid) : NULL;

    if (!def || !storage_pool_list_check(load->driver->pools, pool, def, err))
        return false;
    if (pool)
        pool->next_def = g_steal_pointer(&def);
    else
        pool = storage_pool_list_add(load->driver->pools, g_steal_pointer(&def), err);
    if (!pool)
        return false;
    pool->persistent = true;
    pool->autostart = autostart;
    return true;
}

bool storage_pool_store_load(StorageDriver *driver, GPtrArray *ret_active, GError **err)
{
    StoreLoad load = {driver, ret_active};

    return definition_load(driver->state_folder, store_load_active, &load, err) &&
           definition_load(driver->config_folder, store_load_defined, &load, err);
}
