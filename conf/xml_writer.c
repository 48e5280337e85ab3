/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing XML: see xml_writer.h. Keeps no stack of names: open and close are paired by the caller.
 */
#include "conf/xml_writer.h"

#include <string.h>

void xml_writer_init(XmlWriter *writer)
{
    writer->out = g_string_new(NULL);
    writer->depth = 0;
    writer->tag_open = false;
    writer->has_text = false;
}

char *xml_writer_finish(XmlWriter *writer)
{
    g_assert(writer->depth == 0);
    return g_string_free(g_steal_pointer(&writer->out), FALSE);
}

static bool is_xml_character(gunichar c)
{
    return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r';
}

bool xml_writer_can_hold(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (!is_xml_character(g_utf8_get_char(at)))
            return false;
    }
    return true;
}

/* White space other than blanks is escaped in attributes, which are normalised when read (XML 1.0,
 * section 3.3.3), and a carriage return everywhere (section 2.11). */
static void append_escaped(GString *out, const char *text, bool in_attribute)
{
    g_autofree char *repaired =
        g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);

    for (const char *at = repaired ? repaired : text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (c == '&')
            g_string_append(out, "&amp;");
        else if (c == '<')
            g_string_append(out, "&lt;");
        else if (c == '>')
            g_string_append(out, "&gt;");
        else if (c == '\'' && in_attribute)
            g_string_append(out, "&apos;");
        else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t')))
            g_string_append_printf(out, "&#%u;", c);
        else if (is_xml_character(c))
            g_string_append_len(out, at, g_utf8_next_char(at) - at);
        else
            g_string_append_c(out, '?');
    }
}

static void indent(XmlWriter *writer)
{
    for (unsigned i = 0; i < writer->depth; i++)
        g_string_append(writer->out, "  ");
}

static void end_tag(XmlWriter *writer)
{
    if (writer->tag_open)
        g_string_append(writer->out, ">\n");
    writer->tag_open = false;
}

void xml_writer_open(XmlWriter *writer, const char *name)
{
    end_tag(writer);
    indent(writer);
    g_string_append_printf(writer->out, "<%s", name);
    writer->depth++;
    writer->tag_open = true;
    writer->has_text = false;
}

void xml_writer_close(XmlWriter *writer, const char *name)
{
    g_assert(writer->depth > 0);
    writer->depth--;
    if (writer->tag_open) {
        g_string_append(writer->out, "/>\n");
    } else {
        if (!writer->has_text)
            indent(writer);
        g_string_append_printf(writer->out, "</%s>\n", name);
    }
    writer->tag_open = false;
    writer->has_text = false;
}

void xml_writer_attr(XmlWriter *writer, const char *name, const char *value)
{
    if (!value)
        return;
    g_assert(writer->tag_open);
    g_string_append_printf(writer->out, " %s='", name);
    append_escaped(writer->out, value, true);
    g_string_append_c(writer->out, '\'');
}

void xml_writer_attr_number(XmlWriter *writer, const char *name, int64_t value)
{
    char text[24];

    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    xml_writer_attr(writer, name, text);
}

void xml_writer_text(XmlWriter *writer, const char *text)
{
    g_assert(writer->tag_open);
    g_string_append_c(writer->out, '>');
    append_escaped(writer->out, text, false);
    writer->tag_open = false;
    writer->has_text = true;
}

void xml_writer_number(XmlWriter *writer, uint64_t value)
{
    char text[24];

    g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, value);
    xml_writer_text(writer, text);
}

void xml_writer_leaf(XmlWriter *writer, const char *name, const char *text)
{
    if (!text)
        return;
    xml_writer_open(writer, name);
    xml_writer_text(writer, text);
    xml_writer_close(writer, name);
}

void xml_writer_leaf_number(XmlWriter *writer, const char *name, uint64_t value)
{
    xml_writer_open(writer, name);
    xml_writer_number(writer, value);
    xml_writer_close(writer, name);
}

void xml_writer_leaf_size(XmlWriter *writer, const char *name, const char *unit, uint64_t size)
{
    xml_writer_open(writer, name);
    xml_writer_attr(writer, "unit", unit);
    xml_writer_number(writer, size);
    xml_writer_close(writer, name);
}

void xml_writer_break(XmlWriter *writer)
{
    end_tag(writer);
}

void xml_writer_leaf_attr(XmlWriter *writer, const char *name, const char *attr, const char *value)
{
    if (!value)
        return;
    xml_writer_open(writer, name);
    xml_writer_attr(writer, attr, value);
    xml_writer_close(writer, name);
}

void xml_writer_flag(XmlWriter *writer, const char *name, bool is_set)
{
    if (!is_set)
        return;
    xml_writer_open(writer, name);
    xml_writer_close(writer, name);
}

void xml_writer_raw(XmlWriter *writer, const char *xml)
{
    if (!xml)
        return;
    end_tag(writer);
    indent(writer);
    g_string_append(writer->out, xml);
    g_string_append_c(writer->out, '\n');
}

void xml_writer_kept(XmlWriter *writer, const GPtrArray *kept)
{
    for (unsigned i = 0; kept && i < kept->len; i++)
        xml_writer_raw(writer, g_ptr_array_index(kept, i));
}
