/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading domains: the procedures of the domain_read group. All from memory; none waits, none asks
 * the guest or its process.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_READ_H
#define VMRPC_DRIVERS_DOMAIN_READ_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_read_handlers;

#endif
