/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The procedures about the machine's processors and memory as they are now (drivers/node_load.h).
 */
#ifndef VMRPC_DRIVERS_HOST_LOAD_H
#define VMRPC_DRIVERS_HOST_LOAD_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers host_load_handlers;

#endif
