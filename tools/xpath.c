/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XPath by way of the module that knows libxml2: see xpath.h. */
#include "tools/xpath.h"

#include "tools/tool.h"

static const XpathModule *xpath_module;

static bool xpath_load(void)
{
    g_autofree char *why = NULL;

    if (!xpath_module)
        xpath_module =
            (const XpathModule *) module_load("vmrpc-xpath.so", "vmrpc_xpath_module", &why);
    return xpath_module || tool_fail(NULL, "load the module for documents: %s", why);
}

Xpath *xpath_new(const char *xml)
{
    Xpath *xpath;

    if (!xpath_load())
        return NULL;
    xpath = xpath_module->parse(xml);
    if (!xpath)
        tool_fail(NULL, "the daemon's document is no XML");
    return xpath;
}

void xpath_free(Xpath *xpath)
{
    if (xpath)
        xpath_module->free(xpath);
}

char *xpath_string(Xpath *xpath, const char *expression)
{
    return xpath_module->string(xpath, expression);
}

char *xpath_string_of(Xpath *xpath, const char *path, unsigned place, const char *relative)
{
    g_autofree char *expression = g_strdup_printf("(%s)[%u]/%s", path, place, relative);

    return xpath_string(xpath, expression);
}

unsigned xpath_count(Xpath *xpath, const char *path)
{
    return xpath_module->count(xpath, path);
}

char **xpath_nodes(Xpath *xpath, const char *expression)
{
    char **nodes = xpath_module->nodes(xpath, expression);

    if (!nodes)
        tool_fail(NULL, "'%s' is no XPath expression", expression);
    return nodes;
}

char *xpath_edit(const char *element, const char *attribute, const char *value, const char *drop,
                 const char *child)
{
    return xpath_load() ? xpath_module->edit(element, attribute, value, drop, child) : NULL;
}
