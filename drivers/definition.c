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

typedef enum { DEFINITION_SAVE, DEFINITION_REMOVE, DEFINITION_MARK, DEFINITION_UNMARK } Verb;

typedef struct DefinitionTask {
    Verb verb;
    char *folder, *name, *xml;
} DefinitionTask;

/* In a thread. */
static bool definition_task_run(void *data, GError **err)
{
    const DefinitionTask *task = data;

    switch (task->verb) {
    case DEFINITION_SAVE:
        return definition_save(task->folder, task->name, task->xml, err);
    case DEFINITION_REMOVE:
        return definition_remove(task->folder, task->name, err);
    default:
        return definition_set_autostart(task->folder, task->name, task->verb == DEFINITION_MARK,
                                        err);
    }
}

static bool definition_co_do(Worker *worker, Verb verb, const char *folder, const char *name,
                             const char *xml, GError **err)
{
    DefinitionTask task = {.verb = verb};
    bool done;

    if (!folder)
        return true;
    task.folder = g_strdup(folder);
    task.name = g_strdup(name);
    task.xml = g_strdup(xml);
    done = worker_co_try(worker, definition_task_run, &task, err);
    g_free(task.folder);
    g_free(task.name);
    g_free(task.xml);
    return done;
}

bool definition_co_save(Worker *worker, const char *folder, const char *name, const char *xml,
                        GError **err)
{
    return definition_co_do(worker, DEFINITION_SAVE, folder, name, xml, err);
}

bool definition_co_remove(Worker *worker, const char *folder, const char *name, GError **err)
{
    return definition_co_do(worker, DEFINITION_REMOVE, folder, name, NULL, err);
}

bool definition_co_set_autostart(Worker *worker, const char *folder, const char *name,
                                 bool autostart, GError **err)
{
    return definition_co_do(worker, autostart ? DEFINITION_MARK : DEFINITION_UNMARK, folder, name,
                            NULL, err);
}

static bool definition_load_one(const char *folder, const char *name, DefinitionFunc func,
                                void *data, GError **err)
{
    g_autofree char *path = definition_path(folder, name);
    g_autofree char *mark = definition_mark_path(folder, name);
    g_autofree char *xml = file_read(path, REMOTE_STRING_MAX, err);

    return xml && func(name, xml, access(mark, F_OK) == 0, data, err);
}

/* Of a daemon that was killed. */
static void definition_sweep(const char *folder)
{
    g_autofree char *marks = g_strdup_printf("%s/autostart", folder);
    g_autoptr(GError) why = NULL;

    if (!file_sweep(folder, &why) || !file_sweep(marks, &why))
        log_warning("%s", why->message);
}

bool definition_load(const char *folder, DefinitionFunc func, void *data, GError **err)
{
    g_autoptr(GPtrArray) names = NULL;

    if (!folder)
        return true;
    definition_sweep(folder);
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
