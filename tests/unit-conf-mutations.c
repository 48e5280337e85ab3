/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The documents of tests/, each with one thing in it changed: an attribute or an element left out,
 * doubled, given another value. What comes of it is refused with a reason that says where, or is
 * stable; and a value that is taken is not lost.
 */
#include "tests/documents.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

/* Changes that make no difference: what parsers read over, and the same in other words. */
static const char *const same[] = {
    "*domain@id=*", /* read over */
    "*/console@tty=*",
    "*/target@state=*",
    "*/source@index=*",
    "*/backingStore@detected=*",
    "/pool/allocation*",
    "/pool/available*",
    "/pool/capacity*",
    "/volume/backingStore/permissions*",
    "/volume/key*",
    "/volume/physical*",
    "/volume/target/path*",
    "*/permissions/label*",
    "*/timestamps*",
    "/domain/iothreads '?'", /* the same: more of them are listed */
    "* ''",
    "*/address@*='0'",
    "*/graphics@*=''",
    "*/graphics/listen",
    "*/listen@*=''",
    "*/video/model@primary='no'",
};

typedef struct {
    const DocumentKind *kind;
    xmlDoc *doc;
    char *original;   /* as its kind formats it; NULL: it is refused */
    GHashTable *seen; /* places and values that another document had as well */
} Mutator;

static char *long_value;

static const char *const values[] = {
    "",     "0",   "-1",       "1",       "4294967296", "18446744073709551616",
    "0x10", " 7 ", "no",       "yes",     "a",          "a,b",
    "..",   "/",   "\xc3\xa4", "a\nb\tc", "%s%n",       "NaN",
    "1e3",  NULL, /* a very long one */
};

static char *text_of(xmlDoc *doc)
{
    xmlChar *text = NULL;
    char *copy;
    int size;

    xmlDocDumpMemoryEnc(doc, &text, &size, "UTF-8");
    copy = g_strdup((const char *) text);
    xmlFree(text);
    return copy;
}

/* "domain/devices/disk@type" */
static char *place_of(const xmlNode *node, const char *attribute)
{
    GString *place = g_string_new(NULL);

    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        g_string_prepend(place, (const char *) node->name);
        g_string_prepend_c(place, '/');
    }
    if (attribute)
        g_string_append_printf(place, "@%s", attribute);
    return g_string_free(place, FALSE);
}

static bool is_same(const char *what)
{
    for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
        if (g_pattern_match_simple(same[i], what))
            return true;
    }
    return false;
}

/* The document as it now is; what was changed is for the message of a failure. */
static void check(Mutator *mutator, const char *what, bool must_show)
{
    g_autofree char *xml = text_of(mutator->doc);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = document_stable(mutator->kind, xml, &error);

    if (error && strlen(error->message) > 2 * ERROR_MESSAGE_MAX)
        g_error("%s: a message of %zu bytes", what, strlen(error->message));
    if (must_show && text && g_strcmp0(text, mutator->original) == 0 && !is_same(what))
        g_error("%s: taken, and lost", what);
}

static bool is_new(Mutator *mutator, const char *place, const char *what)
{
    return g_hash_table_add(mutator->seen, g_strconcat(place, " ", what, NULL));
}

static void change_attribute(Mutator *mutator, xmlNode *node, xmlAttr *attribute)
{
    const char *name = (const char *) attribute->name;
    g_autofree char *place = place_of(node, name);
    xmlChar *old = xmlGetNoNsProp(node, attribute->name);

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        const char *value = values[i] ? values[i] : long_value;
        g_autofree char *what = g_strdup_printf("%s='%.20s'", place, value);

        if (strcmp(value, (const char *) old) == 0 || !is_new(mutator, place, value))
            continue;
        xmlSetProp(node, attribute->name, BAD_CAST value);
        check(mutator, what, true);
    }
    xmlSetProp(node, attribute->name, old);
    xmlFree(old);
}

static void drop_attribute(Mutator *mutator, xmlNode *node, const xmlChar *name)
{
    g_autofree char *place = place_of(node, (const char *) name);
    xmlChar *old = xmlGetNoNsProp(node, name);

    xmlUnsetProp(node, name);
    if (is_new(mutator, place, "dropped"))
        check(mutator, place, false);
    xmlNewProp(node, name, old);
    xmlFree(old);
}

static void change_attributes(Mutator *mutator, xmlNode *node)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *place = place_of(node, NULL);

    for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        g_ptr_array_add(names, g_strdup((const char *) attribute->name));
    for (unsigned i = 0; i < names->len; i++) {
        xmlAttr *attribute = xmlHasProp(node, names->pdata[i]);

        if (attribute->ns)
            continue;
        change_attribute(mutator, node, attribute);
        drop_attribute(mutator, node, names->pdata[i]);
    }
    if (!is_new(mutator, place, "more attributes"))
        return;
    xmlNewProp(node, BAD_CAST "nonsense", BAD_CAST "1");
    check(mutator, place, true);
    xmlUnsetProp(node, BAD_CAST "nonsense");
}

static void with_child(Mutator *mutator, xmlNode *node, xmlNode *child, const char *what,
                       bool must_show)
{
    g_autofree char *place = place_of(node, NULL);
    g_autofree char *told = g_strconcat(place, ": ", what, NULL);

    xmlAddChild(node, child);
    if (is_new(mutator, place, what))
        check(mutator, told, must_show);
    xmlUnlinkNode(child);
    xmlFreeNode(child);
}

