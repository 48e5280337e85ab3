/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the shell's lines come from: a terminal with editing, history and completion, or any other
 * standard input, line by line.
 */
#ifndef VMRPC_TOOLS_LINE_H
#define VMRPC_TOOLS_LINE_H

#include "tools/tool.h"

/* Whether what edits lines is installed. */
bool line_can_edit(void);
/* Gets the terminal ready and reads the history; for a tool that is interactive. */
void line_begin(Tool *tool);
/* Stores the history. */
void line_end(void);
/* The next line, without its line feed, to be freed with free(); NULL at the end. prompt is NULL if
 * nobody is there to see it. */
char *line_read(const char *prompt);

#endif
