/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding volumes, in memory alone: a file that came behind our back is there after a refresh.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_FIND_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_FIND_H

#include "drivers/storage_driver.h"

/* ERR_NO_STORAGE_POOL, ERR_OPERATION_INVALID (not active) or ERR_NO_STORAGE_VOL if it cannot be
 * found. ret_pool may be NULL. */
StorageVolume *storage_volume_find(const DriverCall *call, const remote_storage_vol *wanted,
                                   StoragePool **ret_pool, GError **err);
void storage_volume_find_answer(const StoragePool *pool, const StorageVolume *volume,
                                remote_storage_vol *ret_vol);

bool storage_volume_find_by_name(DriverCall *call, const storage_vol_lookup_by_name_args *args,
                                 storage_vol_lookup_by_name_ret *ret, GError **err);
bool storage_volume_find_by_key(DriverCall *call, const storage_vol_lookup_by_key_args *args,
                                storage_vol_lookup_by_key_ret *ret, GError **err);
bool storage_volume_find_by_path(DriverCall *call, const storage_vol_lookup_by_path_args *args,
                                 storage_vol_lookup_by_path_ret *ret, GError **err);
bool storage_volume_find_number(DriverCall *call, const storage_pool_num_of_volumes_args *args,
                                storage_pool_num_of_volumes_ret *ret, GError **err);
bool storage_volume_find_names(DriverCall *call, const storage_pool_list_volumes_args *args,
                               storage_pool_list_volumes_ret *ret, GError **err);
bool storage_volume_find_all(DriverCall *call, const storage_pool_list_all_volumes_args *args,
                             storage_pool_list_all_volumes_ret *ret, GError **err);

#endif
