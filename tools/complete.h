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

/* For the functions that know the words of an option. Begin before the daemon is asked: it may not
 * take long; the result is for vmrpc_set_thread_timeout() when it has been asked. Add leaves out
 * what would need quotes. End takes the words. */
int complete_begin(void);
void complete_add(GPtrArray *words, const char *word);
char **complete_end(GPtrArray *words);

#endif
