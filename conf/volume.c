/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The document of a volume that shall be: see volume.h. Key, path, physical size and timestamps,
 * which tools send along when they copy a document, follow from the pool and are read over.
 */
#include "conf/volume.h"

#include "conf/path.h"
#include "conf/permissions_xml.h"
#include "conf/units.h"
#include "conf/xml_value.h"

#include <string.h>

#define VOLUME_CLUSTER_MIN 512
#define VOLUME_CLUSTER_MAX (2 << 20)

ENUM_DEFINE(volume_format, VolumeFormat, VOLUME_FORMAT_LAST, NULL, "raw", "dir", "iso", "qcow",
            "qcow2", "qed", "vdi", "vmdk", "vpc");
ENUM_DEFINE(volume_compat, VolumeCompat, VOLUME_COMPAT_LAST, NULL, "0.10", "1.1");

void volume_def_free(VolumeDef *def)
{
    if (!def)
        return;
    g_free(def->name);
    g_free(def->backing.path);
    g_free(def);
}

static bool volume_read_over(xmlNode *node, void *target, GError **err)
{
    (void) node;
    (void) target;
    (void) err;
    return true;
}

static bool volume_parse_name(xmlNode *node, void *target, GError **err)
{
    return xml_get_text(node, "", &((VolumeDef *) target)->name, err);
}

/* A number of any length is read as one that is too large, not as none. */
static bool volume_get_size(xmlNode *node, uint64_t *ret_bytes, GError **err)
{
    g_autofree char *unit = xml_attr(node, "unit");
    g_autofree char *text = NULL;
    uint64_t value;

    if (!xml_get_text(node, "unit", &text, err) ||
        !xml_text_unsigned(node, text, 0, UNITS_BYTES_MAX, &value, err))
        return false;
    return units_to_bytes(value, unit, ret_bytes, err);
}

static bool volume_parse_capacity(xmlNode *node, void *target, GError **err)
{
    VolumeDef *def = target;

    def->has_capacity = true;
    return volume_get_size(node, &def->capacity, err);
}

static bool volume_parse_allocation(xmlNode *node, void *target, GError **err)
{
    VolumeDef *def = target;

    def->has_allocation = true;
    return volume_get_size(node, &def->allocation, err);
}

static bool volume_parse_permissions(xmlNode *node, void *target, GError **err)
{
    return permissions_parse(node, &((VolumeDef *) target)->permissions, err);
}

static bool volume_get_format(xmlNode *node, VolumeFormat *ret_format, GError **err)
{
    g_autofree char *word = xml_attr(node, "type");

    if (word && !volume_format_from_string(word, ret_format))
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: unknown volume format type %s", word);
    return xml_check_empty(node, "type", err);
}

static bool volume_parse_target_format(xmlNode *node, void *target, GError **err)
{
    return volume_get_format(node, &((VolumeDef *) target)->format, err);
}

static bool volume_parse_compat(xmlNode *node, void *target, GError **err)
{
    VolumeDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    return volume_compat_from_string(g_strstrip(text), &def->compat) ||
           xml_unknown_word(node, "compat", text, volume_compat_list(), err);
}

static bool volume_parse_cluster_size(xmlNode *node, void *target, GError **err)
{
    VolumeDef *def = target;
    uint64_t bytes;

    if (!volume_get_size(node, &bytes, err))
        return false;
    if (bytes < VOLUME_CLUSTER_MIN || bytes > VOLUME_CLUSTER_MAX || (bytes & (bytes - 1)) != 0)
        return xml_invalid(node, err, "must be a power of two from %d to %d bytes",
                           VOLUME_CLUSTER_MIN, VOLUME_CLUSTER_MAX);
    def->cluster_size = (unsigned) bytes;
    return true;
}

static bool volume_parse_lazy_refcounts(xmlNode *node, void *target, GError **err)
{
    ((VolumeDef *) target)->lazy_refcounts = true;
    return xml_check_empty(node, "", err);
}

