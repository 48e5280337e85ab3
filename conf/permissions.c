/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The element <permissions>: see permissions_xml.h. */
#include "conf/permissions_xml.h"

#include "conf/xml_value.h"

#include <string.h>

static bool permissions_get_id(xmlNode *node, int64_t *ret_id, GError **err)
{
    g_autofree char *text = NULL;
    uint64_t id;

    if (!xml_get_text(node, "", &text, err))
        return false;
    g_strstrip(text);
    if (strcmp(text, "-1") == 0) {
        *ret_id = PERMISSIONS_NONE;
        return true;
    }
    if (!xml_text_unsigned(node, text, 0, UINT32_MAX - 1, &id, err))
        return false;
    *ret_id = (int64_t) id;
    return true;
}

static bool permissions_parse_owner(xmlNode *node, void *target, GError **err)
{
    return permissions_get_id(node, &((Permissions *) target)->owner, err);
}

static bool permissions_parse_group(xmlNode *node, void *target, GError **err)
{
    return permissions_get_id(node, &((Permissions *) target)->group, err);
}

static bool permissions_parse_mode(xmlNode *node, void *target, GError **err)
{
    g_autofree char *text = NULL;
    guint64 mode;

    if (!xml_get_text(node, "", &text, err))
        return false;
    g_strstrip(text);
    if (!g_ascii_string_to_unsigned(text, 8, 0, 07777, &mode, NULL))
        return xml_invalid(node, err, "'%s' is not an octal mode from 0 to 7777", text);
    ((Permissions *) target)->mode = (int64_t) mode;
    return true;
}

static bool permissions_parse_label(xmlNode *node, void *target, GError **err)
{
    g_autofree char *text = NULL;

    (void) target;
    return xml_get_text(node, "", &text, err);
}

bool permissions_parse(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"mode", XML_ONE, permissions_parse_mode},
        {"owner", XML_ONE, permissions_parse_owner},
        {"group", XML_ONE, permissions_parse_group},
        {"label", XML_ONE, permissions_parse_label},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

void permissions_format(XmlWriter *xml, const Permissions *permissions)
{
    char mode[16];

    if (permissions->mode < 0 && permissions->owner < 0 && permissions->group < 0)
        return;
    xml_writer_open(xml, "permissions");
    if (permissions->mode >= 0) {
        g_snprintf(mode, sizeof mode, "0%03o", (unsigned) permissions->mode);
        xml_writer_leaf(xml, "mode", mode);
    }
    if (permissions->owner >= 0)
        xml_writer_leaf_number(xml, "owner", (uint64_t) permissions->owner);
    if (permissions->group >= 0)
        xml_writer_leaf_number(xml, "group", (uint64_t) permissions->group);
    xml_writer_close(xml, "permissions");
}
