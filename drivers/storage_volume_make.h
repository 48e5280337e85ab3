/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making volumes: empty ones and copies. A volume is there whole or not at all, whatever happens
 * meanwhile (drivers/storage_folder.h); its name is taken from the beginning.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_MAKE_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_MAKE_H

#include "drivers/storage_driver.h"

bool storage_volume_make_co_xml(DriverCall *call, const storage_vol_create_xml_args *args,
                                storage_vol_create_xml_ret *ret, GError **err);
bool storage_volume_make_co_xml_from(DriverCall *call, const storage_vol_create_xml_from_args *args,
                                     storage_vol_create_xml_from_ret *ret, GError **err);

#endif
