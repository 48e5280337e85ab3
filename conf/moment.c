/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What snapshots and checkpoints share in their documents: see moment_xml.h. A domain inside one is
 * a document of its own, read and written by conf/domain.h.
 */
#include "conf/moment_xml.h"

#include "conf/path.h"
#include "conf/xml_value.h"

#include <string.h>

void moment_def_clear(MomentDef *def)
{
    g_free(def->name);
    g_free(def->description);
    g_free(def->parent);
    domain_def_free(def->domain);
}

bool moment_parse_name(xmlNode *node, void *target, GError **err)
{
    return xml_get_text(node, "", &((MomentDef *) target)->name, err);
}

bool moment_parse_description(xmlNode *node, void *target, GError **err)
{
    return xml_get_text(node, "", &((MomentDef *) target)->description, err);
}

bool moment_parse_created(xmlNode *node, void *target, GError **err)
{
    g_autofree char *text = NULL;
    uint64_t value;

    if (!xml_get_text(node, "", &text, err) ||
        !xml_text_unsigned(node, text, 1, INT64_MAX, &value, err))
        return false;
    ((MomentDef *) target)->created = (int64_t) value;
    return true;
}

bool moment_parse_parent(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"name", XML_ONE, moment_parse_name}, {0}};
    static const XmlShape shape = {"", children};
    MomentDef parent = {0};
    bool valid = xml_walk(node, &shape, &parent, NULL, err);

    if (valid && (!parent.name || !*parent.name))
        valid = xml_invalid(node, err, "has no <name>");
    if (valid)
        ((MomentDef *) target)->parent = g_steal_pointer(&parent.name);
    g_free(parent.name);
    return valid;
}

bool moment_read_over(xmlNode *node, void *target, GError **err)
{
    (void) node;
    (void) target;
    (void) err;
    return true;
}

bool moment_parse_definition(xmlNode *node, DomainDef **ret, GError **err)
{
    static const XmlChild children[] = {{"uuid", XML_ONE, moment_read_over}, {0}};
    static const XmlShape bare = {"", children};
    xmlNode *copy;
    g_autofree char *type = xml_attr(node, "type");
    g_autofree char *text = NULL;

    if (!type)
        return xml_walk(node, &bare, NULL, NULL, err);
    copy = xmlDocCopyNode(node, node->doc, 1);
    g_assert(copy);
    xmlNodeSetName(copy, BAD_CAST "domain");
    text = xml_node_to_text(copy);
    xmlFreeNode(copy);
    *ret = domain_def_parse(text, DOMAIN_PARSE_ALLOW_TEST, err);
    if (*ret)
        return true;
    return xml_place_error(node, err);
}

bool moment_parse_domain(xmlNode *node, void *target, GError **err)
{
    return moment_parse_definition(node, &((MomentDef *) target)->domain, err);
}

bool moment_def_settle(MomentDef *def, MomentParse kind, const char *noun, GError **err)
{
    const char *problem;

    if (kind == MOMENT_KNOWN && !def->name)
        return error_set(err, ERR_XML, "XML error: a redefined %s must have a name", noun);
    if (kind == MOMENT_KNOWN && !def->created)
        return error_set(err, ERR_XML, "XML error: missing creationTime from existing %s", noun);
    if (!def->created)
        def->created = g_get_real_time() / G_USEC_PER_SEC;
    if (!def->name)
        def->name = g_strdup_printf("%" G_GINT64_FORMAT, def->created);
    problem = path_name_problem(def->name, MOMENT_NAME_MAX);
    if (problem)
        return error_set(err, ERR_XML, "XML error: name of a %s %s", noun, problem);
    if (def->name[0] == '.')
        return error_set(err, ERR_XML, "XML error: name '%s' of a %s begins with a dot", def->name,
                         noun);
    if (g_strcmp0(def->name, def->parent) == 0)
        return error_set(err, ERR_INVALID_ARG, "cannot set %s '%s' as its own parent", noun,
                         def->name);
    return true;
}

void moment_format_head(XmlWriter *xml, const MomentDef *def)
{
    xml_writer_leaf(xml, "name", def->name);
    xml_writer_leaf(xml, "description", def->description);
}

void moment_format_descent(XmlWriter *xml, const MomentDef *def)
{
    if (def->parent) {
        xml_writer_open(xml, "parent");
        xml_writer_leaf(xml, "name", def->parent);
        xml_writer_close(xml, "parent");
    }
    xml_writer_leaf_number(xml, "creationTime", (uint64_t) def->created);
}

/* Nothing that stands for a name in a document needs escaping, so the tags can be told apart. */
void moment_format_definition(XmlWriter *xml, const char *name, const DomainDef *def,
                              unsigned flags)
{
    const size_t tag = strlen("domain");
    g_autofree char *text = def ? domain_def_format(def, flags | DOMAIN_FORMAT_INACTIVE) : NULL;
    g_autofree char *renamed = NULL;
    char *end;

    if (!text)
        return;
    g_assert(g_str_has_prefix(text, "<domain") && g_str_has_suffix(text, "</domain>\n"));
    end = text + strlen(text) - strlen("</domain>\n");
    *end = '\0';
    renamed = g_strdup_printf("<%s%s</%s>", name, text + 1 + tag, name);
    xml_writer_raw(xml, renamed);
}
