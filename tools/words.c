/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Splits text into commands and words: see words.h. Pure text in, words out; used for what is typed
 * at the prompt, read from standard input, and given as a single argument.
 */
#include "tools/words.h"

#include <string.h>

typedef enum Token { TOKEN_WORD, TOKEN_SEPARATOR, TOKEN_END, TOKEN_BROKEN } Token;

static const char open_quote[] = "missing closing quote";
static const char open_backslash[] = "dangling \\";

/* Copies a quoted part, *at being behind the quote. NULL if it is not closed. */
static const char *copy_quoted(const char *at, char quote, GString *word)
{
    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && at[1])
            at++;
        g_string_append_c(word, *at);
    }
    return *at ? at + 1 : NULL;
}

/* Copies one word from *at on and moves *at behind it. */
static Token copy_word(const char **at, GString *word, const char **ret_problem)
{
    const char *p = *at;

    while (*p && !strchr(" \t\r\n;", *p)) {
        if (*p == '\'' || *p == '"') {
            p = copy_quoted(p + 1, *p, word);
            if (!p) {
                *ret_problem = open_quote;
                return TOKEN_BROKEN;
            }
        } else if (*p == '\\' && !p[1]) {
            *ret_problem = open_backslash;
            return TOKEN_BROKEN;
        } else {
            p += *p == '\\';
            g_string_append_c(word, *p++);
        }
    }
    *at = p;
    return TOKEN_WORD;
}

/* The next word or separator. */
static Token next_token(const char **at, GString *word, const char **ret_problem)
{
    g_string_truncate(word, 0);
    *at += strspn(*at, " \t\r");
    if (**at == '#')
        *at += strcspn(*at, "\n");
    if (!**at)
        return TOKEN_END;
    if (**at == ';' || **at == '\n') {
        (*at)++;
        return TOKEN_SEPARATOR;
    }
    return copy_word(at, word, ret_problem);
}

static void take_command(GPtrArray *commands, GPtrArray *words)
{
    char **command = g_new0(char *, words->len + 1);

    for (guint i = 0; i < words->len; i++)
        command[i] = words->pdata[i];
    g_ptr_array_set_size(words, 0);
    g_ptr_array_add(commands, command);
}

/* The commands of a text; keep_empty: the last one even if it has no words. */
static GPtrArray *split(const char *text, gboolean keep_empty, const char **ret_problem)
{
    GPtrArray *commands = g_ptr_array_new_with_free_func((GDestroyNotify) g_strfreev);
    GPtrArray *words = g_ptr_array_new();
    GString *word = g_string_new(NULL);
    Token token;

    do {
        token = next_token(&text, word, ret_problem);
        if (token == TOKEN_WORD)
            g_ptr_array_add(words, g_strdup(word->str));
        else if (words->len || (token == TOKEN_END && keep_empty))
            take_command(commands, words);
    } while (token == TOKEN_WORD || token == TOKEN_SEPARATOR);
    g_string_free(word, TRUE);
    g_ptr_array_unref(words);
    if (token == TOKEN_BROKEN)
        g_clear_pointer(&commands, g_ptr_array_unref);
    return commands;
}

GPtrArray *words_split(const char *text, const char **ret_problem)
{
    return split(text, FALSE, ret_problem);
}

char **words_of_last(const char *text)
{
    const char *problem = NULL;
    g_autoptr(GPtrArray) commands = split(text, TRUE, &problem);

    if (!commands)
        return NULL;
    return g_ptr_array_steal_index(commands, commands->len - 1);
}
