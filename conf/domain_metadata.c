/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What applications and people write into a definition, and nothing else reads: title, description,
 * and elements of <metadata>, each known by its namespace.
 *
 * A definition that was changed here can be parsed again: that is tried before it is.
 */
#include "conf/domain.h"
#include "conf/xml.h"
#include "conf/xml_writer.h"

#include <string.h>

/* The node behind this one in the order of the text, below root; NULL: none. */
static xmlNode *next_node(const xmlNode *root, xmlNode *node)
{
    if (node->children && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

static bool is_of(const xmlNs *ns, const char *uri)
{
    return ns && g_strcmp0((const char *) ns->href, uri) == 0;
}

static bool has_attribute_of(const xmlNode *root, const char *uri)
{
    for (const xmlNode *node = root; node; node = next_node(root, (xmlNode *) node)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
            if (is_of(attr->ns, uri))
                return true;
    }
    return false;
}

static void remove_declarations(xmlNode *node, const char *uri)
{
    xmlNs **place = &node->nsDef;

    while (*place) {
        xmlNs *ns = *place;

        if (is_of(ns, uri)) {
            *place = ns->next;
            xmlFreeNs(ns);
        } else {
            place = &ns->next;
        }
    }
}

/* Takes the elements out of the namespace, which whoever asks for them has named. */
static void metadata_unname(xmlNode *root, const char *uri)
{
    for (xmlNode *node = root; node; node = next_node(root, node))
        if (node->type == XML_ELEMENT_NODE && is_of(node->ns, uri))
            xmlSetNs(node, NULL);
    if (has_attribute_of(root, uri))
        return;
    for (xmlNode *node = root; node; node = next_node(root, node))
        if (node->type == XML_ELEMENT_NODE)
            remove_declarations(node, uri);
}

/* NULL if there is no such child; the first one counts. */
static char *metadata_element(const char *metadata, const char *uri, GError **err)
{
    g_autoptr(xmlDoc) doc = xml_document_parse(metadata, "metadata", err);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    for (xmlNode *node = root ? root->children : NULL; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && is_of(node->ns, uri)) {
            metadata_unname(node, uri);
            return xml_node_to_text(node);
        }
    }
    return NULL;
}

char *domain_def_get_metadata(const DomainDef *def, DomainMetadataType type, const char *uri,
                              GError **err)
{
    char *text = NULL;

    switch (type) {
    case DOMAIN_DEF_METADATA_DESCRIPTION:
        text = g_strdup(def->description);
        break;
    case DOMAIN_DEF_METADATA_TITLE:
        text = g_strdup(def->title);
        break;
    case DOMAIN_DEF_METADATA_ELEMENT:
        if (def->metadata && uri)
            text = metadata_element(def->metadata, uri, NULL);
        break;
    default:
        error_set(err, ERR_INVALID_ARG, "there is no metadata of kind %d", (int) type);
        return NULL;
    }
    if (!text)
        error_set(err, ERR_NO_DOMAIN_METADATA, "domain '%s' has no such metadata%s%s", def->name,
                  uri ? ": " : "", uri ? uri : "");
    return text;
}

/* Declares the namespace at the root, by that prefix, and puts all that have none into it. */
static bool metadata_name(xmlNode *root, const char *key, const char *uri, GError **err)
{
    xmlNs *ns = root->nsDef;

    if (xmlValidateNCName(BAD_CAST key, 0) != 0)
        return error_set(err, ERR_INTERNAL, "failed to validate prefix '%s'", key);
    while (ns && g_strcmp0((const char *) ns->prefix, key) != 0)
        ns = ns->next;
    if (!ns)
        ns = xmlNewNs(root, BAD_CAST uri, BAD_CAST key);
    if (!ns || g_strcmp0((const char *) ns->href, uri) != 0)
        return error_set(err, ERR_INTERNAL,
                         "the metadata declares the prefix '%s' itself, for another namespace",
                         key);
    for (xmlNode *node = root; node; node = next_node(root, node))
        if (node->type == XML_ELEMENT_NODE && !node->ns)
            xmlSetNs(node, ns);
    return true;
}

/* All children of that namespace go. */
static void metadata_remove(xmlNode *metadata, const char *uri)
{
    xmlNode *next;

    for (xmlNode *node = metadata->children; node; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE && is_of(node->ns, uri)) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
    }
}

