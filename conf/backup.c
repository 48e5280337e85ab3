/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of backups: see backup.h. */
#include "conf/backup.h"

#include "conf/disk_entry.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"
#include "conf/xml_writer.h"

#include <string.h>

ENUM_DEFINE(backup_mode, BackupMode, BACKUP_MODE_LAST, "push", "pull");
ENUM_DEFINE(backup_transport, BackupTransport, BACKUP_TRANSPORT_LAST, "tcp", "unix");
ENUM_DEFINE(backup_disk_mode, BackupDiskMode, BACKUP_DISK_LAST, NULL, "full", "incremental");

static void backup_disk_free(void *data)
{
    BackupDisk *disk = data;

    if (!disk)
        return;
    g_free(disk->name);
    g_free(disk->incremental);
    g_free(disk->export_name);
    g_free(disk->export_bitmap);
    domain_image_free(disk->store);
    g_free(disk);
}

static BackupDisk *backup_disk_new(void)
{
    BackupDisk *disk = g_new0(BackupDisk, 1);

    disk->store = domain_image_new(DOMAIN_DISK_TYPE_FILE, NULL, NULL);
    return disk;
}

static BackupDef *backup_def_new(void)
{
    BackupDef *def = g_rc_box_new0(BackupDef);

    def->disks = g_ptr_array_new_with_free_func(backup_disk_free);
    return def;
}

static void clear_def(void *data)
{
    BackupDef *def = data;

    g_free(def->incremental);
    g_free(def->host);
    g_free(def->socket);
    g_ptr_array_unref(def->disks);
}

BackupDef *backup_def_ref(BackupDef *def)
{
    return def ? g_rc_box_acquire(def) : NULL;
}

void backup_def_unref(BackupDef *def)
{
    if (def)
        g_rc_box_release_full(def, clear_def);
}

BackupDisk *backup_disk_find(const BackupDef *def, const char *name)
{
    return disk_entry_find(def->disks, name);
}

/* ---- in ---- */

static bool parse_store(xmlNode *node, void *target, GError **err)
{
    BackupDisk *disk = target;

    return domain_parse_source(node, disk->store, err);
}

static bool refuse_store(xmlNode *node, void *target, GError **err)
{
    (void) target;
    return xml_invalid(node, err, "a push has a <target>, a pull a <scratch>, and not the other");
}

static bool parse_driver(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "type", err) &&
           xml_attr_word(node, "type", &((BackupDisk *) target)->store->format, err);
}

static bool read_mark(xmlNode *node, const char *name, bool *ret, GError **err)
{
    unsigned mark = 0;

    if (!xml_attr_unsigned(node, name, 0, 1, &mark, err))
        return false;
    *ret = mark;
    return true;
}

static bool read_disk(xmlNode *node, BackupDisk *disk, GError **err)
{
    g_autofree char *included = xml_attr(node, "backup");

    xml_attr_string(node, "incremental", &disk->incremental);
    xml_attr_string(node, "exportname", &disk->export_name);
    xml_attr_string(node, "exportbitmap", &disk->export_bitmap);
    disk->excluded = g_strcmp0(included, "no") == 0;
    if (!xml_need_string(node, "name", &disk->name, err))
        return false;
    if (included && !disk->excluded && strcmp(included, "yes") != 0)
        return xml_invalid(node, err, "backup '%s' is neither yes nor no", included);
    if (!XML_ATTR_ENUM(node, "type", domain_disk_type, &disk->store->type, err) ||
        !XML_ATTR_ENUM(node, "backupmode", backup_disk_mode, &disk->mode, err) ||
        !xml_attr_unsigned(node, "index", 0, INT_MAX, &disk->store->index, err) ||
        !read_mark(node, "made", &disk->made, err))
        return false;
    return disk->mode != BACKUP_DISK_FULL || !disk->incremental ||
           xml_invalid(node, err, "backupmode 'full' goes without incremental='%s'",
                       disk->incremental);
}

