/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading pools: every answer comes from memory; nothing here changes one or waits for its lock.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_READ_H
#define VMRPC_DRIVERS_STORAGE_POOL_READ_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_pool_read_handlers;

#endif
