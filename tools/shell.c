/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shell's loop: see shell.h. A command that fails does not end it, and neither does a lost
 * connection: the next command opens another one.
 */
#include "tools/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tools/command.h"
#include "tools/line.h"

static void greet(void)
{
    puts("This is vmrpc, for managing virtual machines.\n\n"
         "Type:  'help' for the commands there are\n"
         "       'quit' to leave\n");
}

bool shell_run(Tool *tool)
{
    bool done = true;
    char *line;

    tool->interactive = isatty(STDIN_FILENO);
    if (tool->interactive) {
        line_begin(tool);
        if (!tool->quiet)
            greet();
        tool_connect(tool);
    }
    while (!tool->quitting) {
        const char *prompt = tool->read_only ? "vmrpc > " : "vmrpc # ";

        line = line_read(tool->interactive ? prompt : NULL);
        if (!line)
            break;
        done = command_run_text(tool, line);
        free(line);
    }
    if (tool->interactive && !tool->quitting)
        putchar('\n');
    line_end();
    return done;
}
