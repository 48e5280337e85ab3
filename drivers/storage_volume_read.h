/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading volumes: every answer comes from memory, as the file was when it was last looked at.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_READ_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_READ_H

#include "drivers/storage_driver.h"

bool storage_volume_read_info(DriverCall *call, const storage_vol_get_info_args *args,
                              storage_vol_get_info_ret *ret, GError **err);
bool storage_volume_read_info_flags(DriverCall *call, const storage_vol_get_info_flags_args *args,
                                    storage_vol_get_info_flags_ret *ret, GError **err);
bool storage_volume_read_xml_desc(DriverCall *call, const storage_vol_get_xml_desc_args *args,
                                  storage_vol_get_xml_desc_ret *ret, GError **err);
bool storage_volume_read_path(DriverCall *call, const storage_vol_get_path_args *args,
                              storage_vol_get_path_ret *ret, GError **err);

#endif
