/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * XPath over one document: see xpath.h. libxml2 is kept from printing its complaints, loading
 * anything, and expanding what a document type declares.
 */
#include "tools/xpath.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

#include "tools/tool.h"

struct Xpath {
    xmlDoc *doc;
    xmlXPathContext *context;
};

static void be_silent(void *data, xmlErrorPtr error)
{
    (void) data;
    (void) error;
}

Xpath *xpath_new(const char *xml)
{
    xmlDoc *doc = xmlReadMemory(xml, (int) strlen(xml), NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    Xpath *xpath;

    if (!doc) {
        tool_fail(NULL, "the daemon's document is no XML");
        return NULL;
    }
    xpath = g_new0(Xpath, 1);
    xpath->doc = doc;
    xpath->context = xmlXPathNewContext(doc);
    xpath->context->error = be_silent;
    return xpath;
}

void xpath_free(Xpath *xpath)
{
    if (!xpath)
        return;
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

char *xpath_string(Xpath *xpath, const char *expression)
{
    xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST expression, xpath->context);
    char *text = NULL;

    if (object && !(object->type == XPATH_NODESET && xmlXPathNodeSetIsEmpty(object->nodesetval)))
        text = string_of(object);
    xmlXPathFreeObject(object);
    return text;
}

char *xpath_string_of(Xpath *xpath, const char *path, unsigned place, const char *relative)
{
    g_autofree char *expression = g_strdup_printf("(%s)[%u]/%s", path, place, relative);

    return xpath_string(xpath, expression);
}

unsigned xpath_count(Xpath *xpath, const char *path)
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

char **xpath_nodes(Xpath *xpath, const char *expression)
{
    xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST expression, xpath->context);
    GPtrArray *texts;

    if (!object) {
        tool_fail(NULL, "'%s' is no XPath expression", expression);
        return NULL;
    }
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
