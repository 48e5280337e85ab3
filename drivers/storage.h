/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The storage driver: pools, which are folders, and their volumes, which are files.
 *
 * Reads are answered from memory (drivers/storage_pool.h). All work on files happens in workers and
 * in children, so a slow disk holds up only who asked for it. Pools that are active stay so when
 * the daemon ends: a file of each is in the state folder, and the next daemon starts them again.
 */
#ifndef VMRPC_DRIVERS_STORAGE_H
#define VMRPC_DRIVERS_STORAGE_H

#include "drivers/driver.h"

extern const DriverOps storage_driver_ops;

#endif
