/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Help from the table of commands: see help.h. No command is known by name here; what a command
 * accepts is printed from the same rows that parse it.
 */
#include "tools/help.h"

#include <stdio.h>
#include <string.h>

#include "tools/output.h"

static void collect(const Command *command, void *data)
{
    g_ptr_array_add(data, (void *) command);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    const Command *const *one = a;
    const Command *const *other = b;

    return strcmp((*one)->name, (*other)->name);
}

static GPtrArray *commands_of(const CommandGroup *group)
{
    GPtrArray *commands = g_ptr_array_new();

    command_each(group, collect, commands);
    g_ptr_array_sort(commands, by_name);
    return commands;
}

static void print_group(const CommandGroup *group)
{
    g_autoptr(GPtrArray) commands = commands_of(group);

    printf(" %s (help keyword '%s'):\n", group->title, group->keyword);
    for (guint i = 0; i < commands->len; i++) {
        const Command *command = commands->pdata[i];

        printf("    %-30s %s\n", command->name, command->summary);
    }
}

void help_print_all(void)
{
    puts("Grouped commands:\n");
    for (const CommandGroup *group = command_groups; group->title; group++) {
        print_group(group);
        if (group[1].title)
            putchar('\n');
    }
}

bool help_print_group(const char *name)
{
    for (const CommandGroup *group = command_groups; group->title; group++) {
        if (!strcmp(group->keyword, name) || !strcmp(group->title, name)) {
            print_group(group);
            return true;
        }
    }
    return false;
}

static const char *type_word(const Option *option)
{
    return option->type == OPTION_NUMBER ? "number" : "string";
}

static void print_synopsis_of(const Option *option)
{
    bool required = option->flags & OPTION_REQUIRED;

    if (option->type == OPTION_BOOL)
        printf(" [--%s]", option->name);
    else if (option->type == OPTION_REST)
        printf(" [<%s>]...", option->name);
    else if (option->flags & OPTION_POSITIONAL)
        printf(required ? " <%s>" : " [<%s>]", option->name);
    else
        printf(required ? " --%s <%s>" : " [--%s <%s>]", option->name, type_word(option));
}

static void print_option(const Option *option)
{
    g_autofree char *left = NULL;
    char letter[] = {'-', option_letter(option->flags), ',', ' ', '\0'};

    if (!option_letter(option->flags))
        letter[0] = '\0';
    if (option->type == OPTION_BOOL)
        left = g_strdup_printf("%s--%s", letter, option->name);
    else if (option->type == OPTION_REST)
        left = g_strdup_printf("[--%s] <string>", option->name);
    else if (option->flags & OPTION_POSITIONAL)
        left = g_strdup_printf("[--%s] <%s>", option->name, type_word(option));
    else
        left = g_strdup_printf("%s--%s <%s>", letter, option->name, type_word(option));
    printf("    %-24s %s\n", left, option->help);
}

/* Calls func for each option, --json of commands that have it last. */
static void each_option(const Command *command, void (*func)(const Option *option))
{
    for (const Option *option = command->options; option && option->name; option++)
        func(option);
    if (command->flags & COMMAND_JSON)
        func(&command_json_option);
}

void help_print_command(const Command *command)
{
    printf("  NAME\n    %s - %s\n\n  SYNOPSIS\n    %s", command->name, command->summary,
           command->name);
    each_option(command, print_synopsis_of);
    printf("\n\n  DESCRIPTION\n    %s\n", command->description);
    if (!command->options && !(command->flags & COMMAND_JSON))
        return;
    puts("\n  OPTIONS");
    each_option(command, print_option);
}

static json_t *option_json(const Option *option)
{
    static const char *const types[] = {
        [OPTION_BOOL] = "bool",
        [OPTION_STRING] = "string",
        [OPTION_NUMBER] = "number",
        [OPTION_REST] = "rest",
    };

    return json_pack("{s:s, s:s, s:b, s:b, s:s}", "name", option->name, "type", types[option->type],
                     "required", (option->flags & OPTION_REQUIRED) != 0, "positional",
                     (option->flags & OPTION_POSITIONAL) != 0, "help", option->help);
}

json_t *help_command_json(const Command *command)
{
    json_t *options = json_array();

    for (const Option *option = command->options; option && option->name; option++)
        json_array_append_new(options, option_json(option));
    if (command->flags & COMMAND_JSON)
        json_array_append_new(options, option_json(&command_json_option));
    return json_pack("{s:s, s:s, s:s, s:o}", "name", command->name, "summary", command->summary,
                     "description", command->description, "options", options);
}

json_t *help_json(void)
{
    json_t *groups = json_array();

    for (const CommandGroup *group = command_groups; group->title; group++) {
        g_autoptr(GPtrArray) commands = commands_of(group);
        json_t *list = json_array();

        for (guint i = 0; i < commands->len; i++)
            json_array_append_new(list, help_command_json(commands->pdata[i]));
        json_array_append_new(groups, json_pack("{s:s, s:s, s:o}", "title", group->title, "keyword",
                                                group->keyword, "commands", list));
    }
    return json_pack("{s:o}", "groups", groups);
}
