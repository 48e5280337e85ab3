/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finds commands and runs them: see command.h. Here is what every command has in common: the
 * connection it needs, the time it took, the empty line behind what it printed.
 */
#include "tools/command.h"

#include <stdio.h>
#include <string.h>

#include "tools/help.h"
#include "tools/output.h"
#include "tools/words.h"

const Option command_json_option = {"json", OPTION_BOOL, 0, "print the result as JSON", NULL};
static const Option help_option = {"help", OPTION_BOOL, 0, "describe the command", NULL};

/* A command that was parsed and waits to run. */
typedef struct Prepared {
    const Command *command;
    Arguments *arguments; /* NULL: its help was asked for */
} Prepared;

static void prepared_free(void *memory)
{
    Prepared *prepared = memory;

    if (prepared)
        arguments_free(prepared->arguments);
    g_free(prepared);
}

void command_each(const CommandGroup *group, void (*func)(const Command *command, void *data),
                  void *data)
{
    for (const CommandGroup *g = command_groups; g->title; g++) {
        for (int i = 0; (!group || g == group) && g->commands[i]; i++) {
            for (const Command *command = g->commands[i]; command->name; command++)
                func(command, data);
        }
    }
}

const Command *command_find(const char *name)
{
    for (const CommandGroup *g = command_groups; g->title; g++) {
        for (int i = 0; g->commands[i]; i++) {
            for (const Command *command = g->commands[i]; command->name; command++) {
                if (!strcmp(command->name, name))
                    return command;
            }
        }
    }
    return NULL;
}

const Option *command_option(const Command *command, const char *name)
{
    for (const Option *option = command->options; option && option->name; option++) {
        if (!strcmp(option->name, name))
            return option;
    }
    if ((command->flags & COMMAND_JSON) && !strcmp(name, "json"))
        return &command_json_option;
    return strcmp(name, "help") ? NULL : &help_option;
}

/* --help counts up to a lone "--", whatever else is wrong with the words; of a command that takes
 * its words as they are, only in the first place. */
static bool wants_help(const Command *command, char **words)
{
    if (command->flags & COMMAND_RAW)
        return *words && !strcmp(*words, "--help");
    for (; *words && strcmp(*words, "--"); words++) {
        if (!strcmp(*words, "--help"))
            return true;
    }
    return false;
}

static Prepared *prepare(char **words)
{
    const Command *command = command_find(words[0]);
    Arguments *arguments = NULL;
    Prepared *prepared;

    if (!command) {
        tool_fail(NULL, "unknown command: '%s' (see 'vmrpc help')", words[0]);
        return NULL;
    }
    if (!wants_help(command, words + 1)) {
        arguments = arguments_parse(command, words + 1);
        if (!arguments)
            return NULL;
    }
    prepared = g_new0(Prepared, 1);
    prepared->command = command;
    prepared->arguments = arguments;
    return prepared;
}

static bool call(Tool *tool, const Prepared *prepared)
{
    const Command *command = prepared->command;
    int before_ms = 0;
    bool done;

    if (!prepared->arguments) {
        help_print_command(command);
        return true;
    }
    tool->wrote_bytes = false;
    tool->json = tool->json_always ||
                 ((command->flags & COMMAND_JSON) && arguments_has(prepared->arguments, "json"));
    if (!(command->flags & COMMAND_NO_CONNECT) && !tool_connect(tool))
        return false;
    if (command->flags & COMMAND_SLOW)
        before_ms = vmrpc_set_thread_timeout(VMRPC_TIMEOUT_NONE);
    done = command->run(tool, prepared->arguments);
    if (command->flags & COMMAND_SLOW)
        vmrpc_set_thread_timeout(before_ms);
    if (!done)
        tool_check_connection(tool);
    return done;
}

static bool run_prepared(Tool *tool, const Prepared *prepared)
{
    gint64 start_us = g_get_monotonic_time();
    bool done = call(tool, prepared);
    double ms = (double) (g_get_monotonic_time() - start_us) / 1000;

    if (tool->timing && !tool->json && !tool->wrote_bytes)
        printf("\n(Time: %.3f ms)\n\n", ms);
    else if (!tool->quiet && !tool->json && !tool->quitting && !tool->wrote_bytes)
        putchar('\n');
    output_flush();
    return done;
}

bool command_run(Tool *tool, char **words)
{
    Prepared *prepared = prepare(words);
    bool done = prepared && run_prepared(tool, prepared);

    prepared_free(prepared);
    return done;
}

bool command_run_text(Tool *tool, const char *text)
{
    const char *problem = NULL;
    g_autoptr(GPtrArray) commands = words_split(text, &problem);
    g_autoptr(GPtrArray) ready = g_ptr_array_new_with_free_func(prepared_free);
    bool done = true;

    if (!commands)
        return tool_fail(NULL, "%s", problem);
    for (guint i = 0; i < commands->len; i++) {
        Prepared *prepared = prepare(commands->pdata[i]);

        if (!prepared)
            return false;
        g_ptr_array_add(ready, prepared);
    }
    for (guint i = 0; i < ready->len && !tool->quitting; i++)
        done = run_prepared(tool, ready->pdata[i]);
    return done;
}
