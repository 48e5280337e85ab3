/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading XML: see xml.h. libxml2 reports through a handler that belongs to the thread; it is ours
 * for the length of one parse and put back afterwards, so nothing is printed and others who use
 * libxml2 in this process are not disturbed.
 */
#include "conf/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <string.h>

typedef struct {
    char *message; /* of the first complaint */
    int line;
    bool has_dtd;
} Complaint;

static void complaint_take(void *data, xmlErrorPtr error)
{
    Complaint *complaint = data;

    if (complaint->message || error->level < XML_ERR_ERROR)
        return;
    complaint->message = g_utf8_make_valid(error->message ? error->message : "unknown error", -1);
    complaint->message[strcspn(complaint->message, "\n")] =
        '\0'; /* what follows are bytes in hex */
    g_strstrip(complaint->message);
    complaint->line = error->line;
}

/* Called at <!DOCTYPE, before anything in it is read. */
static void doctype_refuse(void *data, const xmlChar *name, const xmlChar *public_id,
                           const xmlChar *system_id)
{
    xmlParserCtxt *context = data;
    Complaint *complaint = context->_private;

    (void) name;
    (void) public_id;
    (void) system_id;
    complaint->has_dtd = true;
    xmlStopParser(context);
}

static xmlDoc *document_read(const char *text, int options, Complaint *complaint)
{
    xmlParserCtxt *context;
    xmlStructuredErrorFunc saved_function = xmlStructuredError;
    void *saved_data = xmlStructuredErrorContext;
    xmlDoc *doc;

    xmlSetStructuredErrorFunc(complaint, complaint_take);
    context = xmlNewParserCtxt();
    g_assert(context);
    context->_private = complaint;
    context->sax->internalSubset = doctype_refuse;
    doc = xmlCtxtReadMemory(context, text, (int) strlen(text), NULL, "UTF-8",
                            XML_PARSE_NONET | XML_PARSE_BIG_LINES | options);
    xmlFreeParserCtxt(context);
    xmlSetStructuredErrorFunc(saved_data, saved_function);
    return doc;
}

static xmlDoc *document_parse(const char *text, const char *root, int options, GError **err)
{
    Complaint complaint = {0};
    g_autofree char *message = NULL;
    g_autoptr(xmlDoc) doc = NULL;
    xmlNode *node;

    doc = document_read(text, options, &complaint);
    message = complaint.message;
    if (complaint.has_dtd) {
        error_set(err, ERR_XML, "<!DOCTYPE> is not allowed in a document of kind <%s>",
                  root ? root : "device");
        return NULL;
    }
    if (!doc || message) {
        error_set(err, ERR_XML_DETAIL, "line %d: %s", complaint.line,
                  message ? message : "not an XML document");
        return NULL;
    }
    node = xmlDocGetRootElement(doc);
    if (!node || node->ns || (root && strcmp((const char *) node->name, root) != 0)) {
        error_set(err, ERR_XML, "the outermost element is <%s>, not a <%s> without a namespace",
                  node ? (const char *) node->name : "", root ? root : "device");
        return NULL;
    }
    return g_steal_pointer(&doc);
}

xmlDoc *xml_document_parse(const char *text, const char *root, GError **err)
{
    return xml_scan(text, err) ? document_parse(text, root, 0, err) : NULL;
}

xmlDoc *xml_document_parse_own(const char *text, const char *root, GError **err)
{
    return document_parse(text, root, XML_PARSE_HUGE, err);
}

/* The name as the document has it, for messages. */
static char *element_name(xmlNode *node)
{
    if (node->ns && node->ns->prefix)
        return g_strdup_printf("<%s:%s>", node->ns->prefix, node->name);
    return g_strdup_printf("<%s>", node->name);
}

static bool report(xmlNode *node, ErrorCode code, const char *intro, const char *format,
                   va_list args, GError **err)
{
    g_autofree char *name = element_name(node);
    g_autofree char *message = format ? g_strdup_vprintf(format, args) : NULL;

    return error_set(err, code, "%s%s (line %ld)%s%s", intro, name, xmlGetLineNo(node),
                     message ? ": " : "", message ? message : "");
}

bool xml_invalid(xmlNode *node, GError **err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report(node, ERR_XML, "", format, args, err);
    va_end(args);
    return false;
}

bool xml_unsupported(xmlNode *node, GError **err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report(node, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: ", format, args, err);
    va_end(args);
    return false;
}

static bool list_has(const char *list, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = list; (at = strstr(at, name)); at += size) {
        if ((at == list || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    }
    return false;
}

static bool check_attributes(xmlNode *node, const char *attributes, GError **err)
{
    for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *) attribute->name;

        if (attribute->ns || !list_has(attributes, name))
            return xml_unsupported(
                node, err, "attribute '%s%s%s'",
                attribute->ns && attribute->ns->prefix ? (const char *) attribute->ns->prefix : "",
                attribute->ns && attribute->ns->prefix ? ":" : "", name);
    }
    return true;
}

