/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All files of a pool's folder, looked at in a worker: what a refresh finds.
 *
 * Whoever fills the struct in keeps what it points at until the scan has ended. Touches nothing of
 * the daemon's; files that have not changed are not opened.
 */
#ifndef VMRPC_DRIVERS_STORAGE_SCAN_H
#define VMRPC_DRIVERS_STORAGE_SCAN_H

#include "drivers/storage_file.h"
#include "conf/pool.h"

typedef struct {
    int folder;
    const char *path;
    GHashTable *known; /* name -> StorageFile, what was seen the last time */
    unsigned max;      /* so many volumes are taken */

    bool ok; /* otherwise error says why */
    GError *error;
    GHashTable *found; /* name -> StorageFile */
    unsigned left_out; /* files beyond max */
    PoolUsage usage;
    Permissions permissions;
} StorageScan;

void storage_scan_run(void *scan); /* for worker_co_run() */
void storage_scan_clear(StorageScan *scan);

#endif
