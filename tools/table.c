/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables: see output.h. A column is as wide as its widest cell, measured in columns of a terminal:
 * wide characters count twice, combining ones not at all. Cells are made printable when they come
 * in, so what is measured is what is printed.
 */
#include "tools/output.h"

#include <stdio.h>
#include <string.h>

struct Table {
    GPtrArray *rows; /* of char **; the first is the head */
    guint columns;
    int *widths;
};

static int text_width(const char *text)
{
    int width = 0;

    if (output_is_plain(text))
        return (int) strlen(text);
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        if (c < 0x80)
            width++;
        else if (!g_unichar_iszerowidth(c))
            width += g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

Table *table_new(const char *const *head)
{
    Table *table = g_new0(Table, 1);

    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify) g_strfreev);
    table->columns = g_strv_length((char **) head);
    table->widths = g_new0(int, table->columns);
    table_add(table, g_strdupv((char **) head));
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->rows);
    g_free(table->widths);
    g_free(table);
}

void table_add(Table *table, char **cells)
{
    for (guint i = 0; i < table->columns; i++) {
        if (!output_is_plain(cells[i])) {
            g_autofree char *raw = cells[i];

            cells[i] = output_printable(raw);
        }
        table->widths[i] = MAX(table->widths[i], text_width(cells[i]));
    }
    g_ptr_array_add(table->rows, cells);
}

static void append_repeated(GString *out, char c, int count)
{
    for (; count > 0; count--)
        g_string_append_c(out, c);
}

static void append_row(GString *out, const Table *table, char **cells)
{
    for (guint i = 0; i < table->columns; i++) {
        g_string_append_c(out, ' ');
        g_string_append(out, cells[i]);
        if (i + 1 < table->columns)
            append_repeated(out, ' ', table->widths[i] + 2 - text_width(cells[i]));
    }
    g_string_append_c(out, '\n');
}

static void append_rule(GString *out, const Table *table)
{
    for (guint i = 0; i < table->columns; i++)
        append_repeated(out, '-', table->widths[i] + 3);
    g_string_append_c(out, '\n');
}

void table_print(const Table *table, bool with_head)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = with_head ? 0 : 1; i < table->rows->len; i++) {
        append_row(out, table, g_ptr_array_index(table->rows, i));
        if (i == 0)
            append_rule(out, table);
    }
    fputs(out->str, stdout);
}
