/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands that a client sends to the monitor of a guest itself: QEMU_PROGRAM. What they change the
 * daemon learns by events or not at all.
 */
#ifndef VMRPC_QEMU_MONITOR_COMMAND_H
#define VMRPC_QEMU_MONITOR_COMMAND_H

#include "drivers/driver.h"

bool monitor_command_co_run(DriverCall *call, const qemu_domain_monitor_command_args *args,
                            qemu_domain_monitor_command_ret *ret, GError **err);

#endif
