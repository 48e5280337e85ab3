/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of checkpoints: see checkpoint.h. */
#include "conf/checkpoint.h"

#include "conf/disk_entry.h"
#include "conf/moment_xml.h"
#include "conf/xml_value.h"

ENUM_DEFINE(checkpoint_kind, CheckpointKind, CHECKPOINT_KIND_LAST, NULL, "no", "bitmap");

static void checkpoint_disk_free(void *data)
{
    CheckpointDisk *disk = data;

    if (!disk)
        return;
    g_free(disk->name);
    g_free(disk->bitmap);
    g_free(disk);
}

void checkpoint_def_free(CheckpointDef *def)
{
    if (!def)
        return;
    moment_def_clear(&def->moment);
    g_ptr_array_unref(def->disks);
    g_free(def);
}

CheckpointDisk *checkpoint_disk_find(const CheckpointDef *def, const char *name)
{
    return disk_entry_find(def->disks, name);
}

static bool parse_disk(xmlNode *node, void *target, GError **err)
{
    GPtrArray *disks = target;
    CheckpointDisk *disk = g_new0(CheckpointDisk, 1);

    g_ptr_array_add(disks, disk);
    if (disks->len > DOMAIN_DEVICES_MAX)
        return xml_invalid(node, err, "more than %d disks", DOMAIN_DEVICES_MAX);
    xml_attr_string(node, "bitmap", &disk->bitmap);
    if (!xml_need_string(node, "name", &disk->name, err) ||
        !xml_check_empty(node, "name checkpoint bitmap size", err) ||
        !XML_ATTR_ENUM(node, "checkpoint", checkpoint_kind, &disk->kind, err))
        return false;
    if (disk->kind == CHECKPOINT_KIND_DEFAULT)
        disk->kind = CHECKPOINT_KIND_BITMAP;
    return disk->kind == CHECKPOINT_KIND_BITMAP || !disk->bitmap ||
           xml_invalid(node, err, "disk '%s' has no checkpoint and so no bitmap", disk->name);
}

static bool parse_disks(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"disk", XML_MANY, parse_disk}, {0}};
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, ((CheckpointDef *) target)->disks, NULL, err);
}

static const XmlChild wanted_children[] = {
    {"name", XML_ONE, moment_parse_name},
    {"description", XML_ONE, moment_parse_description},
    {"disks", XML_ONE, parse_disks},
    {"parent", XML_ONE, moment_read_over},
    {"creationTime", XML_ONE, moment_read_over},
    {"domain", XML_ONE, moment_read_over},
    {0},
};

static const XmlChild known_children[] = {
    {"name", XML_ONE, moment_parse_name},
    {"description", XML_ONE, moment_parse_description},
    {"disks", XML_ONE, parse_disks},
    {"parent", XML_ONE, moment_parse_parent},
    {"creationTime", XML_ONE, moment_parse_created},
    {"domain", XML_ONE, moment_parse_domain},
    {0},
};

CheckpointDef *checkpoint_def_parse(const char *xml, MomentParse kind, GError **err)
{
    const XmlShape shape = {"", kind == MOMENT_KNOWN ? known_children : wanted_children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "domaincheckpoint", err);
    g_autoptr(CheckpointDef) def = NULL;

    if (!doc)
        return NULL;
    def = g_new0(CheckpointDef, 1);
    def->disks = g_ptr_array_new_with_free_func(checkpoint_disk_free);
    if (!xml_walk(xmlDocGetRootElement(doc), &shape, def, NULL, err) ||
        !moment_def_settle(&def->moment, kind, "domain checkpoint", err))
        return NULL;
    return g_steal_pointer(&def);
}

static void format_disks(XmlWriter *xml, const GPtrArray *disks)
{
    if (disks->len == 0)
        return;
    xml_writer_open(xml, "disks");
    for (unsigned i = 0; i < disks->len; i++) {
        const CheckpointDisk *disk = disks->pdata[i];

        xml_writer_open(xml, "disk");
        xml_writer_attr(xml, "name", disk->name);
        xml_writer_attr(xml, "checkpoint", checkpoint_kind_to_string(disk->kind));
        xml_writer_attr(xml, "bitmap", disk->bitmap);
        if (disk->has_size)
            xml_writer_attr_number(xml, "size", (int64_t) disk->size);
        xml_writer_close(xml, "disk");
    }
    xml_writer_close(xml, "disks");
}

char *checkpoint_def_format(const CheckpointDef *def, bool with_domain, unsigned flags)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "domaincheckpoint");
    moment_format_head(&xml, &def->moment);
    moment_format_descent(&xml, &def->moment);
    format_disks(&xml, def->disks);
    if (with_domain)
        moment_format_definition(&xml, "domain", def->moment.domain, flags);
    xml_writer_close(&xml, "domaincheckpoint");
    return xml_writer_finish(&xml);
}

/* ---- for each disk of the domain ---- */

typedef struct {
    const char *name; /* of the checkpoint */
    bool all;
} Wish;

static void *make_entry(void)
{
    return g_new0(CheckpointDisk, 1);
}

static bool check_disk(const DomainDisk *disk, GError **err)
{
    const char *why = !disk->image                                   ? "its drive is empty"
                      : disk->readonly                               ? "it is read-only"
                      : g_strcmp0(disk->image->format, "qcow2") != 0 ? "its image is not qcow2"
                                                                     : NULL;

    return !why || error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: checkpoint for disk '%s' unsupported: "
                             "%s; say checkpoint='no' for it to go without",
                             disk->target, why);
}

static bool settle_entry(void *data, const DomainDisk *disk, const void *wish_data, GError **err)
{
    CheckpointDisk *entry = data;
    const Wish *wish = wish_data;

    if (entry->kind == CHECKPOINT_KIND_DEFAULT)
        entry->kind = wish->all && disk->image && !disk->readonly ? CHECKPOINT_KIND_BITMAP
                                                                  : CHECKPOINT_KIND_NO;
    if (entry->kind != CHECKPOINT_KIND_BITMAP)
        return true;
    if (!entry->bitmap)
        entry->bitmap = g_strdup(wish->name);
    return check_disk(disk, err);
}

bool checkpoint_def_align(CheckpointDef *def, const DomainDef *domain, GError **err)
{
    static const DiskEntryKind kind = {make_entry, checkpoint_disk_free, settle_entry};
    const Wish wish = {def->moment.name, def->disks->len == 0};

    return disk_entries_align(&def->disks, domain, &kind, &wish, err);
}
