/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions on disk: see domain_store.h. Knows no lists and no running guests.
 *
 * The file's name is the domain's name, which conf/ guarantees to be usable as one. An autostart
 * mark goes before its definition does, so none is ever left for a later domain of that name.
 */
#include "drivers/domain_store.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "remote_protocol.h"

/* Definitions hold passwords of consoles. */
#define STORE_FILE_MODE 0600
#define STORE_FOLDER_MODE 0700
#define STORE_SUFFIX ".xml"

static char *store_definition_path(const char *folder, const char *name)
{
    return g_strdup_printf("%s/%s" STORE_SUFFIX, folder, name);
}

static char *store_autostart_path(const char *folder, const char *name)
{
    return g_strdup_printf("%s/autostart/%s", folder, name);
}

bool domain_store_save(const char *folder, const DomainDef *def, GError **err)
{
    g_autofree char *path = NULL;
    g_autofree char *xml = NULL;

    if (!folder)
        return true;
    if (!file_make_folder(folder, STORE_FOLDER_MODE, err))
        return false;
    path = store_definition_path(folder, def->name);
    xml = domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    return file_replace(path, xml, STORE_FILE_MODE, err);
}

bool domain_store_remove(const char *folder, const char *name, GError **err)
{
    g_autofree char *path = NULL;

    if (!folder)
        return true;
    if (!domain_store_set_autostart(folder, name, false, err))
        return false;
    path = store_definition_path(folder, name);
    return file_remove(path, err);
}

bool domain_store_set_autostart(const char *folder, const char *name, bool autostart, GError **err)
{
    g_autofree char *path = NULL;
    g_autofree char *marks = NULL;

    if (!folder)
        return true;
    path = store_autostart_path(folder, name);
    if (!autostart)
        return file_remove(path, err);
    marks = g_strdup_printf("%s/autostart", folder);
    return file_make_folder(marks, STORE_FOLDER_MODE, err) &&
           file_replace(path, "", STORE_FILE_MODE, err);
}

static bool store_load_one(const char *folder, const char *name, DomainParseFlags parse_flags,
                           DomainStoreFunc func, void *data, GError **err)
{
    g_autofree char *path = store_definition_path(folder, name);
    g_autofree char *mark = store_autostart_path(folder, name);
    g_autofree char *xml = file_read(path, REMOTE_STRING_MAX, err);
    g_autoptr(DomainDef) def = NULL;

    if (!xml)
        return false;
    def = domain_def_parse(xml, parse_flags & ~DOMAIN_PARSE_LIVE, err);
    if (!def)
        return false;
    if (strcmp(def->name, name) != 0)
        return error_set(err, ERR_XML, "it defines '%s': file and domain must have the same name",
                         def->name);
    return func(g_steal_pointer(&def), access(mark, F_OK) == 0, data, err);
}

bool domain_store_load(const char *folder, DomainParseFlags parse_flags, DomainStoreFunc func,
                       void *data, GError **err)
{
    g_autoptr(GPtrArray) names = NULL;

    if (!folder)
        return true;
    names = file_list(folder, STORE_SUFFIX, err);
    if (!names)
        return false;
    for (unsigned i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autoptr(GError) why = NULL;

        if (!store_load_one(folder, name, parse_flags, func, data, &why))
            log_warning("definition %s/%s" STORE_SUFFIX " is left alone: %s", folder, name,
                        why->message);
    }
    return true;
}