static bool volume_parse_features(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"lazy_refcounts", XML_ONE, volume_parse_lazy_refcounts},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

static bool volume_parse_target(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"path", XML_ONE, volume_read_over},
        {"format", XML_ONE, volume_parse_target_format},
        {"permissions", XML_ONE, volume_parse_permissions},
        {"timestamps", XML_ONE, volume_read_over},
        {"compat", XML_ONE, volume_parse_compat},
        {"clusterSize", XML_ONE, volume_parse_cluster_size},
        {"features", XML_ONE, volume_parse_features},
        {"encryption", XML_REFUSE, NULL},
        {"nocow", XML_REFUSE, NULL},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

static bool volume_parse_backing_path(xmlNode *node, void *target, GError **err)
{
    VolumeDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    if (*text == '\0')
        return true;
    def->backing.path = path_clean(text);
    return def->backing.path ||
           xml_invalid(node, err, "the backing image's path '%s' is not absolute", text);
}

static bool volume_parse_backing_format(xmlNode *node, void *target, GError **err)
{
    return volume_get_format(node, &((VolumeDef *) target)->backing.format, err);
}

static bool volume_parse_backing(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"path", XML_ONE, volume_parse_backing_path},
        {"format", XML_ONE, volume_parse_backing_format},
        {"permissions", XML_ONE, volume_read_over},
        {"timestamps", XML_ONE, volume_read_over},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

/* A source's blocks are told by disk pools; of a file there are none to tell. */
static bool volume_parse_source(xmlNode *node, void *target, GError **err)
{
    (void) target;
    return xml_check_empty(node, "", err);
}

static bool volume_check_type(xmlNode *node, GError **err)
{
    g_autofree char *type = xml_attr(node, "type");

    if (!type || strcmp(type, "file") == 0)
        return true;
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: volumes of type '%s' cannot be made, only 'file'",
                     type);
}

static bool volume_check(const VolumeDef *def, VolumeOrigin origin, GError **err)
{
    const char *problem;

    if (!def->name)
        return error_set(err, ERR_XML, "XML error: missing volume name element");
    problem = path_name_problem(def->name, VOLUME_NAME_MAX);
    if (problem)
        return error_set(err, ERR_OPERATION_INVALID, "volume name '%s' %s", def->name, problem);
    if (origin == VOLUME_NEW && !def->has_capacity && !def->backing.path)
        return error_set(err, ERR_XML, "XML error: missing capacity element");
    if (def->format != VOLUME_FORMAT_RAW && def->format != VOLUME_FORMAT_QCOW2)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: volumes of format '%s' cannot be made, only "
                         "raw and qcow2",
                         volume_format_to_string(def->format));
    return true;
}

VolumeDef *volume_def_parse(const char *xml, VolumeOrigin origin, GError **err)
{
    static const XmlChild children[] = {
        {"name", XML_ONE, volume_parse_name},
        {"key", XML_ONE, volume_read_over},
        {"source", XML_ONE, volume_parse_source},
        {"capacity", XML_ONE, volume_parse_capacity},
        {"allocation", XML_ONE, volume_parse_allocation},
        {"physical", XML_ONE, volume_read_over},
        {"target", XML_ONE, volume_parse_target},
        {"backingStore", XML_ONE, volume_parse_backing},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"type", children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "volume", err);
    g_autoptr(VolumeDef) def = NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    if (!root || !volume_check_type(root, err))
        return NULL;
    def = g_new0(VolumeDef, 1);
    def->permissions = (Permissions) PERMISSIONS_INIT;
    def->format = VOLUME_FORMAT_RAW;
    if (!xml_walk(root, &shape, def, NULL, err))
        return NULL;
    if (def->format == VOLUME_FORMAT_ISO)
        def->format = VOLUME_FORMAT_RAW; /* what is inside does not matter to who copies it */
    if (!volume_check(def, origin, err))
        return NULL;
    return g_steal_pointer(&def);
}