static bool has_text(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
            !xmlIsBlankNode(child))
            return true;
    }
    return false;
}

/* The one element that the text is; in a document of its own. */
static xmlDoc *metadata_parse(const char *text, xmlNode **ret_element, GError **err)
{
    g_autofree char *whole = g_strconcat("<metadata>", text, "</metadata>", NULL);
    g_autoptr(xmlDoc) doc = xml_document_parse(whole, "metadata", err);

    if (!doc)
        return NULL;
    *ret_element = xmlFirstElementChild(xmlDocGetRootElement(doc));
    if (*ret_element && !xmlNextElementSibling(*ret_element) &&
        !has_text(xmlDocGetRootElement(doc)))
        return g_steal_pointer(&doc);
    error_set(err, ERR_XML, "metadata of one namespace is one element, and no text beside it");
    return NULL;
}

/* The whole <metadata> with this element in place of what had its namespace. */
static bool metadata_replace(const char *old, const char *text, const char *key, const char *uri,
                             char **ret_metadata, GError **err)
{
    xmlNode *element = NULL, *root;
    g_autoptr(xmlDoc) doc = xml_document_parse(old ? old : "<metadata/>", "metadata", err);
    g_autoptr(xmlDoc) added = NULL;

    if (!doc || (text && !(added = metadata_parse(text, &element, err))) ||
        (added && !metadata_name(element, key, uri, err)))
        return false;
    root = xmlDocGetRootElement(doc);
    metadata_remove(root, uri);
    if (element)
        xmlAddChild(root, xmlDocCopyNode(element, doc, 1));
    *ret_metadata = xmlFirstElementChild(root) ? xml_node_to_text(root) : NULL;
    return true;
}

static bool metadata_check(DomainMetadataType type, const char *text, const char *key,
                           const char *uri, GError **err)
{
    bool element = type == DOMAIN_DEF_METADATA_ELEMENT;

    if (type > DOMAIN_DEF_METADATA_ELEMENT)
        return error_set(err, ERR_INVALID_ARG, "there is no metadata of kind %d", (int) type);
    if (element && !(uri && *uri))
        return error_set(err, ERR_INVALID_ARG, "an element of metadata needs a namespace");
    if (element && text && !key)
        return error_set(err, ERR_INVALID_ARG,
                         "an element of metadata needs a prefix (key) for its namespace '%s'", uri);
    if (!element && (key || uri))
        return error_set(err, ERR_INVALID_ARG,
                         "title and description have neither a prefix nor a namespace");
    if (text && !xml_writer_can_hold(text))
        return error_set(err, ERR_INVALID_ARG,
                         "metadata holds characters that no XML document can hold");
    if (type == DOMAIN_DEF_METADATA_TITLE && text && strchr(text, '\n'))
        return error_set(err, ERR_INVALID_ARG, "metadata title can't contain newlines");
    return true;
}

bool domain_def_set_metadata(DomainDef *def, DomainMetadataType type, const char *text,
                             const char *key, const char *uri, GError **err)
{
    char **places[] = {&def->description, &def->title, &def->metadata};
    g_autoptr(DomainDef) probe = NULL;
    g_autofree char *document = NULL;
    char *value = NULL, *old;

    if (!metadata_check(type, text, key, uri, err))
        return false;
    if (type == DOMAIN_DEF_METADATA_ELEMENT) {
        if (!metadata_replace(def->metadata, text, key, uri, &value, err))
            return false;
    } else if (text && *text) {
        value = g_strdup(text);
    }
    old = *places[type];
    *places[type] = value;
    document = domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    probe = domain_def_parse(document, DOMAIN_PARSE_ALLOW_TEST, err);
    if (!probe) {
        *places[type] = old;
        g_free(value);
        return false;
    }
    g_free(old);
    return true;
}
