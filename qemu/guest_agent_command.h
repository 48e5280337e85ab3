/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands that a client sends to the agent in a guest itself: QEMU_PROGRAM. The agent's refusal is
 * an answer like others.
 */
#ifndef VMRPC_QEMU_GUEST_AGENT_COMMAND_H
#define VMRPC_QEMU_GUEST_AGENT_COMMAND_H

#include "drivers/driver.h"

bool guest_agent_command_co_run(DriverCall *call, const qemu_domain_agent_command_args *args,
                                qemu_domain_agent_command_ret *ret, GError **err);

#endif
