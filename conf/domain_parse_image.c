/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <source> of a disk and <backingStore>, which is nested: one level for each image of the chain.
 * In documents of running guests the images are numbered; others cannot number them.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

static bool parse_path(xmlNode *node, DomainImage *image, GError **err)
{
    bool is_file = image->type == DOMAIN_DISK_TYPE_FILE;
    g_autofree char *file = xml_attr(node, "file");
    g_autofree char *dev = xml_attr(node, "dev");

    if (is_file ? dev != NULL : file != NULL)
        return xml_invalid(node, err, "a disk of type '%s' has its path in the attribute '%s'",
                           domain_disk_type_to_string(image->type), is_file ? "file" : "dev");
    return xml_attr_path(node, is_file ? "file" : "dev", &image->path, err);
}

bool domain_parse_source(xmlNode *node, DomainImage *image, GError **err)
{
    static const XmlChild children[] = {
        {"cookies", XML_REFUSE, NULL},      {"encryption", XML_REFUSE, NULL},
        {"reservations", XML_REFUSE, NULL}, {"seclabel", XML_REFUSE, NULL},
        {"slices", XML_REFUSE, NULL},       {0},
    };
    static const XmlShape shape = {"file dev index", children};

    return xml_walk(node, &shape, NULL, NULL, err) &&
           xml_attr_unsigned(node, "index", 0, INT_MAX, &image->index, err) &&
           parse_path(node, image, err);
}

static bool parse_backing_source(xmlNode *node, void *target, GError **err)
{
    unsigned index = ((DomainImage *) target)->index;

    if (!domain_parse_source(node, target, err))
        return false;
    ((DomainImage *) target)->index = index; /* which <backingStore> has told */
    return true;
}

static bool parse_backing_format(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "type", err) &&
           xml_attr_word(node, "type", &((DomainImage *) target)->format, err);
}

static bool parse_next(xmlNode *node, void *target, GError **err)
{
    return domain_parse_backing(node, target, err);
}

/* libxml2's limit of depth is the limit of this recursion. */
bool domain_parse_backing(xmlNode *node, DomainImage *image, GError **err)
{
    static const XmlChild children[] = {
        {"source", XML_ONE, parse_backing_source},
        {"format", XML_ONE, parse_backing_format},
        {"backingStore", XML_ONE, parse_next},
        {0},
    };
    static const XmlShape shape = {"type index detected", children};
    Tristate detected = TRISTATE_ABSENT;
    g_autofree char *type = xml_attr(node, "type");
    DomainImage *backing;

    if (!XML_ATTR_ENUM(node, "detected", tristate_yes, &detected, err))
        return false;
    image->chain_known = true;
    image->chain_found = detected == TRISTATE_ON;
    if (!type && !xmlFirstElementChild(node))
        return xml_check_empty(node, "detected", err);
    backing = image->backing = domain_image_new(DOMAIN_DISK_TYPE_FILE, NULL, NULL);
    if (!XML_ATTR_ENUM(node, "type", domain_disk_type, &backing->type, err) ||
        !xml_attr_unsigned(node, "index", 0, INT_MAX, &backing->index, err) ||
        !xml_walk(node, &shape, backing, NULL, err))
        return false;
    return backing->path || xml_invalid(node, err, "has no <source>");
}
