/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Printable text, fields and JSON: see output.h. Tables are in table.c.
 *
 * This file decides what counts as printable; no other may print a string of the daemon's with
 * printf() or fputs() unless it went through output_printable().
 */
#include "tools/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void append_escaped(GString *out, gunichar c)
{
    if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else if (c == '\r')
        g_string_append(out, "\\r");
    else if (c < 0x100)
        g_string_append_printf(out, "\\x%02x", (unsigned) c);
    else if (c < 0x10000)
        g_string_append_printf(out, "\\u%04x", (unsigned) c);
    else
        g_string_append_printf(out, "\\U%08x", (unsigned) c);
}

/* How many characters from here on are printable ASCII, as nearly all are. */
static gsize plain_length(const char *text)
{
    gsize length = 0;

    while (text[length] >= 0x20 && text[length] < 0x7f)
        length++;
    return length;
}

static char *printable(const char *text, const char *also)
{
    gsize plain = text ? plain_length(text) : 0;
    GString *out = g_string_new_len(text, (gssize) plain);

    for (text = text ? text + plain : ""; *text;) {
        gunichar c = g_utf8_get_char_validated(text, -1);

        if (c == (gunichar) -1 || c == (gunichar) -2) {
            g_string_append_printf(out, "\\x%02x", (unsigned char) *text++);
            continue;
        }
        if (g_unichar_isprint(c) || (c < 0x80 && strchr(also, (int) c)))
            g_string_append_unichar(out, c);
        else
            append_escaped(out, c);
        text = g_utf8_next_char(text);
    }
    return g_string_free(out, FALSE);
}

bool output_is_plain(const char *text)
{
    return text && text[plain_length(text)] == '\0';
}

char *output_printable(const char *text)
{
    return printable(text, "");
}

char *output_printable_text(const char *text)
{
    return printable(text, "\n\t");
}

void output_line(const char *text)
{
    g_autofree char *line = output_printable(text);

    puts(line);
}

void output_document(const char *text)
{
    g_autofree char *shown = isatty(STDOUT_FILENO) ? output_printable_text(text) : g_strdup(text);

    fputs(shown, stdout);
    if (!g_str_has_suffix(shown, "\n"))
        putchar('\n');
}

void output_field(int width, const char *label, const char *format, ...)
{
    g_autofree char *value = NULL;
    g_autofree char *shown = NULL;
    va_list arguments;

    va_start(arguments, format);
    value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    shown = output_printable(value);
    printf("%-*s %s\n", width, label, shown);
}

json_t *output_json_text(const char *text)
{
    g_autofree char *valid = NULL;

    if (!text)
        return json_null();
    valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

static void print_json(json_t *value, size_t flags)
{
    g_autoptr(json_t) owned = value;
    g_autofree char *text = json_dumps(owned, flags);

    puts(text);
}

void output_json(json_t *value)
{
    print_json(value, JSON_INDENT(2));
}

void output_json_line(json_t *value)
{
    print_json(value, JSON_COMPACT);
    output_flush();
}

int output_flush(void)
{
    static int first; /* the stream itself remembers only that there was one */

    errno = 0;
    if ((fflush(stdout) == EOF || ferror(stdout)) && !first)
        first = errno ? errno : EIO;
    return first;
}

void output_word(bool json, const char *key, const char *word)
{
    if (json)
        output_json(json_pack("{s:o}", key, output_json_text(word)));
    else
        output_line(word);
}

bool output_xml(bool json, const char *xml)
{
    if (json)
        output_json(json_pack("{s:o}", "xml", output_json_text(xml)));
    else
        output_document(xml);
    return true;
}
