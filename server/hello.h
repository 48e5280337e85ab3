/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Procedures of VMRPC_PROGRAM: who the two sides are, and catching up on events.
 */
#ifndef VMRPC_SERVER_HELLO_H
#define VMRPC_SERVER_HELLO_H

#include "drivers/driver.h"

bool hello_hello(DriverCall *driver_call, const vmrpc_hello_args *args, vmrpc_hello_ret *ret,
                 GError **err);
bool hello_event_resume(DriverCall *driver_call, const vmrpc_event_resume_args *args,
                        vmrpc_event_resume_ret *ret, GError **err);

#endif
