/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of snapshots, read and written: see snapshot.h. */
#include "conf/snapshot.h"

#include "conf/disk_entry.h"
#include "conf/moment_xml.h"
#include "conf/path.h"
#include "conf/xml_value.h"

#include <string.h>

ENUM_DEFINE(snapshot_state, SnapshotState, SNAPSHOT_STATE_LAST, "nostate", "running", "blocked",
            "paused", "shutdown", "shutoff", "crashed", "pmsuspended", "disk-snapshot");
ENUM_DEFINE(snapshot_place, SnapshotPlace, SNAPSHOT_PLACE_LAST, NULL, "no", "internal", "external",
            "manual");

SnapshotDef *snapshot_def_new(void)
{
    SnapshotDef *def = g_new0(SnapshotDef, 1);

    def->disks = g_ptr_array_new_with_free_func(snapshot_disk_free);
    return def;
}

void snapshot_def_free(SnapshotDef *def)
{
    if (!def)
        return;
    moment_def_clear(&def->moment);
    g_free(def->memory_file);
    g_ptr_array_unref(def->disks);
    g_clear_pointer(&def->revert_disks, g_ptr_array_unref);
    domain_def_free(def->inactive);
    g_free(def->cookie);
    g_free(def);
}

SnapshotDisk *snapshot_disk_new(const char *name, SnapshotPlace place)
{
    SnapshotDisk *disk = g_new0(SnapshotDisk, 1);

    disk->name = g_strdup(name);
    disk->place = place;
    return disk;
}

void snapshot_disk_free(void *data)
{
    SnapshotDisk *disk = data;

    if (!disk)
        return;
    g_free(disk->name);
    g_free(disk->format);
    g_free(disk->path);
    g_free(disk);
}

SnapshotDisk *snapshot_disk_find(const GPtrArray *disks, const char *name)
{
    return disk_entry_find(disks, name);
}

/* ---- reading ---- */

static bool parse_disk_driver(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "type", err) &&
           xml_attr_word(node, "type", &((SnapshotDisk *) target)->format, err);
}

static bool parse_disk_source(xmlNode *node, void *target, GError **err)
{
    SnapshotDisk *disk = target;
    const char *wanted = disk->type == DOMAIN_DISK_TYPE_FILE ? "file" : "dev";
    g_autofree char *path = xml_attr(node, wanted);

    if (!xml_check_empty(node, wanted, err))
        return false;
    if (!path || !*path)
        return true;
    disk->path = path_clean(path);
    return disk->path || xml_invalid(node, err, "path '%s' is not absolute", path);
}

static bool parse_disk_merging(xmlNode *node, void *target, GError **err)
{
    ((SnapshotDisk *) target)->merging = true;
    return xml_check_empty(node, "", err);
}

static bool parse_disk(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"driver", XML_ONE, parse_disk_driver},
        {"source", XML_ONE, parse_disk_source},
        {"snapshotDeleteInProgress", XML_ONE, parse_disk_merging},
        {0},
    };
    static const XmlShape shape = {"name snapshot type", children};
    SnapshotDisk *disk = snapshot_disk_new(NULL, SNAPSHOT_PLACE_DEFAULT);

    g_ptr_array_add(target, disk);
    if (!xml_need_string(node, "name", &disk->name, err) ||
        !XML_ATTR_ENUM(node, "type", domain_disk_type, &disk->type, err) ||
        !XML_ATTR_ENUM(node, "snapshot", snapshot_place, &disk->place, err) ||
        !xml_walk(node, &shape, disk, NULL, err))
        return false;
    if (!disk->path && !disk->format)
        return true;
    if (disk->place == SNAPSHOT_PLACE_DEFAULT)
        disk->place = SNAPSHOT_PLACE_EXTERNAL;
    return disk->place == SNAPSHOT_PLACE_EXTERNAL ||
           xml_invalid(node, err, "disk '%s' must use snapshot mode 'external' to have a new image",
                       disk->name);
}

