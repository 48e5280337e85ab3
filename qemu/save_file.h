/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files of saved domains on disk. A new one is written beside its place, under the name PATH.part,
 * and takes its place when it is finished: what bears the name is always whole.
 *
 * Blocking work is done by the worker. The descriptor of a .part is locked, also through QEMU's
 * copy of it, so one that is left behind can be told from one that is being written.
 */
#ifndef VMRPC_QEMU_SAVE_FILE_H
#define VMRPC_QEMU_SAVE_FILE_H

#include "base/worker.h"
#include "qemu/save_image.h"

/* A file that is being written. */
typedef struct SaveFile {
    char *path;
    int fd; /* of its .part */
    SaveImage image;
} SaveFile;

/* Takes over what is in image. The descriptor is where the stream is to be written. Refuses a path
 * that is not absolute, where something else is than a saved domain or an empty file, and where
 * another save is writing. */
SaveFile *save_file_co_create(Worker *worker, const char *path, SaveImage *image, GError **err);
/* It is finished: on disk, and in its place. uncached: none of it stays in memory. The file is to
 * be freed by co_abandon() all the same. */
bool save_file_co_commit(Worker *worker, SaveFile *file, bool uncached, GError **err);
/* Removes what has not been committed, and frees. Takes NULL. */
void save_file_co_abandon(Worker *worker, SaveFile *file);

/* A finished one, to be read: the descriptor is at its stream; -1 on failure. */
int save_file_co_open(Worker *worker, const char *path, SaveImage *ret_image, GError **err);
/* Gives it another document: in place, or by copying it if it does not fit. */
bool save_file_co_replace(Worker *worker, const char *path, const char *xml, bool running,
                          GError **err);
/* Removes it for good; fine if it is not there. */
bool save_file_co_remove(Worker *worker, const char *path, GError **err);

/* After a crash, blocking: removes the .part of a path if it is of the save with this id, or empty
 * and nobody writes to it; whether the file that bears the name is the finished one of that save.
 */
bool save_file_settle(const char *path, const uint8_t id[UUID_BYTES]);
/* The name of what is being written. To be freed. */
char *save_file_part(const char *path);

#endif
