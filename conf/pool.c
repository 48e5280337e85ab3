/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of storage pools: see pool.h. */
#include "conf/pool.h"

#include "conf/path.h"
#include "conf/permissions_xml.h"
#include "conf/xml_value.h"

#include <string.h>

#define POOL_TYPE "dir"

/* Types of pools that documents may name; we have the first. */
static const char *const pool_types[] = {
    POOL_TYPE, "fs",    "netfs", "logical",  "disk",    "iscsi", "iscsi-direct",
    "scsi",    "mpath", "rbd",   "sheepdog", "gluster", "zfs",   "vstorage",
};

bool pool_type_is_known(const char *type)
{
    for (size_t i = 0; type && i < G_N_ELEMENTS(pool_types); i++) {
        if (strcmp(type, pool_types[i]) == 0)
            return true;
    }
    return false;
}

void pool_def_free(PoolDef *def)
{
    if (!def)
        return;
    g_free(def->name);
    g_free(def->path);
    g_free(def);
}

PoolDef *pool_def_copy(const PoolDef *def)
{
    PoolDef *copy = g_new(PoolDef, 1);

    *copy = *def;
    copy->name = g_strdup(def->name);
    copy->path = g_strdup(def->path);
    return copy;
}

static bool pool_parse_name(xmlNode *node, void *target, GError **err)
{
    return xml_get_text(node, "", &((PoolDef *) target)->name, err);
}

static bool pool_parse_uuid(xmlNode *node, void *target, GError **err)
{
    PoolDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    if (!uuid_parse(g_strstrip(text), def->uuid) || uuid_is_nil(def->uuid))
        return error_set(err, ERR_XML, "XML error: malformed uuid element");
    return true;
}

static bool pool_parse_path(xmlNode *node, void *target, GError **err)
{
    PoolDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    def->path = path_clean(text);
    if (!def->path && *text)
        return error_set(err, ERR_XML, "XML error: storage pool target path '%s' is not absolute",
                         text);
    return true;
}

static bool pool_parse_permissions(xmlNode *node, void *target, GError **err)
{
    return permissions_parse(node, &((PoolDef *) target)->permissions, err);
}

static bool pool_read_over(xmlNode *node, void *target, GError **err)
{
    (void) node;
    (void) target;
    (void) err;
    return true;
}

static bool pool_parse_target(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"path", XML_ONE, pool_parse_path},
        {"permissions", XML_ONE, pool_parse_permissions},
        {"timestamps", XML_ONE, pool_read_over},
        {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

/* A folder has no source: whatever is told of one would not be honoured. */
static bool pool_parse_source(xmlNode *node, void *target, GError **err)
{
    (void) target;
    return xml_check_empty(node, "", err);
}

static bool pool_check_type(xmlNode *node, GError **err)
{
    g_autofree char *type = xml_attr(node, "type");

    if (!pool_type_is_known(type))
        return error_set(err, ERR_XML,
                         "XML error: Invalid value for attribute 'type' in element 'pool': '%s'.",
                         type ? type : "");
    if (strcmp(type, POOL_TYPE) != 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: storage pools of type '%s' are not "
                         "supported, only '" POOL_TYPE "'",
                         type);
    return true;
}

static bool pool_check(const PoolDef *def, GError **err)
{
    const char *problem;

    if (!def->name)
        return error_set(err, ERR_XML, "XML error: missing pool source name element");
    problem = path_name_problem(def->name, POOL_NAME_MAX);
    if (problem)
        return error_set(err, ERR_XML, "XML error: name %s %s", def->name, problem);
    if (!def->path)
        return error_set(err, ERR_XML, "XML error: missing storage pool target path");
    return true;
}

PoolDef *pool_def_parse(const char *xml, GError **err)
{
    static const XmlChild children[] = {
        {"name", XML_ONE, pool_parse_name},     {"uuid", XML_ONE, pool_parse_uuid},
        {"capacity", XML_ONE, pool_read_over},  {"allocation", XML_ONE, pool_read_over},
        {"available", XML_ONE, pool_read_over}, {"source", XML_ONE, pool_parse_source},
        {"target", XML_ONE, pool_parse_target}, {NULL, XML_ONE, NULL},
    };
    static const XmlShape shape = {"type", children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "pool", err);
    g_autoptr(PoolDef) def = NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    if (!root || !pool_check_type(root, err))
        return NULL;
    def = g_new0(PoolDef, 1);
    def->permissions = (Permissions) PERMISSIONS_INIT;
    if (!xml_walk(root, &shape, def, NULL, err) || !pool_check(def, err))
        return NULL;
    if (uuid_is_nil(def->uuid))
        uuid_generate(def->uuid);
    return g_steal_pointer(&def);
}

char *pool_def_format(const PoolDef *def, const PoolUsage *usage, const Permissions *permissions)
{
    char uuid[UUID_TEXT_SIZE];
    XmlWriter xml;

    uuid_format(def->uuid, uuid);
    xml_writer_init(&xml);
    xml_writer_open(&xml, "pool");
    xml_writer_attr(&xml, "type", POOL_TYPE);
    xml_writer_leaf(&xml, "name", def->name);
    xml_writer_leaf(&xml, "uuid", uuid);
    xml_writer_leaf_size(&xml, "capacity", "bytes", usage->capacity);
    xml_writer_leaf_size(&xml, "allocation", "bytes", usage->allocation);
    xml_writer_leaf_size(&xml, "available", "bytes", usage->available);
    xml_writer_open(&xml, "source");
    xml_writer_break(&xml);
    xml_writer_close(&xml, "source");
    xml_writer_open(&xml, "target");
    xml_writer_leaf(&xml, "path", def->path);
    permissions_format(&xml, permissions ? permissions : &def->permissions);
    xml_writer_close(&xml, "target");
    xml_writer_close(&xml, "pool");
    return xml_writer_finish(&xml);
}

static void capabilities_format_volumes(XmlWriter *xml)
{
    xml_writer_open(xml, "volOptions");
    xml_writer_leaf_attr(xml, "defaultFormat", "type", "raw");
    xml_writer_open(xml, "enum");
    xml_writer_attr(xml, "name", "targetFormatType");
    xml_writer_leaf(xml, "value", "raw");
    xml_writer_leaf(xml, "value", "qcow2");
    xml_writer_close(xml, "enum");
    xml_writer_close(xml, "volOptions");
}

char *pool_capabilities_format(void)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "storagepoolCapabilities");
    for (size_t i = 0; i < G_N_ELEMENTS(pool_types); i++) {
        bool ours = strcmp(pool_types[i], POOL_TYPE) == 0;

        xml_writer_open(&xml, "pool");
        xml_writer_attr(&xml, "type", pool_types[i]);
        xml_writer_attr(&xml, "supported", ours ? "yes" : "no");
        if (ours)
            capabilities_format_volumes(&xml);
        else
            xml_writer_break(&xml);
        xml_writer_close(&xml, "pool");
    }
    xml_writer_close(&xml, "storagepoolCapabilities");
    return xml_writer_finish(&xml);
}
