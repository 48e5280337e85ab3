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

extern const RemoteHandlers storage_volume_find_handlers;

#endif
