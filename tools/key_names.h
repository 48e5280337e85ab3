/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of the keys of a keyboard, as Linux has them: KEY_ENTER and so on.
 */
#ifndef VMRPC_TOOLS_KEY_NAMES_H
#define VMRPC_TOOLS_KEY_NAMES_H

#include "tools/tool.h"

/* False: there is no such key. */
bool key_names_find(const char *name, unsigned *ret_code);
/* All of them, for completion. */
char **key_names_list(Tool *tool);

#endif
