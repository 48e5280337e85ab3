/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding volumes: see storage_volume_find.h. Changes nothing and waits nowhere. */
#include "drivers/storage_volume_find.h"

#include "conf/path.h"
#include "drivers/flags.h"
#include "drivers/storage_pool_find.h"

StorageVolume *storage_volume_find(const DriverCall *call, const remote_storage_vol *wanted,
                                   StoragePool **ret_pool, GError **err)
{
    StoragePool *pool = storage_pool_find_name(call, wanted->pool, err);
    StorageVolume *volume;

    if (!pool || !storage_pool_check_active(pool, err))
        return NULL;
    volume = storage_pool_volume(pool, wanted->name);
    if (!volume)
        error_set(err, ERR_NO_STORAGE_VOL, "no storage vol with matching name '%s'", wanted->name);
    else if (ret_pool)
        *ret_pool = pool;
    return volume;
}

void storage_volume_find_answer(const StoragePool *pool, const StorageVolume *volume,
                                remote_storage_vol *ret_vol)
{
    ret_vol->pool = g_strdup(pool->def->name);
    ret_vol->name = g_strdup(volume->name);
    ret_vol->key = g_strdup(volume->path);
}

static bool storage_volume_find_by_name(DriverCall *call,
                                        const storage_vol_lookup_by_name_args *args,
                                        storage_vol_lookup_by_name_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find_active(call, &args->pool, err);
    const StorageVolume *volume = pool ? storage_pool_volume(pool, args->name) : NULL;

    if (!pool)
        return false;
    if (!volume)
        return error_set(err, ERR_NO_STORAGE_VOL, "no storage vol with matching name '%s'",
                         args->name);
    storage_volume_find_answer(pool, volume, &ret->vol);
    return true;
}

/* The file's folder must be that of an active pool. */
static bool find_path(const DriverCall *call, const char *text, remote_storage_vol *ret_vol)
{
    g_autofree char *path = path_clean(text);
    g_autofree char *folder = path ? g_path_get_dirname(path) : NULL;
    g_autofree char *name = path ? g_path_get_basename(path) : NULL;
    const StoragePool *pool =
        path ? storage_pool_list_by_path(storage_driver_of(call)->pools, folder) : NULL;
    const StorageVolume *volume = pool ? storage_pool_volume(pool, name) : NULL;

    if (volume)
        storage_volume_find_answer(pool, volume, ret_vol);
    return volume != NULL;
}

static bool storage_volume_find_by_key(DriverCall *call, const storage_vol_lookup_by_key_args *args,
                                       storage_vol_lookup_by_key_ret *ret, GError **err)
{
    return find_path(call, args->key, &ret->vol) ||
           error_set(err, ERR_NO_STORAGE_VOL, "no storage vol with matching key %s", args->key);
}

static bool storage_volume_find_by_path(DriverCall *call,
                                        const storage_vol_lookup_by_path_args *args,
                                        storage_vol_lookup_by_path_ret *ret, GError **err)
{
    return find_path(call, args->path, &ret->vol) ||
           error_set(err, ERR_NO_STORAGE_VOL, "no storage vol with matching path '%s'", args->path);
}

static bool storage_volume_find_number(DriverCall *call,
                                       const storage_pool_num_of_volumes_args *args,
                                       storage_pool_num_of_volumes_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find_active(call, &args->pool, err);

    if (!pool)
        return false;
    ret->count = (int) g_hash_table_size(pool->volumes);
    return true;
}

static bool storage_volume_find_names(DriverCall *call, const storage_pool_list_volumes_args *args,
                                      storage_pool_list_volumes_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find_active(call, &args->pool, err);
    g_autoptr(GPtrArray) names = NULL;
    unsigned count;

    if (!pool)
        return false;
    if (args->max_names < 0 || args->max_names > REMOTE_STORAGE_VOL_LIST_MAX)
        return error_set(err, ERR_INVALID_ARG,
                         "invalid argument: maxnames must be between 0 and %d, not %d",
                         REMOTE_STORAGE_VOL_LIST_MAX, args->max_names);
    names = storage_pool_names(pool);
    count = MIN(names->len, (unsigned) args->max_names);
    if (count == 0)
        return true;
    ret->names.names_val = g_new0(remote_string, count);
    while (ret->names.names_len < count) {
        const char *name = names->pdata[ret->names.names_len];

        ret->names.names_val[ret->names.names_len++] = g_strdup(name);
    }
    return true;
}

static bool storage_volume_find_all(DriverCall *call,
                                    const storage_pool_list_all_volumes_args *args,
                                    storage_pool_list_all_volumes_ret *ret, GError **err)
{
    const StoragePool *pool = storage_pool_find_active(call, &args->pool, err);
    g_autoptr(GPtrArray) names = NULL;

    if (!pool || !flags_check(args->flags, 0, "storage_pool_list_all_volumes", err))
        return false;
    ret->total = g_hash_table_size(pool->volumes);
    if (!args->need_results || ret->total == 0)
        return true;
    names = storage_pool_names(pool);
    ret->vols.vols_val = g_new0(remote_storage_vol, names->len);
    while (ret->vols.vols_len < names->len) {
        const StorageVolume *volume = storage_pool_volume(pool, names->pdata[ret->vols.vols_len]);

        storage_volume_find_answer(pool, volume, &ret->vols.vols_val[ret->vols.vols_len++]);
    }
    return true;
}

const RemoteHandlers storage_volume_find_handlers = {
    .storage_pool_num_of_volumes = storage_volume_find_number,
    .storage_pool_list_volumes = storage_volume_find_names,
    .storage_pool_list_all_volumes = storage_volume_find_all,
    .storage_vol_lookup_by_name = storage_volume_find_by_name,
    .storage_vol_lookup_by_key = storage_volume_find_by_key,
    .storage_vol_lookup_by_path = storage_volume_find_by_path,
};
