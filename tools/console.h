/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The terminal on a guest's console, for commands that start a guest.
 */
#ifndef VMRPC_TOOLS_CONSOLE_H
#define VMRPC_TOOLS_CONSOLE_H

#include "tools/tool.h"

/* Connects the first console until the escape key or the end of the guest. */
bool console_connect(Tool *tool, VmrpcDomain *domain);

#endif
