/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding pools: see storage_pool_find.h. Changes nothing; only locking waits. */
#include "drivers/storage_pool_find.h"

#include <string.h>

#include "conf/path.h"
#include "drivers/flags.h"

/* How long a change waits for the one before it. */
#define POOL_LOCK_TIMEOUT_US (30 * G_USEC_PER_SEC)

StoragePool *storage_pool_find(const DriverCall *call, const remote_storage_pool *wanted,
                               GError **err)
{
    StoragePool *pool =
        storage_pool_list_by_uuid(storage_driver_of(call)->pools, (const uint8_t *) wanted->uuid);
    char uuid[UUID_TEXT_SIZE];

    if (pool)
        return pool;
    uuid_format((const uint8_t *) wanted->uuid, uuid);
    error_set(err, ERR_NO_STORAGE_POOL, "no storage pool with matching uuid '%s'%s%s%s", uuid,
              wanted->name && *wanted->name ? " (" : "", wanted->name ? wanted->name : "",
              wanted->name && *wanted->name ? ")" : "");
    return NULL;
}

StoragePool *storage_pool_find_active(const DriverCall *call, const remote_storage_pool *wanted,
                                      GError **err)
{
    StoragePool *pool = storage_pool_find(call, wanted, err);

    return pool && storage_pool_check_active(pool, err) ? pool : NULL;
}

StoragePool *storage_pool_find_name(const DriverCall *call, const char *name, GError **err)
{
    StoragePool *pool = storage_pool_list_by_name(storage_driver_of(call)->pools, name);

    if (!pool)
        error_set(err, ERR_NO_STORAGE_POOL, "no storage pool with matching name '%s'", name);
    return pool;
}

LockedPool *storage_pool_co_lock_found(StoragePool *pool, GError **err)
{
    storage_pool_ref(pool);
    if (!co_mutex_lock(&pool->change, POOL_LOCK_TIMEOUT_US)) {
        error_set(err, ERR_OPERATION_TIMEOUT,
                  "storage pool '%s': another change of it has not ended within %d seconds",
                  pool->def->name, (int) (POOL_LOCK_TIMEOUT_US / G_USEC_PER_SEC));
        storage_pool_unref(pool);
        return NULL;
    }
    if (pool->listed)
        return pool;
    error_set(err, ERR_NO_STORAGE_POOL, "no storage pool with matching name '%s'", pool->def->name);
    storage_pool_unlock(pool);
    return NULL;
}

LockedPool *storage_pool_co_lock(const DriverCall *call, const remote_storage_pool *wanted,
                                 GError **err)
{
    StoragePool *pool = storage_pool_find(call, wanted, err);

    return pool ? storage_pool_co_lock_found(pool, err) : NULL;
}

void storage_pool_unlock(LockedPool *pool)
{
    if (!pool)
        return;
    co_mutex_unlock(&pool->change);
    storage_pool_unref(pool);
}

static bool find_answer(const StoragePool *pool, remote_storage_pool *ret_pool)
{
    if (!pool)
        return false;
    *ret_pool = storage_pool_reference(pool);
    ret_pool->name = g_strdup(ret_pool->name);
    return true;
}

static bool storage_pool_find_by_name(DriverCall *call,
                                      const storage_pool_lookup_by_name_args *args,
                                      storage_pool_lookup_by_name_ret *ret, GError **err)
{
    return find_answer(storage_pool_find_name(call, args->name, err), &ret->pool);
}

static bool storage_pool_find_by_uuid(DriverCall *call,
                                      const storage_pool_lookup_by_uuid_args *args,
                                      storage_pool_lookup_by_uuid_ret *ret, GError **err)
{
    remote_storage_pool wanted = {.name = NULL};

    memcpy(wanted.uuid, args->uuid, sizeof wanted.uuid);
    return find_answer(storage_pool_find(call, &wanted, err), &ret->pool);
}

static bool storage_pool_find_by_volume(DriverCall *call,
                                        const storage_pool_lookup_by_volume_args *args,
                                        storage_pool_lookup_by_volume_ret *ret, GError **err)
{
    return find_answer(storage_pool_find_name(call, args->vol.pool, err), &ret->pool);
}

static bool storage_pool_find_by_path(DriverCall *call,
                                      const storage_pool_lookup_by_target_path_args *args,
                                      storage_pool_lookup_by_target_path_ret *ret, GError **err)
{
    g_autofree char *path = path_clean(args->path);
    const StoragePool *pool =
        path ? storage_pool_list_by_path(storage_driver_of(call)->pools, path) : NULL;

    return find_answer(pool, &ret->pool) ||
           error_set(err, ERR_NO_STORAGE_POOL, "no storage pool with matching target path '%s'",
                     args->path);
}

static const unsigned find_groups[] = {
    STORAGE_POOL_LIST_INACTIVE | STORAGE_POOL_LIST_ACTIVE,
    STORAGE_POOL_LIST_PERSISTENT | STORAGE_POOL_LIST_TRANSIENT,
    STORAGE_POOL_LIST_AUTOSTART | STORAGE_POOL_LIST_NO_AUTOSTART,
};

/* One bit per type of pool, of which we have one; the highest that libvirt has. */
#define FIND_TYPES (((1U << 21) - 1) & ~(STORAGE_POOL_LIST_DIR - 1U))

