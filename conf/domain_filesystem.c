/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared folders, from text and to text: see domain_filesystem.h. */
#include "conf/domain_filesystem.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

#define FILESYSTEM_MODE_MAX 0777

ENUM_DEFINE(domain_filesystem_access, DomainFilesystemAccess, DOMAIN_FILESYSTEM_ACCESS_LAST, NULL,
            "passthrough", "mapped", "squash");
ENUM_DEFINE(domain_multidevs, DomainMultidevs, DOMAIN_MULTIDEVS_LAST, NULL, "remap", "forbid",
            "warn");

DomainFilesystem *domain_filesystem_new(void)
{
    return g_new0(DomainFilesystem, 1);
}

void domain_filesystem_free(void *data)
{
    DomainFilesystem *filesystem = data;

    if (!filesystem)
        return;
    g_free(filesystem->source);
    g_free(filesystem->target);
    domain_device_info_free(&filesystem->info);
}

static bool parse_driver(xmlNode *node, void *target, GError **err)
{
    DomainFilesystem *filesystem = target;

    if (!xml_check_empty(node, "type wrpolicy", err) ||
        !xml_check_only(node, "type", "path", err) ||
        !xml_check_only(node, "wrpolicy", "immediate", err))
        return false;
    filesystem->driver = xmlHasProp(node, BAD_CAST "type") != NULL;
    filesystem->immediate = xmlHasProp(node, BAD_CAST "wrpolicy") != NULL;
    return true;
}

static bool parse_source(xmlNode *node, void *target, GError **err)
{
    DomainFilesystem *filesystem = target;

    if (!xml_check_empty(node, "dir", err) ||
        !xml_need_string(node, "dir", &filesystem->source, err))
        return false;
    return g_path_is_absolute(filesystem->source) ||
           xml_invalid(node, err, "dir '%s' is no absolute path", filesystem->source);
}

static bool parse_target(xmlNode *node, void *target, GError **err)
{
    DomainFilesystem *filesystem = target;

    if (!xml_check_empty(node, "dir", err) ||
        !xml_need_string(node, "dir", &filesystem->target, err))
        return false;
    return strlen(filesystem->target) <= DOMAIN_FILESYSTEM_TAG_MAX ||
           xml_unsupported(node, err, "dir '%s', which has more than %d bytes", filesystem->target,
                           DOMAIN_FILESYSTEM_TAG_MAX);
}

static bool parse_readonly(xmlNode *node, void *target, GError **err)
{
    DomainFilesystem *filesystem = target;

    filesystem->readonly = true;
    return xml_check_empty(node, "", err);
}

/* Permissions, in octal digits. */
static bool parse_mode(xmlNode *node, const char *name, unsigned *ret_mode, GError **err)
{
    g_autofree char *text = xml_attr(node, name);
    guint64 mode;

    if (!text)
        return true;
    if (strspn(text, "01234567") != strlen(text) ||
        !g_ascii_string_to_unsigned(text, 8, 1, FILESYSTEM_MODE_MAX, &mode, NULL))
        return xml_invalid(node, err, "%s '%s' is no octal number from 1 to %o", name, text,
                           FILESYSTEM_MODE_MAX);
    *ret_mode = (unsigned) mode;
    return true;
}

static bool check_whole(xmlNode *node, const DomainFilesystem *filesystem, GError **err)
{
    if (!filesystem->source || !filesystem->target)
        return xml_invalid(node, err, "has no <%s dir=>", filesystem->source ? "target" : "source");
    if ((filesystem->fmode || filesystem->dmode) && filesystem->access != DOMAIN_FILESYSTEM_MAPPED)
        return xml_invalid(node, err, "fmode and dmode are only for accessmode='mapped'");
    return true;
}

bool domain_parse_filesystem(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"driver", XML_ONE, parse_driver},
        {"source", XML_ONE, parse_source},
        {"target", XML_ONE, parse_target},
        {"readonly", XML_ONE, parse_readonly},
        DOMAIN_DEVICE_CHILDREN,
        {"binary", XML_REFUSE, NULL},
        {"idmap", XML_REFUSE, NULL},
        {"space_hard_limit", XML_REFUSE, NULL},
        {"space_soft_limit", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"type model accessmode fmode dmode multidevs", children};
    DomainDef *def = target;
    DomainFilesystem *filesystem = domain_filesystem_new();

    g_ptr_array_add(def->filesystems, filesystem);
    return xml_check_only(node, "type", "mount", err) &&
           xml_check_only(node, "model", "virtio", err) &&
           XML_ATTR_ENUM(node, "accessmode", domain_filesystem_access, &filesystem->access, err) &&
           XML_ATTR_ENUM(node, "multidevs", domain_multidevs, &filesystem->multidevs, err) &&
           parse_mode(node, "fmode", &filesystem->fmode, err) &&
           parse_mode(node, "dmode", &filesystem->dmode, err) &&
           xml_walk(node, &shape, filesystem, &filesystem->info.kept, err) &&
           check_whole(node, filesystem, err);
}

static void format_mode(XmlWriter *xml, const char *name, unsigned mode)
{
    g_autofree char *text = mode ? g_strdup_printf("%03o", mode) : NULL;

    xml_writer_attr(xml, name, text);
}

void domain_format_filesystem(DomainWriter *writer, const DomainFilesystem *filesystem)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "filesystem");
    xml_writer_attr(xml, "type", "mount");
    xml_writer_attr(xml, "accessmode", domain_filesystem_access_to_string(filesystem->access));
    xml_writer_attr(xml, "multidevs", domain_multidevs_to_string(filesystem->multidevs));
    format_mode(xml, "fmode", filesystem->fmode);
    format_mode(xml, "dmode", filesystem->dmode);
    if (filesystem->driver || filesystem->immediate) {
        xml_writer_open(xml, "driver");
        xml_writer_attr(xml, "type", filesystem->driver ? "path" : NULL);
        xml_writer_attr(xml, "wrpolicy", filesystem->immediate ? "immediate" : NULL);
        xml_writer_close(xml, "driver");
    }
    xml_writer_leaf_attr(xml, "source", "dir", filesystem->source);
    xml_writer_leaf_attr(xml, "target", "dir", filesystem->target);
    xml_writer_flag(xml, "readonly", filesystem->readonly);
    domain_format_info(writer, &filesystem->info);
    xml_writer_close(xml, "filesystem");
}
