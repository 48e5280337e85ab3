/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files of core dumps: written under the name PATH.part, which becomes PATH when the dump is whole.
 * What is there is overwritten only if it is a dump, or empty. Blocking work is the worker's.
 */
#ifndef VMRPC_QEMU_DUMP_FILE_H
#define VMRPC_QEMU_DUMP_FILE_H

#include "base/error.h"
#include "base/worker.h"

typedef struct DumpFile {
    char *path;
    int fd;
} DumpFile;

DumpFile *dump_file_co_create(Worker *worker, const char *path, GError **err);
/* On disk, and in its place; uncached: none of it stays in the page cache. */
bool dump_file_co_commit(Worker *worker, DumpFile *file, bool uncached, GError **err);
/* Removes it unless it was committed, and frees. Takes NULL. */
void dump_file_co_abandon(Worker *worker, DumpFile *file);
/* After a crash, blocking: removes what was being written for a path. */
void dump_file_settle(const char *path);

#endif
