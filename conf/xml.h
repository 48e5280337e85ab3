/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading XML that anybody may have sent: a document from text, and a table-driven walk over the
 * children of an element in which nothing is overlooked.
 *
 * A document is UTF-8 and has no DTD, so no entities; depth is libxml2's limit of 256; nothing is
 * fetched; libxml2's complaints become a GError with the line and never reach stderr. xml_walk()
 * takes each attribute, each piece of text and each child element either as known, as kept or as an
 * error: a parser built on it cannot drop something in silence.
 */
#ifndef VMRPC_CONF_XML_H
#define VMRPC_CONF_XML_H

#include "base/error.h"
#include "conf/xml_scan.h"

#include <libxml/tree.h>

/* Namespaces that begin so change the guest behind the document's back: never kept, refused. */
#define XML_NAMESPACE_EXTENSION "http://libvirt.org/schemas/"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

/* root is the name that the outermost element must have; NULL: any. */
xmlDoc *xml_document_parse(const char *text, const char *root, GError **err);
/* The same for text of our own, however long: what it is made of was within limits when it came. */
xmlDoc *xml_document_parse_own(const char *text, const char *root, GError **err);

typedef bool (*XmlHandler)(xmlNode *node, void *target, GError **err);

typedef enum {
    XML_ONE,    /* parse() it; a second one is an error */
    XML_MANY,   /* parse() each */
    XML_KEEP,   /* nothing that a guest would notice: to the list of kept elements */
    XML_REFUSE, /* known, not supported */
} XmlRule;

typedef struct {
    const char *name;
    XmlRule rule;
    XmlHandler parse;
} XmlChild;

#define XML_CHILDREN_MAX 64 /* rows of one table */

/* attributes: names with a space between them. children end with a row without a name. */
typedef struct {
    const char *attributes;
    const XmlChild *children;
} XmlShape;

/* Handlers are called in the order of the document. Elements of foreign namespaces are kept, too.
 * kept NULL: nothing can be kept here, and what would be is refused. *kept is made when needed. */
bool xml_walk(xmlNode *node, const XmlShape *shape, void *target, GPtrArray **kept, GError **err);

/* For an element without children: its attributes, and that no text is lost. */
bool xml_check_empty(xmlNode *node, const char *attributes, GError **err);

/* For an element with text only; an empty one gives "". */
bool xml_get_text(xmlNode *node, const char *attributes, char **ret_text, GError **err);

/* The element as text that stands alone: namespaces that it uses are declared in it. */
char *xml_node_to_text(xmlNode *node);

/* Appends that text; refuses more than XML_DOCUMENT_MAX bytes of it in one document. */
bool xml_keep(xmlNode *node, GPtrArray **kept, GError **err);

/* Sets err to `<name> (line N): message` under ERR_XML. Returns false. */
bool xml_invalid(xmlNode *node, GError **err, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "unsupported configuration: <name> (line N): message"; a format of NULL leaves the message out.
 */
bool xml_unsupported(xmlNode *node, GError **err, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
