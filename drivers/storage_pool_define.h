/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Definitions of pools: made, replaced, forgotten, marked for autostart. Disk first: what a client
 * has been told is on disk before the event.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_DEFINE_H
#define VMRPC_DRIVERS_STORAGE_POOL_DEFINE_H

#include "drivers/storage_driver.h"

bool storage_pool_define_co_xml(DriverCall *call, const storage_pool_define_xml_args *args,
                                storage_pool_define_xml_ret *ret, GError **err);
bool storage_pool_define_co_undefine(DriverCall *call, const storage_pool_undefine_args *args,
                                     GError **err);
bool storage_pool_define_co_set_autostart(DriverCall *call,
                                          const storage_pool_set_autostart_args *args,
                                          GError **err);

#endif
