/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image described by a <disk>: see domain_image_document.h. */
#include "conf/domain_image_document.h"

#include "conf/domain_parse.h"
#include "conf/xml_value.h"

static bool parse_source(xmlNode *node, void *target, GError **err)
{
    return domain_parse_source(node, target, err);
}

static bool parse_driver(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "name type cache io discard detect_zeroes", err) &&
           xml_attr_word(node, "type", &((DomainImage *) target)->format, err);
}

static bool parse_backing(xmlNode *node, void *target, GError **err)
{
    return domain_parse_backing(node, target, err);
}

DomainImage *domain_image_parse_document(const char *xml, GError **err)
{
    static const XmlChild children[] = {
        {"source", XML_ONE, parse_source},
        {"driver", XML_ONE, parse_driver},
        {"backingStore", XML_ONE, parse_backing},
        {"target", XML_KEEP, NULL},
        {"alias", XML_KEEP, NULL},
        {"address", XML_KEEP, NULL},
        {"serial", XML_KEEP, NULL},
        {"boot", XML_KEEP, NULL},
        {"iotune", XML_KEEP, NULL},
        {0},
    };
    static const XmlShape shape = {"type device snapshot", children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "disk", err);
    g_autoptr(GPtrArray) kept = NULL;
    g_autoptr(DomainImage) image = domain_image_new(DOMAIN_DISK_TYPE_FILE, NULL, NULL);
    xmlNode *root;

    if (!doc)
        return NULL;
    root = xmlDocGetRootElement(doc);
    if (!XML_ATTR_ENUM(root, "type", domain_disk_type, &image->type, err) ||
        !xml_walk(root, &shape, image, &kept, err))
        return NULL;
    if (!image->path || !g_path_is_absolute(image->path)) {
        xml_invalid(root, err, "has no <source> with an absolute path");
        return NULL;
    }
    return g_steal_pointer(&image);
}
