/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of VMRPC_PROGRAM that the daemon answers itself; drivers have the others.
 */
#ifndef VMRPC_SERVER_OWN_CALLS_H
#define VMRPC_SERVER_OWN_CALLS_H

#include "drivers/driver.h"

extern const VmrpcHandlers own_handlers;

#endif