static bool parse_disk_list(xmlNode *node, GPtrArray *disks, unsigned max, GError **err)
{
    static const XmlChild children[] = {{"disk", XML_MANY, parse_disk}, {0}};
    static const XmlShape shape = {"", children};

    if (xmlChildElementCount(node) > max)
        return xml_invalid(node, err, "more than %u disks", max);
    return xml_walk(node, &shape, disks, NULL, err);
}

static bool parse_disks(xmlNode *node, void *target, GError **err)
{
    return parse_disk_list(node, ((SnapshotDef *) target)->disks, DOMAIN_DEVICES_MAX, err);
}

static bool parse_unlisted(xmlNode *node, void *target, GError **err)
{
    ((SnapshotDef *) target)->unlisted = true;
    return xml_check_empty(node, "", err);
}

static bool parse_revert_disks(xmlNode *node, void *target, GError **err)
{
    SnapshotDef *def = target;

    def->revert_disks = g_ptr_array_new_with_free_func(snapshot_disk_free);
    return parse_disk_list(node, def->revert_disks, SNAPSHOT_REVERT_IMAGES_MAX, err);
}

static bool parse_state(xmlNode *node, void *target, GError **err)
{
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    return snapshot_state_from_string(text, &((SnapshotDef *) target)->state) ||
           xml_unknown_word(node, "state", text, snapshot_state_list(), err);
}

static bool parse_memory(xmlNode *node, void *target, GError **err)
{
    SnapshotDef *def = target;
    g_autofree char *file = xml_attr(node, "file");

    if (!xml_check_empty(node, "snapshot file", err) ||
        !XML_ATTR_ENUM(node, "snapshot", snapshot_place, &def->memory, err))
        return false;
    if (def->memory == SNAPSHOT_PLACE_MANUAL)
        return xml_invalid(node, err, "memory cannot be kept by hand");
    if (def->memory == SNAPSHOT_PLACE_DEFAULT && file)
        def->memory = SNAPSHOT_PLACE_EXTERNAL;
    if ((def->memory == SNAPSHOT_PLACE_EXTERNAL) != (file != NULL))
        return xml_invalid(node, err,
                           file ? "memory that is not external has no file"
                                : "external memory needs a 'file'");
    if (!file)
        return true;
    def->memory_file = path_clean(file);
    return def->memory_file || xml_invalid(node, err, "path '%s' is not absolute", file);
}

static bool parse_inactive(xmlNode *node, void *target, GError **err)
{
    return moment_parse_definition(node, &((SnapshotDef *) target)->inactive, err);
}

/* What other programs note for themselves. */
static bool parse_cookie(xmlNode *node, void *target, GError **err)
{
    g_autoptr(GPtrArray) kept = NULL;

    if (!xml_keep(node, &kept, err))
        return false;
    ((SnapshotDef *) target)->cookie = g_strdup(g_ptr_array_index(kept, 0));
    return true;
}

static const XmlChild wanted_children[] = {
    {"name", XML_ONE, moment_parse_name},
    {"description", XML_ONE, moment_parse_description},
    {"memory", XML_ONE, parse_memory},
    {"disks", XML_ONE, parse_disks},
    {"state", XML_ONE, moment_read_over},
    {"parent", XML_ONE, moment_read_over},
    {"creationTime", XML_ONE, moment_read_over},
    {"revertDisks", XML_ONE, moment_read_over},
    {"noMetadata", XML_ONE, moment_read_over},
    {"domain", XML_ONE, moment_read_over},
    {"inactiveDomain", XML_ONE, moment_read_over},
    {"cookie", XML_ONE, moment_read_over},
    {"active", XML_ONE, moment_read_over},
    {0},
};

static const XmlChild known_children[] = {
    {"name", XML_ONE, moment_parse_name},
    {"description", XML_ONE, moment_parse_description},
    {"memory", XML_ONE, parse_memory},
    {"disks", XML_ONE, parse_disks},
    {"state", XML_ONE, parse_state},
    {"parent", XML_ONE, moment_parse_parent},
    {"creationTime", XML_ONE, moment_parse_created},
    {"revertDisks", XML_ONE, parse_revert_disks},
    {"noMetadata", XML_ONE, parse_unlisted},
    {"domain", XML_ONE, moment_parse_domain},
    {"inactiveDomain", XML_ONE, parse_inactive},
    {"cookie", XML_ONE, parse_cookie},
    {"active", XML_ONE, moment_read_over},
    {0},
};

