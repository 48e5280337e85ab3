/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions of pools: see storage_pool_define.h. Starts and stops nothing. */
#include "drivers/storage_pool_define.h"

#include "drivers/flags.h"
#include "drivers/storage_pool_find.h"
#include "drivers/storage_pool_store.h"

/* Takes def over. The pool, locked; NULL on failure. */
static LockedPool *define_co_new(StorageDriver *driver, PoolDef *def, GError **err)
{
    StoragePool *added = storage_pool_list_add(driver->pools, def, err);
    g_autoptr(LockedPool) pool = added ? storage_pool_co_lock_found(added, err) : NULL;

    if (!pool)
        return NULL;
    if (!storage_pool_store_co_save(driver, pool->def, err)) {
        storage_pool_list_remove(driver->pools, pool);
        return NULL;
    }
    return g_steal_pointer(&pool);
}

/* Takes def over. */
static LockedPool *define_co_again(StorageDriver *driver, StoragePool *found, PoolDef *def,
                                   GError **err)
{
    g_autoptr(PoolDef) owned = def;
    g_autoptr(LockedPool) pool = storage_pool_co_lock_found(found, err);

    if (!pool || !storage_pool_list_check(driver->pools, pool, def, err) ||
        !storage_pool_store_co_save(driver, def, err))
        return NULL;
    /* Others may have come by now: a folder belongs to one pool alone. */
    if (!storage_pool_list_check(driver->pools, pool, def, err)) {
        storage_pool_store_co_save(driver, pool->next_def ? pool->next_def : pool->def, NULL);
        return NULL;
    }
    if (pool->active) {
        pool_def_free(pool->next_def);
        pool->next_def = g_steal_pointer(&owned);
    } else {
        pool_def_free(storage_pool_list_set_def(driver->pools, pool, g_steal_pointer(&owned)));
    }
    return g_steal_pointer(&pool);
}

static bool storage_pool_define_co_xml(DriverCall *call, const storage_pool_define_xml_args *args,
                                       storage_pool_define_xml_ret *ret, GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = NULL;
    StoragePool *found;
    PoolDef *def;

    /* VALIDATE asks for what the parser always does. */
    if (!flags_check(args->flags, STORAGE_POOL_DEFINE_VALIDATE, "storage_pool_define_xml", err))
        return false;
    def = pool_def_parse(args->xml, err);
    if (!def)
        return false;
    found = storage_pool_list_by_uuid(driver->pools, def->uuid);
    pool = found ? define_co_again(driver, found, def, err) : define_co_new(driver, def, err);
    if (!pool)
        return false;
    pool->persistent = true;
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_DEFINED);
    ret->pool = storage_pool_reference(pool);
    ret->pool.name = g_strdup(ret->pool.name);
    return true;
}

static bool storage_pool_define_co_undefine(DriverCall *call,
                                            const storage_pool_undefine_args *args, GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);

    if (!pool || !storage_pool_check_inactive(pool, "still active", err) ||
        !storage_pool_store_co_remove(driver, pool->def->name, err))
        return false;
    storage_pool_list_remove(driver->pools, pool);
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_UNDEFINED);
    return true;
}

static bool storage_pool_define_co_set_autostart(DriverCall *call,
                                                 const storage_pool_set_autostart_args *args,
                                                 GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);

    if (!pool)
        return false;
    if (!pool->persistent)
        return error_set(err, ERR_OPERATION_INVALID,
                         "storage pool '%s' is transient and "
                         "cannot be started automatically: define it first",
                         pool->def->name);
    if (!storage_pool_store_co_set_autostart(driver, pool->def->name, args->autostart, err))
        return false;
    pool->autostart = args->autostart != 0;
    return true;
}

const RemoteHandlers storage_pool_define_handlers = {
    .storage_pool_define_xml = storage_pool_define_co_xml,
    .storage_pool_undefine = storage_pool_define_co_undefine,
    .storage_pool_set_autostart = storage_pool_define_co_set_autostart,
};
