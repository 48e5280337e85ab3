/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Completion from the table of commands: see complete.h. It reads the words before the cursor as
 * arguments_parse() would, but takes no offence at what is missing or wrong yet.
 */
#include "tools/complete.h"

#include <string.h>

#include "tools/commands.h"
#include "tools/words.h"

/* A pending question longer than this would make a key press feel stuck. */
#define COMPLETE_TIMEOUT_MS 1000

/* Names that would need quotes are left out: half a quoted word cannot be completed further. */
static bool needs_no_quotes(const char *word)
{
    return *word && !strpbrk(word, " \t\r\n;'\"\\#") && g_utf8_validate(word, -1, NULL);
}

int complete_begin(void)
{
    return vmrpc_set_thread_timeout(COMPLETE_TIMEOUT_MS);
}

void complete_add(GPtrArray *words, const char *word)
{
    if (needs_no_quotes(word))
        g_ptr_array_add(words, g_strdup(word));
}

char **complete_end(GPtrArray *words)
{
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

char **complete_domains(Tool *tool)
{
    GPtrArray *words = g_ptr_array_new();
    VmrpcDomain **domains = NULL;
    int before_ms = complete_begin();

    if (tool->connection)
        vmrpc_domain_list(tool->connection, 0, &domains, NULL);
    vmrpc_set_thread_timeout(before_ms);
    for (VmrpcDomain **at = domains; at && *at; at++)
        complete_add(words, vmrpc_domain_name(*at));
    vmrpc_domain_list_free(domains);
    return complete_end(words);
}

char **complete_files(Tool *tool)
{
    (void) tool;
    return NULL;
}

/* What the words behind the command's name leave for the next one. */
typedef struct Place {
    const Option *value; /* the option whose value comes next */
    const Option *free;  /* else: the next one that goes by its place */
    GHashTable *seen;    /* options that were given */
    bool options_end;    /* a lone -- was seen */
} Place;

static const Option *next_free(const Command *command, GHashTable *seen)
{
    for (const Option *option = command->options; option && option->name; option++) {
        if (option->type == OPTION_REST ||
            ((option->flags & OPTION_POSITIONAL) && !g_hash_table_contains(seen, option)))
            return option;
    }
    return NULL;
}

static void place_take_option(Place *place, const Command *command, const char *word)
{
    const char *value = strchr(word, '=');
    g_autofree char *name = value ? g_strndup(word, (gsize) (value - word)) : g_strdup(word);
    const Option *option = command_option(command, name);

    if (!option)
        return;
    g_hash_table_add(place->seen, (void *) option);
    if (option->type != OPTION_BOOL && !value)
        place->value = option;
}

static void place_find(Place *place, const Command *command, char **words)
{
    for (; *words; words++) {
        const Option *free_option = next_free(command, place->seen);

        if (place->value)
            place->value = NULL;
        else if (!place->options_end && !strcmp(*words, "--"))
            place->options_end = true;
        else if (!place->options_end && g_str_has_prefix(*words, "--"))
            place_take_option(place, command, *words + 2);
        else if (free_option)
            g_hash_table_add(place->seen, (void *) free_option);
    }
    place->free = next_free(command, place->seen);
}

static void add_option(GPtrArray *words, const Place *place, const Option *option)
{
    if (option->type == OPTION_REST || !g_hash_table_contains(place->seen, option))
        g_ptr_array_add(words, g_strconcat("--", option->name, NULL));
}

static char **option_names(const Place *place, const Command *command)
{
    GPtrArray *words = g_ptr_array_new();

    for (const Option *option = command->options; option && option->name; option++)
        add_option(words, place, option);
    if (command->flags & COMMAND_JSON)
        add_option(words, place, &command_json_option);
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

static char **words_of_option(Tool *tool, const Option *option)
{
    return option->complete ? option->complete(tool) : g_new0(char *, 1);
}

static char **words_at(Tool *tool, const Command *command, char **words, const char *prefix)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    Place place = {.seen = seen};

    place_find(&place, command, words);
    if (place.value)
        return words_of_option(tool, place.value);
    if (!place.options_end && (*prefix == '-' || !place.free))
        return option_names(&place, command);
    return place.free ? words_of_option(tool, place.free) : g_new0(char *, 1);
}

static void add_command(const Command *command, void *data)
{
    g_ptr_array_add(data, g_strdup(command->name));
}

static char **command_names(void)
{
    GPtrArray *words = g_ptr_array_new();

    command_each(NULL, add_command, words);
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Those of words that start with prefix, sorted. Takes words. */
static char **matching(char **words, const char *prefix)
{
    GPtrArray *left = g_ptr_array_new();

    for (char **word = words; *word; word++) {
        if (g_str_has_prefix(*word, prefix))
            g_ptr_array_add(left, *word);
        else
            g_free(*word);
    }
    g_free(words);
    g_ptr_array_sort(left, by_text);
    g_ptr_array_add(left, NULL);
    return (char **) g_ptr_array_free(left, FALSE);
}

char **complete_line(Tool *tool, const char *before, const char *prefix)
{
    g_auto(GStrv) words = words_of_last(before);
    const Command *command;
    char **candidates;

    if (!words)
        return g_new0(char *, 1);
    if (!words[0])
        return matching(command_names(), prefix);
    command = command_find(words[0]);
    if (!command)
        return g_new0(char *, 1);
    candidates = words_at(tool, command, words + 1, prefix);
    return candidates ? matching(candidates, prefix) : NULL;
}
