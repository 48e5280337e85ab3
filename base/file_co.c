/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are changed and looked at in threads: see file_co.h. Each task has copies of what it
 * was given. */
#include "base/file_co.h"

#include <errno.h>
#include <unistd.h>

typedef struct FileTask {
    char *folder, *path, *text; /* path NULL: the folder alone; text NULL: the file is to go */
    mode_t folder_mode, mode;
} FileTask;

static bool file_task_run(void *data, GError **err)
{
    const FileTask *task = data;

    if (task->path && !task->text)
        return file_remove(task->path, err);
    return (!task->folder || file_make_folder(task->folder, task->folder_mode, err)) &&
           (!task->path || file_replace(task->path, task->text, task->mode, err));
}

static bool file_co_do(Worker *worker, FileTask *task, GError **err)
{
    bool done = worker_co_try(worker, file_task_run, task, err);

    g_free(task->folder);
    g_free(task->path);
    g_free(task->text);
    return done;
}

bool file_co_replace(Worker *worker, const char *folder, mode_t folder_mode, const char *path,
                     const char *text, mode_t mode, GError **err)
{
    FileTask task = {.folder = g_strdup(folder),
                     .path = g_strdup(path),
                     .text = g_strdup(text),
                     .folder_mode = folder_mode,
                     .mode = mode};

    return file_co_do(worker, &task, err);
}

bool file_co_remove(Worker *worker, const char *path, GError **err)
{
    FileTask task = {.path = g_strdup(path)};

    return file_co_do(worker, &task, err);
}

bool file_co_make_folder(Worker *worker, const char *path, mode_t mode, GError **err)
{
    FileTask task = {.folder = g_strdup(path), .folder_mode = mode};

    return file_co_do(worker, &task, err);
}

/* ---- looking ---- */

typedef struct ReadTask {
    char *path, *text;
    size_t max;
} ReadTask;

static bool read_task_run(void *data, GError **err)
{
    ReadTask *task = data;

    task->text = file_read(task->path, task->max, err);
    return task->text != NULL;
}

char *file_co_read(Worker *worker, const char *path, size_t max, GError **err)
{
    ReadTask task = {.path = g_strdup(path), .max = max};

    worker_co_try(worker, read_task_run, &task, err);
    g_free(task.path);
    return task.text;
}

typedef struct ListTask {
    char *folder, *suffix;
    GPtrArray *names;
} ListTask;

static bool list_task_run(void *data, GError **err)
{
    ListTask *task = data;

    task->names = file_list(task->folder, task->suffix, err);
    return task->names != NULL;
}

GPtrArray *file_co_list(Worker *worker, const char *folder, const char *suffix, GError **err)
{
    ListTask task = {.folder = g_strdup(folder), .suffix = g_strdup(suffix)};

    worker_co_try(worker, list_task_run, &task, err);
    g_free(task.folder);
    g_free(task.suffix);
    return task.names;
}

typedef struct AccessTask {
    char *path;
    int mode, errnum;
} AccessTask;

static void access_task_run(void *data)
{
    AccessTask *task = data;

    task->errnum = access(task->path, task->mode) < 0 ? errno : 0;
}

int file_co_access(Worker *worker, const char *path, int mode)
{
    AccessTask task = {.path = g_strdup(path), .mode = mode};

    worker_co_run(worker, access_task_run, &task);
    g_free(task.path);
    return task.errnum;
}

typedef struct DeniedTask {
    char *path, *why;
    int mode;
} DeniedTask;

static void denied_task_run(void *data)
{
    DeniedTask *task = data;

    task->why = file_explain_denied(task->path, task->mode);
}

char *file_co_explain_denied(Worker *worker, const char *path, int access_mode)
{
    DeniedTask task = {.path = g_strdup(path), .mode = access_mode};

    worker_co_run(worker, denied_task_run, &task);
    g_free(task.path);
    return task.why;
}
