/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents of named objects on disk: FOLDER/NAME.xml, and FOLDER/autostart/NAME for those that
 * start with the daemon. Does not know what the documents say. Those without _co_ block, and are
 * for threads and for the daemon's start.
 *
 * Each file is replaced atomically. Nothing is ever removed or rewritten because it could not be
 * read. FOLDER NULL: everything succeeds and nothing is kept. Names can be names of files.
 */
#ifndef VMRPC_DRIVERS_DEFINITION_H
#define VMRPC_DRIVERS_DEFINITION_H

#include "base/error.h"
#include "base/worker.h"

/* Where the two of one object are; to be freed. */
char *definition_path(const char *folder, const char *name);
char *definition_mark_path(const char *folder, const char *name);

bool definition_save(const char *folder, const char *name, const char *xml, GError **err);
/* The document and its autostart mark; it is fine if they are not there. */
bool definition_remove(const char *folder, const char *name, GError **err);
bool definition_set_autostart(const char *folder, const char *name, bool autostart, GError **err);

/* The same in a thread of the worker, with copies of the arguments. */
bool definition_co_save(Worker *worker, const char *folder, const char *name, const char *xml,
                        GError **err);
bool definition_co_remove(Worker *worker, const char *folder, const char *name, GError **err);
bool definition_co_set_autostart(Worker *worker, const char *folder, const char *name,
                                 bool autostart, GError **err);

/* false with err: the document cannot be used, which is logged with its file. */
typedef bool (*DefinitionFunc)(const char *name, const char *xml, bool autostart, void *data,
                               GError **err);

/* Calls func for each document, in order of name; logs the files that are none and goes on. Fails
 * only if the folder cannot be read. For the daemon's start: what one that was killed has left of
 * files that it was writing there is removed. */
bool definition_load(const char *folder, DefinitionFunc func, void *data, GError **err);

#endif
