/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions on disk: see domain_store.h. Knows no lists and no running guests.
 * The file's name is the domain's name, which conf/ guarantees to be usable as one.
 */
#include "drivers/domain_store.h"

#include <string.h>

#include "base/file.h"
#include "drivers/definition.h"
#include "remote_protocol.h"

bool domain_store_save(const char *folder, const DomainDef *def, GError **err)
{
    g_autofree char *xml = NULL;

    if (!folder)
        return true;
    xml = domain_def_document(def, err);
    return xml && definition_save(folder, def->name, xml, err);
}

bool domain_store_remove(const char *folder, const char *name, GError **err)
{
    return definition_remove(folder, name, err);
}

bool domain_store_set_autostart(const char *folder, const char *name, bool autostart, GError **err)
{
    return definition_set_autostart(folder, name, autostart, err);
}

static DomainDef *store_parse(const char *xml, const char *name, DomainParseFlags parse_flags,
                              GError **err)
{
    g_autoptr(DomainDef) def = domain_def_parse(xml, parse_flags & ~DOMAIN_PARSE_LIVE, err);

    if (!def)
        return NULL;
    if (strcmp(def->name, name) != 0) {
        error_set(err, ERR_XML, "it defines '%s': file and domain must have the same name",
                  def->name);
        return NULL;
    }
    return g_steal_pointer(&def);
}

DomainDef *domain_store_load_one(const char *folder, const char *name, DomainParseFlags parse_flags,
                                 GError **err)
{
    g_autofree char *path = definition_path(folder, name);
    g_autofree char *xml = file_read(path, REMOTE_STRING_MAX, err);

    return xml ? store_parse(xml, name, parse_flags, err) : NULL;
}

typedef struct StoreLoad {
    DomainParseFlags parse_flags;
    DomainStoreFunc func;
    void *data;
} StoreLoad;

static bool store_load_one(const char *name, const char *xml, bool autostart, void *data,
                           GError **err)
{
    const StoreLoad *load = data;
    DomainDef *def = store_parse(xml, name, load->parse_flags, err);

    return def && load->func(def, autostart, load->data, err);
}

bool domain_store_load(const char *folder, DomainParseFlags parse_flags, DomainStoreFunc func,
                       void *data, GError **err)
{
    StoreLoad load = {parse_flags, func, data};

    return definition_load(folder, store_load_one, &load, err);
}
