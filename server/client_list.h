/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Procedures of VMRPC_PROGRAM: who is connected, and sending somebody away.
 *
 * A client sees, and may close, itself, those that have not opened a driver, and those that have one
 * open which the access rules let it change too.
 */
#ifndef VMRPC_SERVER_CLIENT_LIST_H
#define VMRPC_SERVER_CLIENT_LIST_H

#include "drivers/driver.h"

bool client_list_list(DriverCall *driver_call, vmrpc_client_list_ret *ret, GError **err);
bool client_list_close(DriverCall *driver_call, const vmrpc_client_close_args *args, GError **err);

#endif