static void add_children(Mutator *mutator, xmlNode *node)
{
    xmlNode *foreign = xmlNewDocNode(mutator->doc, NULL, BAD_CAST "foreign", BAD_CAST "x");
    xmlNode *libvirts = xmlNewDocNode(mutator->doc, NULL, BAD_CAST "commandline", NULL);

    xmlSetNs(foreign, xmlNewNs(foreign, BAD_CAST "urn:x", BAD_CAST "x"));
    xmlSetNs(libvirts, xmlNewNs(libvirts, BAD_CAST "http://libvirt.org/schemas/domain/qemu/1.0",
                                BAD_CAST "qemu"));
    with_child(mutator, node, xmlNewDocComment(mutator->doc, BAD_CAST " x "), "a comment", false);
    with_child(mutator, node, xmlNewDocPI(mutator->doc, BAD_CAST "x", BAD_CAST "y"), "a PI", false);
    with_child(mutator, node, xmlNewCDataBlock(mutator->doc, BAD_CAST " ", 1), "CDATA", false);
    with_child(mutator, node, xmlNewDocNode(mutator->doc, NULL, BAD_CAST "nonsense", NULL),
               "an unknown element", true);
    with_child(mutator, node, foreign, "a foreign element", true);
    with_child(mutator, node, libvirts, "an extension", true);
}

static void change_text(Mutator *mutator, xmlNode *node)
{
    g_autofree char *place = place_of(node, NULL);
    xmlNode *child = node->children;
    xmlChar *old;

    if (!child || child->next || child->type != XML_TEXT_NODE)
        return;
    old = xmlStrdup(child->content);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        const char *value = values[i] ? values[i] : long_value;
        g_autofree char *what = g_strdup_printf("%s '%.20s'", place, value);

        if (strcmp(value, (const char *) old) == 0 || !is_new(mutator, place, value))
            continue;
        xmlNodeSetContent(child, NULL);
        xmlNodeAddContent(child, BAD_CAST value);
        check(mutator, what, true);
    }
    xmlNodeSetContent(child, NULL);
    xmlNodeAddContent(child, old);
    xmlFree(old);
}

static void change_element(Mutator *mutator, xmlNode *node)
{
    g_autofree char *place = place_of(node, NULL);
    xmlNode *copy = xmlDocCopyNode(node, mutator->doc, 1), *next = node->next;
    xmlNode *parent = node->parent;

    xmlAddNextSibling(node, copy);
    if (is_new(mutator, place, "twice"))
        check(mutator, place, true);
    xmlUnlinkNode(node);
    xmlUnlinkNode(copy);
    if (is_new(mutator, place, "left out"))
        check(mutator, place, false);
    xmlFreeNode(copy);
    if (next)
        xmlAddPrevSibling(next, node);
    else
        xmlAddChild(parent, node);
}

static void mutate(Mutator *mutator, xmlNode *node)
{
    change_attributes(mutator, node);
    add_children(mutator, node);
    change_text(mutator, node);
    if (node->parent->type == XML_ELEMENT_NODE)
        change_element(mutator, node);
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            mutate(mutator, child);
    }
}

static void mutate_text(const DocumentKind *kind, const char *text, GHashTable *seen)
{
    Mutator mutator = {.kind = kind, .seen = seen};
    int options = XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

    mutator.doc = xmlReadMemory(text, (int) strlen(text), NULL, NULL, options);
    if (!mutator.doc)
        return;
    mutator.original = document_stable(kind, text, NULL);
    if (strcmp((const char *) xmlDocGetRootElement(mutator.doc)->name, kind->root) == 0)
        mutate(&mutator, xmlDocGetRootElement(mutator.doc));
    g_free(mutator.original);
    xmlFreeDoc(mutator.doc);
}

/* First in its own format, where nothing is left to chance that shows later as a difference. */
static void mutate_file(const char *path, const DocumentKind *kind, GHashTable *seen)
{
    g_autofree char *text = NULL, *formatted = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    formatted = document_stable(kind, text, NULL);
    if (formatted)
        mutate_text(kind, formatted, seen);
    mutate_text(kind, text, seen);
}

static void test_kind(const void *data)
{
    static const char *const folders[] = {"tests/xml", "tests/fuzz/domain-xml", "tests/argv"};
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *srcdir = g_getenv("srcdir");

    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(srcdir ? srcdir : ".", folders[i], NULL);
        g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
        const char *name;

        g_assert_nonnull(dir);
        while ((name = g_dir_read_name(dir))) {
            g_autofree char *path = g_build_filename(folder, name, NULL);

            if (g_str_has_suffix(name, ".xml"))
                mutate_file(path, data, seen);
        }
    }
    g_assert_cmpuint(g_hash_table_size(seen), >, 100);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    long_value = g_strnfill(20000, 'x');
    for (size_t i = 0; i < G_N_ELEMENTS(document_kinds); i++) {
        g_autofree char *path =
            g_strdup_printf("/conf/mutations/%zu-%s", i, document_kinds[i].root);

        g_test_add_data_func(path, &document_kinds[i], test_kind);
    }
    status = g_test_run();
    g_free(long_value);
    return status;
}
