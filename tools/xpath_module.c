/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The inside of vmrpc-xpath.so: XPath over one document, see xpath.h. libxml2 is kept from printing
 * its complaints, loading anything, and expanding what a document type declares.
 */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

#include <config.h>
#include "tools/module.h"

struct Xpath {
    xmlDoc *doc;
    xmlXPathContext *context;
};

static void be_silent(void *data, xmlErrorPtr error)
{
    (void) data;
    (void) error;
}

static Xpath *xpath_parse(const char *xml)
{
    xmlDoc *doc = xmlReadMemory(xml, (int) strlen(xml), NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    Xpath *xpath;

    if (!doc)
        return NULL;
    xpath = g_new0(Xpath, 1);
    xpath->doc = doc;
    xpath->context = xmlXPathNewContext(doc);
    xpath->context->error = be_silent;
    return xpath;
}

static void xpath_free(Xpath *xpath)
{
    xmlXPathFreeContext(xpath->context);
    xmlFreeDoc(xpath->doc);
    g_free(xpath);
}

static char *string_of(xmlXPathObject *object)
{
    xmlChar *text = xmlXPathCastToString(object);
    char *copy = g_strdup((const char *) text);

    xmlFree(text);
    return copy;
}

static char *xpath_string(Xpath *xpath, const char *expression)
{
    xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST expression, xpath->context);
    char *text = NULL;

    if (object && !(object->type == XPATH_NODESET && xmlXPathNodeSetIsEmpty(object->nodesetval)))
        text = string_of(object);
    xmlXPathFreeObject(object);
    return text;
}

static unsigned xpath_count(Xpath *xpath, const char *path)
{
    xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST path, xpath->context);
    int count = object && object->type == XPATH_NODESET && object->nodesetval
                    ? object->nodesetval->nodeNr
                    : 0;

    xmlXPathFreeObject(object);
    return (unsigned) count;
}

static char *node_text(Xpath *xpath, xmlNode *node)
{
    xmlBuffer *buffer;
    char *text;

    if (node->type != XML_ELEMENT_NODE) {
        xmlChar *value = xmlNodeGetContent(node);

        text = g_strdup((const char *) value);
        xmlFree(value);
        return text;
    }
    buffer = xmlBufferCreate();
    xmlNodeDump(buffer, xpath->doc, node, 0, 0);
    text = g_strdup((const char *) xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static char **xpath_nodes(Xpath *xpath, const char *expression)
{
    xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST expression, xpath->context);
    GPtrArray *texts;

    if (!object)
        return NULL;
    texts = g_ptr_array_new();
    if (object->type != XPATH_NODESET)
        g_ptr_array_add(texts, string_of(object));
    else if (object->nodesetval)
        for (int i = 0; i < object->nodesetval->nodeNr; i++)
            g_ptr_array_add(texts, node_text(xpath, object->nodesetval->nodeTab[i]));
    xmlXPathFreeObject(object);
    g_ptr_array_add(texts, NULL);
    return (char **) g_ptr_array_free(texts, FALSE);
}

static void drop_children(xmlNode *root, const char *drop)
{
    g_auto(GStrv) names = g_strsplit(drop, " ", -1);

    for (xmlNode *node = root->children, *next; node; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE &&
            g_strv_contains((const char *const *) names, (const char *) node->name)) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
    }
}

static void add_child(xmlDoc *doc, xmlNode *root, const char *child)
{
    xmlDoc *parsed = xmlReadMemory(child, (int) strlen(child), NULL, NULL, XML_PARSE_NONET);
    xmlNode *node = xmlDocCopyNode(xmlDocGetRootElement(parsed), doc, 1);

    if (root->children)
        xmlAddPrevSibling(root->children, node);
    else
        xmlAddChild(root, node);
    xmlFreeDoc(parsed);
}

static char *xpath_edit(const char *element, const char *attribute, const char *value,
                        const char *drop, const char *child)
{
    xmlDoc *doc = xmlReadMemory(element, (int) strlen(element), NULL, NULL, XML_PARSE_NONET);
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlBuffer *buffer = xmlBufferCreate();
    char *text;

    if (attribute && value)
        xmlSetProp(root, BAD_CAST attribute, BAD_CAST value);
    drop_children(root, drop);
    if (child)
        add_child(doc, root, child);
    xmlNodeDump(buffer, doc, root, 0, 0);
    text = g_strdup((const char *) xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    xmlFreeDoc(doc);
    return text;
}

const XpathModule vmrpc_xpath_module = {.module = {.version = PACKAGE_VERSION},
                                        .parse = xpath_parse,
                                        .free = xpath_free,
                                        .string = xpath_string,
                                        .count = xpath_count,
                                        .nodes = xpath_nodes,
                                        .edit = xpath_edit};
