/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents on disk: see definition.h. An autostart mark goes before its document does, so none is
 * ever left for a later object of that name.
 */
#include "drivers/definition.h"

#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "remote_protocol.h"

/* Definitions hold passwords of consoles. */
#define DEFINITION_FILE_MODE 0600
#define DEFINITION_FOLDER_MODE 0700
#define DEFINITION_SUFFIX ".xml"

char *definition_path(const char *folder, const char *name)
{
    return g_strdup_printf("%s/%s" DEFINITION_SUFFIX, folder, name);
}

char *definition_mark_path(const char *folder, const char *name)
{
    return g_strdup_printf("%s/autostart/%s", folder, name);
}

bool definition_save(const char *folder, const char *name, const char *xml, GError **err)
{
    g_autofree char *path = NULL;

    if (!folder)
        return true;
    if (!file_make_folder(folder, DEFINITION_FOLDER_MODE, err))
        return false;
    path = definition_path(folder, name);
    return file_replace(path, xml, DEFINITION_FILE_MODE, err);
}

bool definition_remove(const char *folder, const char *name, GError **err)
{
    g_autofree char *path = NULL;

    if (!folder)
        return true;
    if (!definition_set_autostart(folder, name, false, err))
        return false;
    path = definition_path(folder, name);
    return file_remove(path, err);
}

bool definition_set_autostart(const char *folder, const char *name, bool autostart, GError **err)
{
    g_autofree char *path = NULL;
    g_autofree char *marks = NULL;

    if (!folder)
        return true;
    path = definition_mark_path(folder, name);
    if (!autostart)
        return file_remove(path, err);
    marks = g_strdup_printf("%s/autostart", folder);
    return file_make_folder(marks, DEFINITION_FOLDER_MODE, err) &&
           file_replace(path, "", DEFINITION_FILE_MODE, err);
}

static bool definition_load_one(const char *folder, const char *name, DefinitionFunc func,
                                void *data, GError **err)
{
    g_autofree char *path = definition_path(folder, name);
    g_autofree char *mark = definition_mark_path(folder, name);
    g_autofree char *xml = file_read(path, REMOTE_STRING_MAX, err);

    return xml && func(name, xml, access(mark, F_OK) == 0, data, err);
}

bool definition_load(const char *folder, DefinitionFunc func, void *data, GError **err)
{
    g_autoptr(GPtrArray) names = NULL;

    if (!folder)
        return true;
    names = file_list(folder, DEFINITION_SUFFIX, err);
    if (!names)
        return false;
    for (unsigned i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autoptr(GError) why = NULL;

        if (!definition_load_one(folder, name, func, data, &why))
            log_warning("definition %s/%s" DEFINITION_SUFFIX " is left alone: %s", folder, name,
                        why->message);
    }
    return true;
}