static bool parse_disk(xmlNode *node, void *target, GError **err)
{
    static const XmlChild push_children[] = {
        {"target", XML_ONE, parse_store},
        {"scratch", XML_ONE, refuse_store},
        {"driver", XML_ONE, parse_driver},
        {0},
    };
    static const XmlChild pull_children[] = {
        {"target", XML_ONE, refuse_store},
        {"scratch", XML_ONE, parse_store},
        {"driver", XML_ONE, parse_driver},
        {0},
    };
    BackupDef *def = target;
    bool pull = def->mode == BACKUP_MODE_PULL;
    const XmlShape shape = {
        "name backup type backupmode incremental exportname exportbitmap index made",
        pull ? pull_children : push_children};
    BackupDisk *disk = backup_disk_new();

    g_ptr_array_add(def->disks, disk);
    if (def->disks->len > DOMAIN_DEVICES_MAX)
        return xml_invalid(node, err, "more than %d disks", DOMAIN_DEVICES_MAX);
    if (!read_disk(node, disk, err) || !xml_walk(node, &shape, disk, NULL, err))
        return false;
    return pull || (!disk->export_name && !disk->export_bitmap) ||
           xml_invalid(node, err, "disk '%s': exportname and exportbitmap are of mode 'pull'",
                       disk->name);
}

static bool parse_disks(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"disk", XML_MANY, parse_disk}, {0}};
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

static bool parse_incremental(xmlNode *node, void *target, GError **err)
{
    return xml_get_string(node, "", &((BackupDef *) target)->incremental, err);
}

static bool parse_server(xmlNode *node, void *target, GError **err)
{
    BackupDef *def = target;
    Tristate tls = TRISTATE_ABSENT;

    if (def->mode == BACKUP_MODE_PUSH)
        return xml_invalid(node, err, "is of mode 'pull'");
    xml_attr_string(node, "name", &def->host);
    xml_attr_string(node, "socket", &def->socket);
    if (!xml_check_empty(node, "transport name port socket tls", err) ||
        !XML_ATTR_ENUM(node, "transport", backup_transport, &def->transport, err) ||
        !XML_ATTR_ENUM(node, "tls", tristate_yes, &tls, err))
        return false;
    def->tls = tls == TRISTATE_ON;
    return xml_check_socket(node, def->socket, err) &&
           xml_attr_unsigned(node, "port", 1, 65535, &def->port, err);
}

static bool check_server(xmlNode *node, BackupDef *def, GError **err)
{
    if (def->mode == BACKUP_MODE_PUSH)
        return true;
    if (def->transport == BACKUP_TRANSPORT_UNIX)
        return (def->socket && g_path_is_absolute(def->socket) && !def->host && !def->port) ||
               xml_invalid(node, err,
                           "<server transport='unix'> needs an absolute path as socket, and has "
                           "neither name nor port");
    if (def->socket)
        return xml_invalid(node, err, "<server transport='tcp'> has no socket");
    if (!def->host)
        def->host = g_strdup("localhost");
    if (def->port == 0)
        def->port = BACKUP_PORT;
    return true;
}

BackupDef *backup_def_parse(const char *xml, GError **err)
{
    static const XmlChild children[] = {
        {"incremental", XML_ONE, parse_incremental},
        {"server", XML_ONE, parse_server},
        {"disks", XML_ONE, parse_disks},
        {0},
    };
    static const XmlShape shape = {"mode reuse", children};
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, "domainbackup", err);
    g_autoptr(BackupDef) def = NULL;
    xmlNode *root;

    if (!doc)
        return NULL;
    root = xmlDocGetRootElement(doc);
    def = backup_def_new();
    if (!XML_ATTR_ENUM(root, "mode", backup_mode, &def->mode, err) ||
        !read_mark(root, "reuse", &def->reuse, err) || !xml_walk(root, &shape, def, NULL, err) ||
        !check_server(root, def, err))
        return NULL;
    return g_steal_pointer(&def);
}

/* ---- out ---- */

static void format_server(XmlWriter *xml, const BackupDef *def)
{
    xml_writer_open(xml, "server");
    xml_writer_attr(xml, "transport", backup_transport_to_string(def->transport));
    if (def->tls)
        xml_writer_attr(xml, "tls", "yes");
    xml_writer_attr(xml, "name", def->host);
    if (def->transport == BACKUP_TRANSPORT_TCP)
        xml_writer_attr_number(xml, "port", def->port);
    xml_writer_attr(xml, "socket", def->socket);
    xml_writer_close(xml, "server");
}