static bool find_matches(const StoragePool *pool, unsigned flags)
{
    unsigned traits = STORAGE_POOL_LIST_DIR;

    traits |= pool->active ? STORAGE_POOL_LIST_ACTIVE : STORAGE_POOL_LIST_INACTIVE;
    traits |= pool->persistent ? STORAGE_POOL_LIST_PERSISTENT : STORAGE_POOL_LIST_TRANSIENT;
    traits |= pool->autostart ? STORAGE_POOL_LIST_AUTOSTART : STORAGE_POOL_LIST_NO_AUTOSTART;
    if ((flags & FIND_TYPES) && !(flags & STORAGE_POOL_LIST_DIR))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(find_groups); i++) {
        if ((flags & find_groups[i]) && !(flags & traits & find_groups[i]))
            return false;
    }
    return true;
}

static unsigned find_count(const DriverCall *call, unsigned flags)
{
    const StoragePoolList *pools = storage_driver_of(call)->pools;
    gpointer cursor = NULL;
    const StoragePool *pool;
    unsigned count = 0;

    while ((pool = storage_pool_list_next(pools, &cursor)))
        count += find_matches(pool, flags);
    return count;
}

static bool storage_pool_find_all(DriverCall *call, const connect_list_all_storage_pools_args *args,
                                  connect_list_all_storage_pools_ret *ret, GError **err)
{
    const StoragePoolList *pools = storage_driver_of(call)->pools;
    gpointer cursor = NULL;
    const StoragePool *pool;
    unsigned known = FIND_TYPES;

    for (unsigned i = 0; i < G_N_ELEMENTS(find_groups); i++)
        known |= find_groups[i];
    if (!flags_check(args->flags, known, "connect_list_all_storage_pools", err))
        return false;
    ret->total = find_count(call, args->flags);
    if (!args->need_results || ret->total == 0)
        return true;
    ret->pools.pools_val = g_new0(remote_storage_pool, ret->total);
    while ((pool = storage_pool_list_next(pools, &cursor))) {
        if (find_matches(pool, args->flags))
            find_answer(pool, &ret->pools.pools_val[ret->pools.pools_len++]);
    }
    return true;
}

/* Names of those that match, at most max. */
static bool find_names(const DriverCall *call, unsigned flags, int max, remote_string **ret_names,
                       u_int *ret_length, GError **err)
{
    const StoragePoolList *pools = storage_driver_of(call)->pools;
    gpointer cursor = NULL;
    const StoragePool *pool;
    unsigned count;

    if (max < 0 || max > REMOTE_STORAGE_POOL_LIST_MAX)
        return error_set(err, ERR_INVALID_ARG,
                         "invalid argument: maxnames must be between 0 and %d, not %d",
                         REMOTE_STORAGE_POOL_LIST_MAX, max);
    count = MIN(find_count(call, flags), (unsigned) max);
    if (count == 0)
        return true;
    *ret_names = g_new0(remote_string, count);
    while (*ret_length < count && (pool = storage_pool_list_next(pools, &cursor))) {
        if (find_matches(pool, flags))
            (*ret_names)[(*ret_length)++] = g_strdup(pool->def->name);
    }
    return true;
}

static bool storage_pool_find_active_number(DriverCall *call, connect_num_of_storage_pools_ret *ret,
                                            GError **err)
{
    (void) err;
    ret->count = (int) find_count(call, STORAGE_POOL_LIST_ACTIVE);
    return true;
}

static bool storage_pool_find_active_names(DriverCall *call,
                                           const connect_list_storage_pools_args *args,
                                           connect_list_storage_pools_ret *ret, GError **err)
{
    return find_names(call, STORAGE_POOL_LIST_ACTIVE, args->max_names, &ret->names.names_val,
                      &ret->names.names_len, err);
}

static bool storage_pool_find_inactive_number(DriverCall *call,
                                              connect_num_of_defined_storage_pools_ret *ret,
                                              GError **err)
{
    (void) err;
    ret->count = (int) find_count(call, STORAGE_POOL_LIST_INACTIVE);
    return true;
}

static bool storage_pool_find_inactive_names(DriverCall *call,
                                             const connect_list_defined_storage_pools_args *args,
                                             connect_list_defined_storage_pools_ret *ret,
                                             GError **err)
{
    return find_names(call, STORAGE_POOL_LIST_INACTIVE, args->max_names, &ret->names.names_val,
                      &ret->names.names_len, err);
}

const RemoteHandlers storage_pool_find_handlers = {
    .connect_list_all_storage_pools = storage_pool_find_all,
    .connect_num_of_storage_pools = storage_pool_find_active_number,
    .connect_list_storage_pools = storage_pool_find_active_names,
    .connect_num_of_defined_storage_pools = storage_pool_find_inactive_number,
    .connect_list_defined_storage_pools = storage_pool_find_inactive_names,
    .storage_pool_lookup_by_name = storage_pool_find_by_name,
    .storage_pool_lookup_by_uuid = storage_pool_find_by_uuid,
    .storage_pool_lookup_by_volume = storage_pool_find_by_volume,
    .storage_pool_lookup_by_target_path = storage_pool_find_by_path,
};
