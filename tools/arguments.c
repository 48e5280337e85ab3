/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words behind a command's name into options: see command.h.
 *
 * `--name value` and `--name=value` are the same; a word without dashes goes to the first
 * positional option that has no value yet; behind a lone `--` nothing is an option any more. `-l`
 * is an option if the command has that letter; `-` is a file name.
 */
#include "tools/command.h"

#include <stdlib.h>
#include <string.h>

struct Arguments {
    const Command *command;
    GHashTable *values; /* Option * -> its word, owned; "" for OPTION_BOOL */
    GPtrArray *rest;    /* of OPTION_REST, NULL-terminated once parsed */
};

void arguments_free(Arguments *arguments)
{
    if (!arguments)
        return;
    g_hash_table_unref(arguments->values);
    g_ptr_array_unref(arguments->rest);
    g_free(arguments);
}

static bool check_number(const Option *option, const char *value)
{
    guint64 number;

    if (g_ascii_string_to_unsigned(value, 10, 1, G_MAXINT32, &number, NULL))
        return true;
    return tool_fail(NULL, "Numeric value '%s' for <%s> option is malformed or out of range", value,
                     option->name);
}

static bool set_value(Arguments *arguments, const Option *option, const char *value)
{
    if (option->type == OPTION_REST) {
        g_ptr_array_add(arguments->rest, g_strdup(value));
        return true;
    }
    if (g_hash_table_contains(arguments->values, option))
        return tool_fail(NULL, "option --%s already seen", option->name);
    if (option->type == OPTION_NUMBER && !check_number(option, value))
        return false;
    g_hash_table_insert(arguments->values, (void *) option, g_strdup(value));
    return true;
}

static const Option *free_place(const Arguments *arguments)
{
    for (const Option *o = arguments->command->options; o && o->name; o++) {
        if (o->type == OPTION_REST ||
            ((o->flags & OPTION_POSITIONAL) && !g_hash_table_contains(arguments->values, o)))
            return o;
    }
    return NULL;
}

/* The word behind an option, if it takes one. */
static bool take_value(Arguments *arguments, const Option *option, char ***at)
{
    if (option->type == OPTION_BOOL)
        return set_value(arguments, option, "");
    if (!(*at)[1])
        return tool_fail(NULL, "expected syntax: --%s <%s>", option->name,
                         option->type == OPTION_NUMBER ? "number" : "string");
    (*at)++;
    return set_value(arguments, option, **at);
}

/* The word at *at is an option; moves *at on if its value is the next word. */
static bool parse_option(Arguments *arguments, char ***at)
{
    const char *word = **at + 2;
    const char *value = strchr(word, '=');
    g_autofree char *name = value ? g_strndup(word, (gsize) (value - word)) : g_strdup(word);
    const Option *option = command_option(arguments->command, name);

    if (!option)
        return tool_fail(NULL, "command '%s' doesn't support option --%s", arguments->command->name,
                         name);
    if (!value)
        return take_value(arguments, option, at);
    if (option->type == OPTION_BOOL)
        return tool_fail(NULL, "invalid '=' after option --%s", name);
    return set_value(arguments, option, value + 1);
}

/* The option that "-l" means, or NULL. */
static const Option *option_of_letter(const Command *command, const char *word)
{
    if (word[0] != '-' || !word[1] || word[2])
        return NULL;
    for (const Option *option = command->options; option && option->name; option++)
        if (option_letter(option->flags) == word[1])
            return option;
    return NULL;
}

static bool parse_words(Arguments *arguments, char **words)
{
    bool options_end = false;

    for (char **at = words; *at; at++) {
        const Option *place;

        if (!options_end && (place = option_of_letter(arguments->command, *at))) {
            if (!take_value(arguments, place, &at))
                return false;
        } else if (!options_end && !strcmp(*at, "--")) {
            options_end = true;
        } else if (!options_end && g_str_has_prefix(*at, "--")) {
            if (!parse_option(arguments, &at))
                return false;
        } else {
            place = free_place(arguments);
            if (!place)
                return tool_fail(NULL, "unexpected data '%s'", *at);
            if (!set_value(arguments, place, *at))
                return false;
        }
    }
    return true;
}

static bool check_required(const Arguments *arguments)
{
    for (const Option *o = arguments->command->options; o && o->name; o++) {
        bool given = o->type == OPTION_REST ? arguments->rest->len > 0
                                            : g_hash_table_contains(arguments->values, o);

        if ((o->flags & OPTION_REQUIRED) && !given)
            return tool_fail(NULL, "command '%s' requires <%s> option", arguments->command->name,
                             o->name);
    }
    return true;
}

Arguments *arguments_parse(const Command *command, char **words)
{
    g_autoptr(Arguments) arguments = g_new0(Arguments, 1);

    arguments->command = command;
    arguments->values = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    arguments->rest = g_ptr_array_new_with_free_func(g_free);
    if (command->flags & COMMAND_RAW) {
        for (; *words; words++)
            g_ptr_array_add(arguments->rest, g_strdup(*words));
    } else if (!parse_words(arguments, words) || !check_required(arguments)) {
        return NULL;
    }
    g_ptr_array_add(arguments->rest, NULL);
    return g_steal_pointer(&arguments);
}

/* A name that the row does not have is a mistake of the program's. */
static const Option *known(const Arguments *arguments, const char *name)
{
    const Option *option = command_option(arguments->command, name);

    g_assert(option);
    return option;
}

bool arguments_has(const Arguments *arguments, const char *name)
{
    return g_hash_table_contains(arguments->values, known(arguments, name));
}

const char *arguments_string(const Arguments *arguments, const char *name)
{
    return g_hash_table_lookup(arguments->values, known(arguments, name));
}

unsigned arguments_number(const Arguments *arguments, const char *name)
{
    const char *value = arguments_string(arguments, name);

    return value ? (unsigned) strtoul(value, NULL, 10) : 0;
}

const char *const *arguments_rest(const Arguments *arguments, const char *name)
{
    g_assert(known(arguments, name)->type == OPTION_REST);
    return (const char *const *) arguments->rest->pdata;
}

unsigned arguments_flags(const Arguments *arguments, const OptionFlag *flags)
{
    unsigned sum = 0;

    for (; flags->name; flags++) {
        if (arguments_has(arguments, flags->name))
            sum |= flags->flag;
    }
    return sum;
}

bool arguments_exclusive(const Arguments *arguments, const char *one, const char *other)
{
    if (!arguments_has(arguments, one) || !arguments_has(arguments, other))
        return true;
    return tool_fail(NULL, "Options --%s and --%s are mutually exclusive", one, other);
}
