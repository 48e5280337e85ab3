/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables: see output.h. A column is as wide as its widest cell, measured in columns of a terminal:
 * wide characters count twice, combining ones not at all. Cells are made printable when they come
 * in, so what is measured is what is printed.
 */
#include "tools/output.h"

#include <stdio.h>

struct Table {
    GPtrArray *rows; /* of char **; the first is the head */
    guint columns;
    int *widths;
};

static int text_width(const char *text)
{
    int width = 0;

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
        char *shown = output_printable(cells[i]);

        g_free(cells[i]);
        cells[i] = shown;
        table->widths[i] = MAX(table->widths[i], text_width(shown));
    }
    g_ptr_array_add(table->rows, cells);
}

static void print_row(const Table *table, char **cells)
{
    for (guint i = 0; i < table->columns; i++) {
        bool last = i + 1 == table->columns;

        putchar(' ');
        fputs(cells[i], stdout);
        for (int n = text_width(cells[i]); !last && n < table->widths[i] + 2; n++)
            putchar(' ');
    }
    putchar('\n');
}

void table_print(const Table *table, bool with_head)
{
    int rule = 0;

    for (guint i = 0; i < table->columns; i++)
        rule += table->widths[i] + 3;
    for (guint i = with_head ? 0 : 1; i < table->rows->len; i++) {
        print_row(table, g_ptr_array_index(table->rows, i));
        for (int column = 0; i == 0 && column < rule; column++)
            putchar('-');
        if (i == 0)
            putchar('\n');
    }
}
