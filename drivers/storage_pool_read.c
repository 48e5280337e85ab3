/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading pools: see storage_pool_read.h. */
#include "drivers/storage_pool_read.h"

#include "drivers/flags.h"
#include "drivers/storage_pool_find.h"

#define POOL_XML_INACTIVE 1

static bool storage_pool_read_xml_desc(DriverCall *call, const storage_pool_get_xml_desc_args *args,
                                       storage_pool_get_xml_desc_ret *ret, GError **err)
{
    const PoolUsage nothing = {0, 0, 0};
    const StoragePool *pool;

    if (!flags_check(args->flags, POOL_XML_INACTIVE, "storage_pool_get_xml_desc", err))
        return false;
    pool = storage_pool_find(call, &args->pool, err);
    if (!pool)
        return false;
    if (pool->active && !(args->flags & POOL_XML_INACTIVE))
        ret->xml = pool_def_format(pool->def, &pool->usage, &pool->permissions);
    else
        ret->xml = pool_def_format(pool->next_def ? pool->next_def : pool->def, &nothing, NULL);
    return true;
}

static bool storage_pool_read_info(DriverCall *call, const storage_pool_get_info_args *args,
                                   storage_pool_get_info_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find(call, &args->pool, err);

    if (!pool)
        return false;
    ret->state = pool->active ? STORAGE_POOL_RUNNING : STORAGE_POOL_INACTIVE;
    ret->capacity = pool->usage.capacity;
    ret->allocation = pool->usage.allocation;
    ret->available = pool->usage.available;
    return true;
}

static bool storage_pool_read_is_active(DriverCall *call, const storage_pool_is_active_args *args,
                                        storage_pool_is_active_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find(call, &args->pool, err);

    if (!pool)
        return false;
    ret->active = pool->active;
    return true;
}

static bool storage_pool_read_is_persistent(DriverCall *call,
                                            const storage_pool_is_persistent_args *args,
                                            storage_pool_is_persistent_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find(call, &args->pool, err);

    if (!pool)
        return false;
    ret->persistent = pool->persistent;
    return true;
}

static bool storage_pool_read_autostart(DriverCall *call,
                                        const storage_pool_get_autostart_args *args,
                                        storage_pool_get_autostart_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find(call, &args->pool, err);

    if (!pool)
        return false;
    ret->autostart = pool->autostart;
    return true;
}

static bool storage_pool_read_capabilities(DriverCall *call,
                                           const connect_get_storage_pool_capabilities_args *args,
                                           connect_get_storage_pool_capabilities_ret *ret,
                                           GError **err)
{
    (void) call;
    if (!flags_check(args->flags, 0, "connect_get_storage_pool_capabilities", err))
        return false;
    ret->capabilities = pool_capabilities_format();
    return true;
}

/* There is nothing that folders could be found in: an error. */
static bool storage_pool_read_sources(DriverCall *call,
                                      const connect_find_storage_pool_sources_args *args,
                                      connect_find_storage_pool_sources_ret *ret, GError **err)
{
    (void) call;
    (void) ret;
    if (!pool_type_is_known(args->type))
        return error_set(err, ERR_INVALID_ARG, "invalid argument: unknown storage pool type %s",
                         args->type);
    return error_set(err, ERR_NO_SUPPORT,
                     "this function is not supported by the connection driver: pool type '%s' does "
                     "not support source discovery",
                     args->type);
}

const RemoteHandlers storage_pool_read_handlers = {
    .connect_get_storage_pool_capabilities = storage_pool_read_capabilities,
    .connect_find_storage_pool_sources = storage_pool_read_sources,
    .storage_pool_get_xml_desc = storage_pool_read_xml_desc,
    .storage_pool_get_info = storage_pool_read_info,
    .storage_pool_is_active = storage_pool_read_is_active,
    .storage_pool_is_persistent = storage_pool_read_is_persistent,
    .storage_pool_get_autostart = storage_pool_read_autostart,
};
