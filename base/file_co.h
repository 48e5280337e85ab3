/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files of base/file.h, changed and looked at in a thread of the worker: a disk that is slow, or
 * dead, holds up the coroutine that asks for it and nobody else.
 */
#ifndef VMRPC_BASE_FILE_CO_H
#define VMRPC_BASE_FILE_CO_H

#include "base/file.h"
#include "base/worker.h"

/* As file_make_folder() and file_replace(): folder is made first, NULL: it is there. */
bool file_co_replace(Worker *worker, const char *folder, mode_t folder_mode, const char *path,
                     const char *text, mode_t mode, GError **err);
bool file_co_remove(Worker *worker, const char *path, GError **err);
bool file_co_make_folder(Worker *worker, const char *path, mode_t mode, GError **err);
/* As file_read() and file_list(). */
char *file_co_read(Worker *worker, const char *path, size_t max, GError **err);
GPtrArray *file_co_list(Worker *worker, const char *folder, const char *suffix, GError **err);
/* As access(): 0, or the number of the error. */
int file_co_access(Worker *worker, const char *path, int mode);
char *file_co_explain_denied(Worker *worker, const char *path, int access_mode);

#endif