static void format_disk(XmlWriter *xml, const BackupDef *def, const BackupDisk *disk,
                        bool for_status)
{
    const DomainImage *store = disk->store;

    xml_writer_open(xml, "disk");
    xml_writer_attr(xml, "name", disk->name);
    xml_writer_attr(xml, "backup", disk->excluded ? "no" : "yes");
    if (!disk->excluded) {
        xml_writer_attr(xml, "type", domain_disk_type_to_string(store->type));
        xml_writer_attr(xml, "backupmode", backup_disk_mode_to_string(disk->mode));
        xml_writer_attr(xml, "incremental", disk->incremental);
        xml_writer_attr(xml, "exportname", disk->export_name);
        xml_writer_attr(xml, "exportbitmap", disk->export_bitmap);
        if (store->index > 0)
            xml_writer_attr_number(xml, "index", store->index);
        if (for_status)
            xml_writer_attr_number(xml, "made", disk->made);
        xml_writer_leaf_attr(xml, "driver", "type", store->format);
        xml_writer_leaf_attr(xml, def->mode == BACKUP_MODE_PUSH ? "target" : "scratch",
                             store->type == DOMAIN_DISK_TYPE_FILE ? "file" : "dev", store->path);
    }
    xml_writer_close(xml, "disk");
}

char *backup_def_format(const BackupDef *def, bool for_status)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "domainbackup");
    xml_writer_attr(&xml, "mode", backup_mode_to_string(def->mode));
    if (for_status)
        xml_writer_attr_number(&xml, "reuse", def->reuse);
    xml_writer_leaf(&xml, "incremental", def->incremental);
    if (def->mode == BACKUP_MODE_PULL)
        format_server(&xml, def);
    xml_writer_open(&xml, "disks");
    for (unsigned i = 0; i < def->disks->len; i++)
        format_disk(&xml, def, def->disks->pdata[i], for_status);
    xml_writer_close(&xml, "disks");
    xml_writer_close(&xml, "domainbackup");
    return xml_writer_finish(&xml);
}

/* ---- for the disks of the domain ---- */

typedef struct {
    const BackupDef *def;
    const char *suffix;
    bool all;
} Wish;

/* Where it goes, if the document has left that open. */
static bool settle_store(DomainImage *store, const DomainDisk *disk, const Wish *wish, GError **err)
{
    bool files = store->type == DOMAIN_DISK_TYPE_FILE && disk->image->type == DOMAIN_DISK_TYPE_FILE;

    if (!store->path && !files)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "disk '%s': where no file is named after another, a path is needed in "
                         "<%s>",
                         disk->target, wish->def->mode == BACKUP_MODE_PUSH ? "target" : "scratch");
    if (!store->path)
        store->path = g_strconcat(disk->image->path, ".", wish->suffix, NULL);
    if (!store->format)
        store->format = g_strdup("qcow2");
    return wish->def->mode == BACKUP_MODE_PUSH || strcmp(store->format, "qcow2") == 0 ||
           error_set(err, ERR_CONFIG_UNSUPPORTED, "disk '%s': a scratch image must be qcow2",
                     disk->target);
}

static bool settle_included(BackupDisk *entry, const DomainDisk *disk, const Wish *wish,
                            GError **err)
{
    bool pull = wish->def->mode == BACKUP_MODE_PULL;

    if (!disk->image || disk->readonly)
        return error_set(err, ERR_CONFIG_UNSUPPORTED, "disk '%s' %s: it cannot be backed up",
                         disk->target, disk->image ? "is read-only" : "is an empty drive");
    if (entry->mode != BACKUP_DISK_FULL && !entry->incremental)
        entry->incremental = g_strdup(wish->def->incremental);
    if (entry->mode == BACKUP_DISK_INCREMENTAL && !entry->incremental)
        return error_set(err, ERR_XML, "disk '%s': an incremental backup needs a checkpoint",
                         disk->target);
    entry->mode = entry->incremental ? BACKUP_DISK_INCREMENTAL : BACKUP_DISK_FULL;
    if (pull && !entry->export_name)
        entry->export_name = g_strdup(disk->target);
    if (pull && entry->incremental && !entry->export_bitmap)
        entry->export_bitmap = g_strdup_printf("backup-%s", disk->target);
    return settle_store(entry->store, disk, wish, err);
}

/* Left out, unless nothing is named. */
static void *make_entry(void)
{
    BackupDisk *disk = backup_disk_new();

    disk->excluded = true;
    return disk;
}

static bool settle_entry(void *data, const DomainDisk *disk, const void *wish_data, GError **err)
{
    BackupDisk *entry = data;
    const Wish *wish = wish_data;

    if (wish->all)
        entry->excluded = !disk->image || disk->readonly;
    return entry->excluded || settle_included(entry, disk, wish, err);
}

bool backup_def_align(BackupDef *def, const DomainDef *domain, const char *suffix, GError **err)
{
    static const DiskEntryKind kind = {make_entry, backup_disk_free, settle_entry};
    const Wish wish = {def, suffix, def->disks->len == 0};

    return disk_entries_align(&def->disks, domain, &kind, &wish, err);
}
