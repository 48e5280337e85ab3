/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands that are about the tool: cd, connect, echo, help, pwd, quit, exit. Only connect
 * talks to a daemon.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/help.h"
#include "tools/output.h"

static const Option cd_options[] = {
    {"dir", OPTION_STRING, OPTION_POSITIONAL, "folder to go to; the home folder if none is given",
     complete_files},
    {0},
};

static bool run_cd(Tool *tool, const Arguments *arguments)
{
    const char *dir = arguments_string(arguments, "dir");

    if (!tool->interactive)
        return tool_fail(NULL, "cd: command valid only in interactive mode");
    if (!dir)
        dir = g_get_home_dir();
    if (chdir(dir) < 0)
        return tool_fail(NULL, "cd: %s: %s", dir, g_strerror(errno));
    return true;
}

static bool run_pwd(Tool *tool, const Arguments *arguments)
{
    g_autofree char *dir = g_get_current_dir();

    (void) tool;
    (void) arguments;
    output_line(dir);
    return true;
}

static const Option connect_options[] = {
    {"name", OPTION_STRING, OPTION_POSITIONAL, "URI; the default one if none is given", NULL},
    {"readonly", OPTION_BOOL, 0, "for reading only", NULL},
    {0},
};

static bool run_connect(Tool *tool, const Arguments *arguments)
{
    const char *uri = arguments_string(arguments, "name");

    tool_disconnect(tool);
    g_free(tool->uri);
    tool->uri = g_strdup(uri);
    tool->read_only = arguments_has(arguments, "readonly");
    return tool_connect(tool) != NULL;
}

static const Option echo_options[] = {
    {"shell", OPTION_BOOL, 0, "quote each word for a shell", NULL},
    {"xml", OPTION_BOOL, 0, "escape each word for XML", NULL},
    {"err", OPTION_BOOL, 0, "print on standard error", NULL},
    {"string", OPTION_REST, 0, "words to print", NULL},
    {0},
};

/* A word as a shell takes it back; bare if nothing in it needs quoting. */
static char *quote_word(const char *word)
{
    static const char bare[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                               "_-+./:,@%=";

    return *word && !word[strspn(word, bare)] ? g_strdup(word) : g_shell_quote(word);
}

static bool run_echo(Tool *tool, const Arguments *arguments)
{
    const char *const *words = arguments_rest(arguments, "string");
    g_autoptr(GString) line = g_string_new(NULL);

    (void) tool;
    for (; *words; words++) {
        g_autofree char *xml =
            arguments_has(arguments, "xml") ? g_markup_escape_text(*words, -1) : g_strdup(*words);
        g_autofree char *word = arguments_has(arguments, "shell") ? quote_word(xml) : g_strdup(xml);

        g_string_append_printf(line, "%s%s", line->len ? " " : "", word);
    }
    if (arguments_has(arguments, "err"))
        return tool_fail(NULL, "%s", line->str);
    puts(line->str);
    return true;
}

static void add_name(const Command *command, void *data)
{
    g_ptr_array_add(data, g_strdup(command->name));
}

static char **complete_topics(Tool *tool)
{
    GPtrArray *names = g_ptr_array_new();

    (void) tool;
    command_each(NULL, add_name, names);
    for (const CommandGroup *group = command_groups; group->title; group++)
        g_ptr_array_add(names, g_strdup(group->keyword));
    g_ptr_array_add(names, NULL);
    return (char **) g_ptr_array_free(names, FALSE);
}

static const Option help_options[] = {
    {"command", OPTION_STRING, OPTION_POSITIONAL, "name of a command, or keyword of a group",
     complete_topics},
    {0},
};

static bool run_help(Tool *tool, const Arguments *arguments)
{
    const char *topic = arguments_string(arguments, "command");
    const Command *command = topic ? command_find(topic) : NULL;

    if (tool->json && !topic)
        output_json(help_json());
    else if (tool->json && command)
        output_json(help_command_json(command));
    else if (!topic)
        help_print_all();
    else if (command)
        help_print_command(command);
    else if (!help_print_group(topic))
        return tool_fail(NULL, "command or command group '%s' doesn't exist", topic);
    return true;
}

static bool run_quit(Tool *tool, const Arguments *arguments)
{
    (void) arguments;
    tool->quitting = true;
    return true;
}

const Command commands_shell[] = {
    {"cd", "change the current folder", "Changes the folder that file names start from.",
     cd_options, COMMAND_NO_CONNECT, run_cd},
    {"connect", "connect to another daemon",
     "Ends the connection and opens one to the given URI, for the commands that follow.",
     connect_options, COMMAND_NO_CONNECT, run_connect},
    {"echo", "print words", "Prints its words, separated by blanks.", echo_options,
     COMMAND_NO_CONNECT, run_echo},
    {"exit", "leave", "Leaves; commands behind it do not run.", NULL, COMMAND_NO_CONNECT, run_quit},
    {"help", "print help",
     "Prints the commands by group, the commands of a group, or what a command does and accepts.\n"
     "    With --json it prints the table of all commands, or the entry of one.",
     help_options, COMMAND_JSON | COMMAND_NO_CONNECT, run_help},
    {"pwd", "print the current folder", "Prints the folder that file names start from.", NULL,
     COMMAND_NO_CONNECT, run_pwd},
    {"quit", "leave", "Leaves; commands behind it do not run.", NULL, COMMAND_NO_CONNECT, run_quit},
    {0},
};
