/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts of the documents that a daemon gives, by XPath.
 */
#ifndef VMRPC_TOOLS_XPATH_H
#define VMRPC_TOOLS_XPATH_H

#include <glib.h>
#include <stdbool.h>

#include "tools/module.h"

/* NULL if it is no document, or documents cannot be read here, which it prints. */
Xpath *xpath_new(const char *xml);
void xpath_free(Xpath *xpath); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xpath, xpath_free)

/* What the expression means as a string (of several nodes the first); NULL if nothing. */
char *xpath_string(Xpath *xpath, const char *expression);
/* The same of element number place (from 1 on) that path means: ELEMENT/relative. */
char *xpath_string_of(Xpath *xpath, const char *path, unsigned place, const char *relative);
unsigned xpath_count(Xpath *xpath, const char *path);
/* All nodes that the expression means, each as a document (strings, numbers and attributes as their
 * text); NULL if it is no expression, which it prints. To be freed with g_strfreev(). */
char **xpath_nodes(Xpath *xpath, const char *expression);

/* The element with another value of an attribute (NULL: stays), without its children of these
 * names (with spaces between), and with this child first (NULL: none). */
char *xpath_edit(const char *element, const char *attribute, const char *value, const char *drop,
                 const char *child);

#endif
