/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Definitions of pools: made, replaced, forgotten, marked for autostart. Disk first: what a client
 * has been told is on disk before the event.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_DEFINE_H
#define VMRPC_DRIVERS_STORAGE_POOL_DEFINE_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_pool_define_handlers;

#endif
