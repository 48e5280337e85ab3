/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting, stopping and refreshing pools, and making and removing their folders.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_LIFE_H
#define VMRPC_DRIVERS_STORAGE_POOL_LIFE_H

#include "drivers/storage_driver.h"

/* Of a locked, inactive pool: opens its folder, finds its volumes, emits "started". */
bool storage_pool_life_co_start(StorageDriver *driver, StoragePool *pool, GError **err);
/* Looks at the pool's space again, after a volume has changed. Trouble is nobody's. */
void storage_pool_life_co_measure(StorageDriver *driver, StoragePool *pool);

bool storage_pool_life_co_create(DriverCall *call, const storage_pool_create_args *args,
                                 GError **err);
bool storage_pool_life_co_create_xml(DriverCall *call, const storage_pool_create_xml_args *args,
                                     storage_pool_create_xml_ret *ret, GError **err);
bool storage_pool_life_co_build(DriverCall *call, const storage_pool_build_args *args,
                                GError **err);
bool storage_pool_life_co_destroy(DriverCall *call, const storage_pool_destroy_args *args,
                                  GError **err);
bool storage_pool_life_co_delete(DriverCall *call, const storage_pool_delete_args *args,
                                 GError **err);
bool storage_pool_life_co_refresh(DriverCall *call, const storage_pool_refresh_args *args,
                                  GError **err);

#endif
