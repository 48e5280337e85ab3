/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How results reach standard output: printable text, tables, JSON.
 *
 * Names and messages come from a daemon that may pass on what a stranger chose. Nothing of that
 * goes out raw: every function here that takes a string of the daemon's escapes what is no
 * printable character, so a terminal never sees a control sequence. Commands print through these.
 */
#ifndef VMRPC_TOOLS_OUTPUT_H
#define VMRPC_TOOLS_OUTPUT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* For one line: control and format characters become \n, \t, \xNN, \uNNNN or \UNNNNNNNN, and bytes
 * that are no UTF-8 \xNN. NULL gives "". */
char *output_printable(const char *text);
/* Whether that is the same text, all of it printable ASCII: as many columns as bytes. */
bool output_is_plain(const char *text);
/* The same for text of several lines: line feeds and tabs stay. */
char *output_printable_text(const char *text);

/* text (escaped) and a line feed. */
void output_line(const char *text);
/* A whole document: as it is into files and pipes, made printable on a terminal. What is printed
 * ends in a line feed even if the document does not. */
void output_document(const char *text);
/* The one result of a command: a line, or {"key": word}. */
void output_word(bool json, const char *key, const char *word);
/* The same for a document: {"xml": ...}. Returns true, so that a command can end with it. */
bool output_xml(bool json, const char *xml);
/* Sends off what was printed. Returns why it could not be, now or before: an errno; 0 if it could. */
int output_flush(void);
/* "Label:         value", with the label in a field of width columns. */
void output_field(int width, const char *label, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Rows of text in columns. All the rows have as many cells as the head. */
typedef struct Table Table;
Table *table_new(const char *const *head); /* NULL-terminated */
void table_free(Table *table);
/* Takes the cells (a NULL-terminated array of strings that g_strfreev() frees). */
void table_add(Table *table, char **cells);
/* Without the head and its rule if with_head is false. */
void table_print(const Table *table, bool with_head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* A JSON string, null for NULL; what is no UTF-8 is replaced. */
json_t *output_json_text(const char *text);
/* Prints value over several lines and drops it. */
void output_json(json_t *value);
/* Prints value as one line, sends it off at once, and drops it. */
void output_json_line(json_t *value);

#endif
