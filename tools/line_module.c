/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The inside of vmrpc-line.so: lines from a terminal, by libedit, which only this file knows.
 *
 * The history may hold what should not be read by others, so its file is the user's alone.
 */
#include <stdio.h>

#include <editline/readline.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <config.h>
#include "tools/module.h"

#define HISTORY_LINES 500

/* libedit's callbacks have no argument for it. */
static LineCompleteFunc complete;
static void *complete_data;
static char *history_path;
static char break_characters[] = " \t\n;";

/* Gives the words of complete() one by one, as malloc'ed strings. */
static char *next_match(const char *text, int again)
{
    static char **words;
    static int at;

    if (!again) {
        g_autofree char *before =
            g_strndup(rl_line_buffer, (gsize) MAX(rl_point - (int) strlen(text), 0));

        g_strfreev(words);
        words = complete(complete_data, before, text);
        at = 0;
    }
    if (words && words[at])
        return strdup(words[at++]);
    g_clear_pointer(&words, g_strfreev);
    return NULL;
}

/* As if libedit did it by itself, but with a slash behind a folder. */
static char **complete_file(const char *text)
{
    char **matches = rl_completion_matches(text, rl_filename_completion_function);

    if (matches && (!matches[1] || (!matches[2] && !strcmp(matches[0], matches[1]))) &&
        g_file_test(matches[0], G_FILE_TEST_IS_DIR))
        rl_completion_append_character = '/';
    return matches;
}

static char **attempt_completion(const char *text, int start, int end)
{
    g_autofree char *before = g_strndup(rl_line_buffer, (gsize) start);
    g_auto(GStrv) words = complete(complete_data, before, text);

    (void) end;
    rl_completion_append_character = ' ';
    rl_attempted_completion_over = 1;
    if (!words)
        return complete_file(text);
    return words[0] ? rl_completion_matches(text, next_match) : NULL;
}

static void open_history(void)
{
    g_autofree char *folder = g_build_filename(g_get_user_cache_dir(), "vmrpc", NULL);

    using_history();
    stifle_history(HISTORY_LINES);
    if (g_mkdir_with_parents(folder, 0700) < 0)
        return;
    history_path = g_build_filename(folder, "history", NULL);
    read_history(history_path);
}

static void line_begin(LineCompleteFunc func, void *data)
{
    setlocale(LC_CTYPE, "");
    complete = func;
    complete_data = data;
    rl_readline_name = "vmrpc";
    rl_attempted_completion_function = attempt_completion;
    rl_basic_word_break_characters = break_characters;
    open_history();
}

static void line_end(void)
{
    mode_t before;

    if (!history_path)
        return;
    before = umask(077);
    write_history(history_path);
    umask(before);
    g_clear_pointer(&history_path, g_free);
}

/* Once more the same line is not worth remembering. */
static void remember(const char *line)
{
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;

    if (*line && (!last || strcmp(last->line, line)))
        add_history(line);
}

static char *line_read(const char *prompt)
{
    char *line = readline(prompt);

    if (line)
        remember(line);
    return line;
}

const LineModule vmrpc_line_module = {.module = {.version = PACKAGE_VERSION},
                                      .begin = line_begin,
                                      .end = line_end,
                                      .read = line_read};
