/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The QEMU driver: qemu:///system in a machine's daemon, qemu:///session in a user's. All that the
 * rest of the daemon sees of qemu/.
 */
#ifndef VMRPC_QEMU_QEMU_DRIVER_H
#define VMRPC_QEMU_QEMU_DRIVER_H

#include "drivers/driver.h"

extern const DriverOps qemu_driver_ops;

#endif
