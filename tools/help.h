/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Help, written from the table of commands: all groups, one group, one command, everything as JSON.
 */
#ifndef VMRPC_TOOLS_HELP_H
#define VMRPC_TOOLS_HELP_H

#include <jansson.h>

#include "tools/command.h"

void help_print_all(void);
void help_print_command(const Command *command);
/* By keyword or title; false if there is no such group. */
bool help_print_group(const char *name);
/* The whole table; what it has of one command. */
json_t *help_json(void);
json_t *help_command_json(const Command *command);

#endif
