/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pools on disk: their definitions, and which of them are active. Written in a worker.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_STORE_H
#define VMRPC_DRIVERS_STORAGE_POOL_STORE_H

#include "drivers/storage_driver.h"

bool storage_pool_store_co_save(const StorageDriver *driver, const PoolDef *def, GError **err);
/* The definition and its autostart mark. */
bool storage_pool_store_co_remove(const StorageDriver *driver, const char *name, GError **err);
bool storage_pool_store_co_set_autostart(const StorageDriver *driver, const char *name,
                                         bool autostart, GError **err);
/* That the pool is active, with this definition; that it is no more. */
bool storage_pool_store_co_save_active(const StorageDriver *driver, const PoolDef *def,
                                       GError **err);
bool storage_pool_store_co_remove_active(const StorageDriver *driver, const char *name,
                                         GError **err);

/* Fills the driver's list with what is on disk, all of it inactive; pools that were active are
 * added to ret_active (of StoragePool, references). Before there is anybody to wait: blocks. */
bool storage_pool_store_load(StorageDriver *driver, GPtrArray *ret_active, GError **err);

#endif
