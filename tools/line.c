/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines for the shell: see line.h. A terminal has them edited by the module that knows libedit;
 * where that is not installed it is read like a file, with a prompt.
 */
#include "tools/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/complete.h"
#include "tools/module.h"

static const LineModule *line_module;

static char *read_plain(const char *prompt)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;

    if (prompt) {
        fputs(prompt, stdout);
        fflush(stdout);
    }
    length = getline(&line, &size, stdin);
    if (length < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\n")] = 0;
    return line;
}

static char **complete(void *data, const char *before, const char *text)
{
    return complete_line(data, before, text);
}

bool line_can_edit(void)
{
    g_autofree char *why = NULL;

    if (!line_module)
        line_module = (const LineModule *) module_load("vmrpc-line.so", "vmrpc_line_module", &why);
    return line_module != NULL;
}

void line_begin(Tool *tool)
{
    if (line_can_edit())
        line_module->begin(complete, tool);
}

void line_end(void)
{
    if (line_module)
        line_module->end();
}

char *line_read(const char *prompt)
{
    return prompt && line_module ? line_module->read(prompt) : read_plain(prompt);
}
