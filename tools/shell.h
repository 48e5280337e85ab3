/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shell: commands typed at a prompt or read from standard input, until its end or `quit`.
 */
#ifndef VMRPC_TOOLS_SHELL_H
#define VMRPC_TOOLS_SHELL_H

#include "tools/tool.h"

/* The result is that of the last command. */
bool shell_run(Tool *tool);

#endif
