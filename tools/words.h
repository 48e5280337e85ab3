/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A line of text into commands and words, quoted as in a shell: blanks separate words, `;` and line
 * feeds commands, 'text' is literal, in "text" and outside of quotes a backslash takes the next
 * character as it is, a word that begins with # starts a comment up to the end of the line.
 *
 * No variables, no globbing: what is not quoted stands for itself.
 */
#ifndef VMRPC_TOOLS_WORDS_H
#define VMRPC_TOOLS_WORDS_H

#include <glib.h>

/* The commands of a text: an array of char **, none of them empty, that frees them. NULL if a quote
 * is not closed or a backslash is the last character; then *ret_problem says so (a constant). */
GPtrArray *words_split(const char *text, const char **ret_problem);

/* The words of the last command of a text, which may be none. NULL as words_split(). */
char **words_of_last(const char *text);

#endif
