/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The storage driver: see storage.h. This file makes it, and tells of its events. */
#include "drivers/storage.h"

#include <string.h>

#include "base/log.h"
#include "drivers/storage_driver.h"
#include "drivers/storage_pool_define.h"
#include "drivers/storage_pool_find.h"
#include "drivers/storage_pool_life.h"
#include "drivers/storage_pool_read.h"
#include "drivers/storage_pool_store.h"
#include "drivers/storage_stream.h"
#include "drivers/storage_volume_change.h"
#include "drivers/storage_volume_find.h"
#include "drivers/storage_volume_make.h"
#include "drivers/storage_volume_read.h"

#define STORAGE_ERROR_DOMAIN 18 /* libvirt's VIR_FROM_STORAGE */

remote_storage_pool storage_pool_reference(const StoragePool *pool)
{
    remote_storage_pool reference = {.name = pool->def->name};

    memcpy(reference.uuid, pool->def->uuid, sizeof reference.uuid);
    return reference;
}

static void storage_emit(const StorageDriver *driver, const event *body)
{
    const DriverHost *host = driver->driver.host;

    if (host->emit)
        host->emit(host->emit_data, &driver->driver, body);
}

void storage_emit_lifecycle(const StorageDriver *driver, const StoragePool *pool, int type)
{
    event body = {.kind = EVENT_STORAGE_POOL_LIFECYCLE};

    body.event_u.storage_pool_lifecycle.pool = storage_pool_reference(pool);
    body.event_u.storage_pool_lifecycle.type = type;
    storage_emit(driver, &body);
}

void storage_emit_refresh(const StorageDriver *driver, const StoragePool *pool)
{
    event body = {.kind = EVENT_STORAGE_POOL_REFRESH};

    body.event_u.storage_pool_refresh.pool = storage_pool_reference(pool);
    storage_emit(driver, &body);
}

/* One that cannot be started stays defined; a transient one goes. */
static void storage_co_start(StorageDriver *driver, StoragePool *pool)
{
    g_autoptr(GError) why = NULL;

    if (storage_pool_life_co_start(driver, pool, &why))
        return;
    log_warning("storage pool '%s' is not started with the daemon: %s", pool->def->name,
                why->message);
    storage_pool_store_co_remove_active(driver, pool->def->name, NULL);
    if (pool->next_def)
        pool_def_free(
            storage_pool_list_set_def(driver->pools, pool, g_steal_pointer(&pool->next_def)));
    if (!pool->persistent)
        storage_pool_list_remove(driver->pools, pool);
}

static void storage_co_start_all(StorageDriver *driver, GPtrArray *pools)
{
    gpointer cursor = NULL;
    StoragePool *pool;
    unsigned n_active = pools->len;

    while ((pool = storage_pool_list_next(driver->pools, &cursor))) {
        if (pool->autostart && !g_ptr_array_find(pools, pool, NULL))
            g_ptr_array_add(pools, storage_pool_ref(pool));
    }
    for (unsigned i = 0; i < pools->len; i++)
        storage_co_start(driver, pools->pdata[i]);
    if (n_active > 0)
        log_info("storage pools that were active before: %u", n_active);
}

static void storage_free(Driver *base)
{
    StorageDriver *driver = (StorageDriver *) base;

    storage_pool_list_free(driver->pools);
    g_free(driver->config_folder);
    g_free(driver->state_folder);
    g_free(driver);
}

static char *storage_folder_in(const char *folder)
{
    return folder ? g_build_filename(folder, "storage", NULL) : NULL;
}

static Driver *storage_co_create(const DriverHost *host, GError **err)
{
    StorageDriver *driver = g_new0(StorageDriver, 1);
    g_autoptr(GPtrArray) active =
        g_ptr_array_new_with_free_func((GDestroyNotify) storage_pool_unref);

    driver_init(&driver->driver, &storage_driver_ops, host);
    driver->pools = storage_pool_list_new();
    driver->config_folder = storage_folder_in(host->config_folder);
    driver->state_folder = storage_folder_in(host->state_folder);
    if (!storage_pool_store_load(driver, active, err)) {
        storage_free(&driver->driver);
        return NULL;
    }
    storage_co_start_all(driver, active);
    return &driver->driver;
}

/* Active pools need no daemon. */
static bool storage_busy(const Driver *base)
{
    return ((const StorageDriver *) base)->jobs > 0;
}

static const RemoteHandlers *const storage_rooms[] = {
    &storage_pool_define_handlers, &storage_pool_find_handlers,
    &storage_pool_life_handlers,   &storage_pool_read_handlers,
    &storage_stream_handlers,      &storage_volume_change_handlers,
    &storage_volume_find_handlers, &storage_volume_make_handlers,
    &storage_volume_read_handlers, NULL,
};

const DriverOps storage_driver_ops = {
    .name = "storage",
    .error_domain = STORAGE_ERROR_DOMAIN,
    .rooms = storage_rooms,
    .co_create = storage_co_create,
    .busy = storage_busy,
    .free = storage_free,
};
