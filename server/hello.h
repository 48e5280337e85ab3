/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of VMRPC_PROGRAM: who the two sides are, and catching up on events.
 */
#ifndef VMRPC_SERVER_HELLO_H
#define VMRPC_SERVER_HELLO_H

#include "drivers/driver.h"

extern const VmrpcHandlers hello_handlers;

#endif
