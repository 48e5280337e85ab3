/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading pools: every answer comes from memory; nothing here changes one or waits for its lock.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_READ_H
#define VMRPC_DRIVERS_STORAGE_POOL_READ_H

#include "drivers/storage_driver.h"

bool storage_pool_read_xml_desc(DriverCall *call, const storage_pool_get_xml_desc_args *args,
                                storage_pool_get_xml_desc_ret *ret, GError **err);
bool storage_pool_read_info(DriverCall *call, const storage_pool_get_info_args *args,
                            storage_pool_get_info_ret *ret, GError **err);
bool storage_pool_read_is_active(DriverCall *call, const storage_pool_is_active_args *args,
                                 storage_pool_is_active_ret *ret, GError **err);
bool storage_pool_read_is_persistent(DriverCall *call, const storage_pool_is_persistent_args *args,
                                     storage_pool_is_persistent_ret *ret, GError **err);
bool storage_pool_read_autostart(DriverCall *call, const storage_pool_get_autostart_args *args,
                                 storage_pool_get_autostart_ret *ret, GError **err);
bool storage_pool_read_capabilities(DriverCall *call,
                                    const connect_get_storage_pool_capabilities_args *args,
                                    connect_get_storage_pool_capabilities_ret *ret, GError **err);
/* There is nothing that folders could be found in: an error. */
bool storage_pool_read_sources(DriverCall *call, const connect_find_storage_pool_sources_args *args,
                               connect_find_storage_pool_sources_ret *ret, GError **err);

#endif
