/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The test driver: test:///default, machines that exist in memory alone. For trying out clients and
 * for tests; each daemon starts with the one running guest "test".
 */
#ifndef VMRPC_DRIVERS_TEST_DRIVER_H
#define VMRPC_DRIVERS_TEST_DRIVER_H

#include "drivers/driver.h"

extern const DriverOps test_driver_ops;

#endif
