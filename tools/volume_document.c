/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes in words: see volume_document.h. */
#include "tools/volume_document.h"

#include <glib.h>
#include <string.h>

static void append(GString *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* With markup in the arguments escaped. */
static void append(GString *xml, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(xml, text);
}

char *volume_document_new(const VolumeDocument *document)
{
    GString *xml = g_string_new("<volume>\n");

    append(xml, "  <name>%s</name>\n", document->name);
    append(xml, "  <capacity>%" G_GUINT64_FORMAT "</capacity>\n", document->capacity);
    if (document->has_allocation)
        append(xml, "  <allocation>%" G_GUINT64_FORMAT "</allocation>\n", document->allocation);
    if (document->format)
        append(xml, "  <target>\n    <format type='%s'/>\n  </target>\n", document->format);
    if (document->backing_path) {
        append(xml, "  <backingStore>\n    <path>%s</path>\n", document->backing_path);
        if (document->backing_format)
            append(xml, "    <format type='%s'/>\n", document->backing_format);
        g_string_append(xml, "  </backingStore>\n");
    }
    g_string_append(xml, "</volume>\n");
    return g_string_free(xml, FALSE);
}

/* ---- renaming ------------------------------------------------- */

/* A copy in progress, element by element. */
typedef struct Copy {
    GString *xml;
    GString *blank; /* what stands before the next element, if it is only that */
    const char *name;
    int depth;
    int left_out; /* depth of the element that is being left out; 0: none */
} Copy;

static void copy_blank(Copy *copy)
{
    g_string_append(copy->xml, copy->blank->str);
    g_string_truncate(copy->blank, 0);
}

/* Elements of the volume itself that are left out: name, because it comes anew, and the rest. */
static bool is_left_out(const Copy *copy, const char *element, GMarkupParseContext *context)
{
    static const char *const own[] = {"name", "key", "allocation", "physical", NULL};
    const GSList *stack = g_markup_parse_context_get_element_stack(context);

    if (copy->depth == 2)
        return g_strv_contains(own, element);
    return copy->depth == 3 && !strcmp(stack->next->data, "target") &&
           (!strcmp(element, "path") || !strcmp(element, "timestamps"));
}

static void copy_start(GMarkupParseContext *context, const char *element, const char **names,
                       const char **values, void *data, GError **error)
{
    Copy *copy = data;

    (void) error;
    copy->depth++;
    if (!copy->left_out && is_left_out(copy, element, context))
        copy->left_out = copy->depth;
    if (copy->left_out) {
        g_string_truncate(copy->blank, 0);
        return;
    }
    copy_blank(copy);
    g_string_append_printf(copy->xml, "<%s", element);
    for (; *names; names++, values++)
        append(copy->xml, " %s='%s'", *names, *values);
    g_string_append_c(copy->xml, '>');
    if (copy->depth == 1)
        append(copy->xml, "\n  <name>%s</name>", copy->name);
}

static void copy_end(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
    Copy *copy = data;

    (void) context;
    (void) error;
    if (!copy->left_out) {
        copy_blank(copy);
        g_string_append_printf(copy->xml, "</%s>", element);
    } else if (copy->left_out == copy->depth) {
        copy->left_out = 0;
    }
    copy->depth--;
}

/* Blanks go with the element in front of which they stand. */
static void copy_text(GMarkupParseContext *context, const char *text, gsize size, void *data,
                      GError **error)
{
    Copy *copy = data;
    g_autofree char *escaped = g_markup_escape_text(text, (gssize) size);

    (void) context;
    (void) error;
    if (copy->left_out || copy->depth == 0)
        return;
    g_string_append(copy->blank, escaped);
    if (strspn(escaped, " \t\r\n") < strlen(escaped))
        copy_blank(copy);
}

char *volume_document_rename(const char *xml, const char *name)
{
    static const GMarkupParser parser = {
        .start_element = copy_start, .end_element = copy_end, .text = copy_text};
    g_autoptr(GString) blank = g_string_new(NULL);
    Copy copy = {.xml = g_string_new(NULL), .blank = blank, .name = name};
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &copy, NULL);
    bool parsed = g_markup_parse_context_parse(context, xml, -1, NULL) &&
                  g_markup_parse_context_end_parse(context, NULL);

    g_markup_parse_context_free(context);
    g_string_append_c(copy.xml, '\n');
    return g_string_free(copy.xml, !parsed);
}