static bool is_text(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

/* Comments and processing instructions say nothing about the domain. */
static bool check_plain(xmlNode *node, xmlNode *parent, GError **err)
{
    if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE)
        return true;
    if (!is_text(node))
        return xml_invalid(parent, err, "holds something that is neither element nor text");
    if (!xmlIsBlankNode(node) &&
        !(node->content && node->content[strspn((const char *) node->content, " \t\r\n")] == '\0'))
        return xml_invalid(parent, err, "holds text where only elements may stand");
    return true;
}

static bool keep_or_refuse(xmlNode *node, GPtrArray **kept, GError **err)
{
    const char *uri = node->ns ? (const char *) node->ns->href : NULL;

    if (uri && g_str_has_prefix(uri, XML_NAMESPACE_EXTENSION))
        return xml_unsupported(node, err, "extensions of this namespace are not supported");
    if (!kept)
        return xml_unsupported(node, err, "element within <%s>", node->parent->name);
    return xml_keep(node, kept, err);
}

static bool take_child(xmlNode *node, const XmlShape *shape, uint64_t *seen, void *target,
                       GPtrArray **kept, GError **err)
{
    const XmlChild *row = shape->children;
    uint64_t bit = 1;

    if (node->ns)
        return keep_or_refuse(node, kept, err);
    while (row && row->name && strcmp(row->name, (const char *) node->name) != 0) {
        row++;
        bit <<= 1;
    }
    if (!row || !row->name)
        return xml_unsupported(node, err, "unknown element within <%s>", node->parent->name);
    switch (row->rule) {
    case XML_KEEP:
        return keep_or_refuse(node, kept, err);
    case XML_REFUSE:
        return xml_unsupported(node, err, NULL);
    case XML_ONE:
        if (*seen & bit)
            return xml_invalid(node, err, "appears twice within <%s>", node->parent->name);
        *seen |= bit;
        break;
    case XML_MANY:
        break;
    }
    return row->parse(node, target, err);
}

bool xml_walk(xmlNode *node, const XmlShape *shape, void *target, GPtrArray **kept, GError **err)
{
    uint64_t seen = 0;

    if (!check_attributes(node, shape->attributes, err))
        return false;
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE) {
            if (!check_plain(child, node, err))
                return false;
        } else if (!take_child(child, shape, &seen, target, kept, err)) {
            return false;
        }
    }
    return true;
}

bool xml_check_empty(xmlNode *node, const char *attributes, GError **err)
{
    XmlShape shape = {attributes, NULL};

    return xml_walk(node, &shape, NULL, NULL, err);
}

bool xml_get_text(xmlNode *node, const char *attributes, char **ret_text, GError **err)
{
    GString *text;

    if (!check_attributes(node, attributes, err))
        return false;
    text = g_string_new(NULL);
    for (xmlNode *child = node->children; child; child = child->next) {
        if (is_text(child)) {
            if (child->content)
                g_string_append(text, (const char *) child->content);
        } else if (child->type != XML_COMMENT_NODE && child->type != XML_PI_NODE) {
            g_string_free(text, TRUE);
            return xml_unsupported(node, err, "element '%s' where only text may stand",
                                   child->name ? (const char *) child->name : "");
        }
    }
    g_free(*ret_text);
    *ret_text = g_string_free(text, FALSE);
    return true;
}

char *xml_node_to_text(xmlNode *node)
{
    /* A copy without a parent gets the declarations of namespaces that the node inherited. */
    xmlNode *copy = xmlDocCopyNode(node, node->doc, 1);
    xmlBuffer *buffer = xmlBufferCreate();
    char *text;

    g_assert(copy && buffer);
    xmlNodeDump(buffer, node->doc, copy, 0, 0);
    text = g_strdup((const char *) xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    xmlFreeNode(copy);
    return text;
}

/* A short element can have a long namespace, which is declared above it once and kept as often as
 * there are such elements: so what is kept is counted, in the document's own private word. */
bool xml_keep(xmlNode *node, GPtrArray **kept, GError **err)
{
    g_autofree char *text = xml_node_to_text(node);
    size_t total = GPOINTER_TO_SIZE(node->doc->_private) + strlen(text);

    if (total > XML_DOCUMENT_MAX)
        return xml_invalid(node, err, "too much to keep: more than %d bytes", XML_DOCUMENT_MAX);
    node->doc->_private = GSIZE_TO_POINTER(total);
    if (!*kept)
        *kept = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(*kept, g_steal_pointer(&text));
    return true;
}