static bool check_known(const SnapshotDef *def, GError **err)
{
    bool without = def->state == SNAPSHOT_STATE_SHUTOFF || def->state == SNAPSHOT_STATE_DISKS;

    if (def->state == SNAPSHOT_STATE_NOSTATE)
        return error_set(err, ERR_XML, "XML error: missing state from existing snapshot");
    if (without && def->memory > SNAPSHOT_PLACE_NO)
        return error_set(err, ERR_XML,
                         "XML error: a snapshot in the state '%s' has no memory to keep",
                         snapshot_state_to_string(def->state));
    return true;
}

SnapshotDef *snapshot_def_parse(const char *xml, MomentParse kind, GError **err)
{
    const XmlShape shape = {"", kind == MOMENT_KNOWN ? known_children : wanted_children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "domainsnapshot", err);
    g_autoptr(SnapshotDef) def = NULL;

    if (!doc)
        return NULL;
    def = snapshot_def_new();
    if (!xml_walk(xmlDocGetRootElement(doc), &shape, def, NULL, err) ||
        !moment_def_settle(&def->moment, kind, "domain snapshot", err) ||
        (kind == MOMENT_KNOWN && !check_known(def, err)))
        return NULL;
    return g_steal_pointer(&def);
}

/* ---- writing ---- */

static void format_disk(XmlWriter *xml, const SnapshotDisk *disk)
{
    xml_writer_open(xml, "disk");
    xml_writer_attr(xml, "name", disk->name);
    xml_writer_attr(xml, "snapshot", snapshot_place_to_string(disk->place));
    if (disk->path || disk->format)
        xml_writer_attr(xml, "type", domain_disk_type_to_string(disk->type));
    xml_writer_leaf_attr(xml, "driver", "type", disk->format);
    xml_writer_leaf_attr(xml, "source", disk->type == DOMAIN_DISK_TYPE_FILE ? "file" : "dev",
                         disk->path);
    xml_writer_flag(xml, "snapshotDeleteInProgress", disk->merging);
    xml_writer_close(xml, "disk");
}

static void format_disks(XmlWriter *xml, const char *name, const GPtrArray *disks)
{
    if (!disks || disks->len == 0)
        return;
    xml_writer_open(xml, name);
    for (unsigned i = 0; i < disks->len; i++)
        format_disk(xml, disks->pdata[i]);
    xml_writer_close(xml, name);
}

char *snapshot_def_format(const SnapshotDef *def, unsigned flags)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "domainsnapshot");
    moment_format_head(&xml, &def->moment);
    if (def->state != SNAPSHOT_STATE_NOSTATE)
        xml_writer_leaf(&xml, "state", snapshot_state_to_string(def->state));
    moment_format_descent(&xml, &def->moment);
    if (def->memory) {
        xml_writer_open(&xml, "memory");
        xml_writer_attr(&xml, "snapshot", snapshot_place_to_string(def->memory));
        xml_writer_attr(&xml, "file", def->memory_file);
        xml_writer_close(&xml, "memory");
    }
    format_disks(&xml, "disks", def->disks);
    format_disks(&xml, "revertDisks", def->revert_disks);
    xml_writer_flag(&xml, "noMetadata", def->unlisted);
    moment_format_definition(&xml, "domain", def->moment.domain, flags);
    moment_format_definition(&xml, "inactiveDomain", def->inactive, flags);
    xml_writer_raw(&xml, def->cookie);
    xml_writer_close(&xml, "domainsnapshot");
    return xml_writer_finish(&xml);
}

bool snapshot_def_has(const SnapshotDef *def, SnapshotPlace place)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        if (((const SnapshotDisk *) def->disks->pdata[i])->place == place)
            return true;
    }
    return false;
}

bool snapshot_def_is_external(const SnapshotDef *def)
{
    return def->memory == SNAPSHOT_PLACE_EXTERNAL || snapshot_def_has(def, SNAPSHOT_PLACE_EXTERNAL);
}
