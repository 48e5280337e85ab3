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

extern const RemoteHandlers storage_pool_life_handlers;

#endif
