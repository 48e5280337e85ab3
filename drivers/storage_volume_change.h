/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing volumes that are there: removing, resizing and wiping them, in place. Never through a
 * symbolic link, except that the link itself can be removed.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_CHANGE_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_CHANGE_H

#include "drivers/storage_driver.h"

bool storage_volume_change_co_delete(DriverCall *call, const storage_vol_delete_args *args,
                                     GError **err);
bool storage_volume_change_co_resize(DriverCall *call, const storage_vol_resize_args *args,
                                     GError **err);
bool storage_volume_change_co_wipe(DriverCall *call, const storage_vol_wipe_args *args,
                                   GError **err);
bool storage_volume_change_co_wipe_pattern(DriverCall *call,
                                           const storage_vol_wipe_pattern_args *args, GError **err);

#endif
