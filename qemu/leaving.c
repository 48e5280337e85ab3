/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices on their way out: see leaving.h. */
#include "qemu/leaving.h"

#include "conf/domain_device.h"
#include "conf/xml_value.h"
#include "conf/xml_writer.h"
#include "qemu/hotplug_private.h"
#include "qemu/status.h"

/* Values of Machine.leaving. */
#define LEAVING_ASKED GINT_TO_POINTER(1)
#define LEAVING_WENT GINT_TO_POINTER(2)

static void note(Machine *machine, const char *alias, gpointer how)
{
    if (!machine->leaving)
        machine->leaving = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(machine->leaving, g_strdup(alias), how);
}

static bool is_leaving(const Machine *machine, const char *alias)
{
    return machine->leaving && alias && g_hash_table_contains(machine->leaving, alias);
}

bool leaving_begin(Machine *machine, const char *alias, GError **err)
{
    if (is_leaving(machine, alias))
        return true;
    note(machine, alias, LEAVING_ASKED);
    if (status_save(machine, machine->domain->state, machine->domain->reason, err))
        return true;
    leaving_end(machine, alias);
    return false;
}

void leaving_end(Machine *machine, const char *alias)
{
    if (machine->leaving)
        g_hash_table_remove(machine->leaving, alias);
}

void leaving_went(Machine *machine, const char *alias)
{
    if (is_leaving(machine, alias))
        note(machine, alias, LEAVING_WENT);
}

static gboolean stays(gpointer alias, gpointer how, gpointer data)
{
    (void) alias;
    (void) data;
    return how == LEAVING_ASKED;
}

void leaving_reset(Machine *machine)
{
    if (machine->leaving && g_hash_table_foreach_remove(machine->leaving, stays, NULL) > 0)
        hotplug_save_status(machine);
}

GPtrArray *leaving_list(const Machine *machine)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer alias, how;

    if (!machine->leaving)
        return list;
    g_hash_table_iter_init(&iter, machine->leaving);
    while (g_hash_table_iter_next(&iter, &alias, &how)) {
        if (how == LEAVING_ASKED)
            g_ptr_array_add(list, g_strdup(alias));
    }
    return list;
}

bool leaving_refuse_disk(const Machine *machine, const char *target, GError **err)
{
    const DomainDisk *disk = domain_disk_by_target(machine->domain->def, target);

    if (!disk || !is_leaving(machine, disk->info.alias))
        return true;
    return error_set(err, ERR_RESOURCE_BUSY,
                     "disk '%s' is on its way out: the guest has been asked to let go of it",
                     target);
}

/* ---- in the status file ---- */

char *leaving_format(const Machine *machine)
{
    GHashTableIter iter;
    gpointer alias;
    XmlWriter xml;

    if (!machine->leaving || g_hash_table_size(machine->leaving) == 0)
        return NULL;
    xml_writer_init(&xml);
    xml_writer_open(&xml, "leaving");
    g_hash_table_iter_init(&iter, machine->leaving);
    while (g_hash_table_iter_next(&iter, &alias, NULL))
        xml_writer_leaf_attr(&xml, "device", "alias", alias);
    xml_writer_close(&xml, "leaving");
    return xml_writer_finish(&xml);
}

static bool parse_device(xmlNode *node, void *target, GError **err)
{
    g_autofree char *alias = xml_attr(node, "alias");

    if (!alias)
        return xml_invalid(node, err, "a device needs an alias");
    note(target, alias, LEAVING_ASKED);
    return true;
}

bool leaving_restore(Machine *machine, const char *xml, GError **err)
{
    static const XmlChild children[] = {{"device", XML_MANY, parse_device}, {0}};
    static const XmlShape shape = {"", children};
    g_autoptr(xmlDoc) doc = xml ? xml_document_parse(xml, "leaving", err) : NULL;

    return !xml || (doc && xml_walk(xmlDocGetRootElement(doc), &shape, machine, NULL, err));
}
