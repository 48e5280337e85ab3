/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding pools: the pool that an argument means, and the procedures that look pools up and list
 * them.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_FIND_H
#define VMRPC_DRIVERS_STORAGE_POOL_FIND_H

#include "drivers/storage_driver.h"

/* ERR_NO_STORAGE_POOL if there is none. */
StoragePool *storage_pool_find(const DriverCall *call, const remote_storage_pool *wanted,
                               GError **err);
/* The same; ERR_OPERATION_INVALID unless it is active. */
StoragePool *storage_pool_find_active(const DriverCall *call, const remote_storage_pool *wanted,
                                      GError **err);
StoragePool *storage_pool_find_name(const DriverCall *call, const char *name, GError **err);

/* A pool with its `change` locked and a reference, until the end of the scope. It is listed. */
typedef StoragePool LockedPool;
LockedPool *storage_pool_co_lock(const DriverCall *call, const remote_storage_pool *wanted,
                                 GError **err);
/* One that was just found: NULL if it has gone meanwhile. */
LockedPool *storage_pool_co_lock_found(StoragePool *pool, GError **err);
void storage_pool_unlock(LockedPool *pool); /* takes NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LockedPool, storage_pool_unlock)

extern const RemoteHandlers storage_pool_find_handlers;

#endif
