/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What may stand at the end of an unfinished line: commands, options, and words that the options'
 * rows know of. Knows nothing of terminals.
 */
#ifndef VMRPC_TOOLS_COMPLETE_H
#define VMRPC_TOOLS_COMPLETE_H

#include "tools/command.h"

/* The words that start with prefix and may follow the text before it, sorted. NULL: the name of a
 * file is wanted. Asks the daemon for names only over a connection that is open already. */
char **complete_line(Tool *tool, const char *before, const char *prefix);

#endif
