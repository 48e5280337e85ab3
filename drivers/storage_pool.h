/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A pool and its volumes in memory: what every read is answered from. Does no I/O, never waits.
 *
 * While a pool is active it holds a descriptor of its folder, and its volumes by name. Who is at
 * work on a volume holds a job (drivers/storage_job.h), which keeps the pool active and the volume
 * in the list. `change` is locked by whoever starts, stops, redefines or refreshes the pool.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_H
#define VMRPC_DRIVERS_STORAGE_POOL_H

#include "base/coroutine.h"
#include "conf/pool.h"
#include "drivers/storage_file.h"
#include "remote_protocol.h"

/* Volumes of one pool: as many as one answer can list. */
#define STORAGE_VOLUMES_MAX REMOTE_STORAGE_VOL_LIST_MAX

typedef struct {
    char *name; /* the key */
    char *path;
    StorageFile *file;  /* as it was last seen */
    uint64_t seen;      /* the pool's clock then */
    const char *writer; /* the job that changes it; NULL: none */
    const char *reader; /* the latest of those that read it */
    unsigned readers;
} StorageVolume;

typedef struct {
    unsigned references;
    bool listed;
    PoolDef *def;
    PoolDef *next_def; /* while it is active: the definition, if that has changed; or NULL */
    bool active;
    bool persistent;
    bool autostart;
    CoMutex change;
    unsigned jobs;

    int folder; /* while it is active; otherwise -1 */
    PoolUsage usage;
    Permissions permissions;
    GHashTable *volumes; /* name -> StorageVolume */
    GHashTable *making;  /* names of volumes in the making -> the job's name */
    uint64_t clock;      /* counts changes of volumes by us */
    GHashTable *removed; /* during a scan: names of volumes that were removed; otherwise NULL */
} StoragePool;

StoragePool *storage_pool_new(PoolDef *def); /* takes def over */
StoragePool *storage_pool_ref(StoragePool *pool);
void storage_pool_unref(StoragePool *pool); /* takes NULL */

/* Takes over folder. */
void storage_pool_activate(StoragePool *pool, int folder);
void storage_pool_deactivate(StoragePool *pool);

/* ERR_OPERATION_INVALID unless it is active. */
bool storage_pool_check_active(const StoragePool *pool, GError **err);
bool storage_pool_check_inactive(const StoragePool *pool, const char *state, GError **err);

/* NULL without err: there is none. */
StorageVolume *storage_pool_volume(const StoragePool *pool, const char *name);
/* What is known of the volume after we have changed it; one that is new is added. Takes file over.
 */
StorageVolume *storage_pool_put(StoragePool *pool, const char *name, StorageFile *file);
void storage_pool_remove(StoragePool *pool, StorageVolume *volume);
/* Sorted names; strings are borrowed. */
GPtrArray *storage_pool_names(const StoragePool *pool);

/* Between the two, volumes of jobs and what was changed or removed later than storage_pool_scan()
 * stay as they are. known: name -> StorageFile, the caller's. found as in StorageScan. */
GHashTable *storage_pool_scan_begin(StoragePool *pool, uint64_t *ret_clock);
void storage_pool_scan_end(StoragePool *pool, uint64_t clock, GHashTable *found);

char *storage_pool_volume_path(const StoragePool *pool, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoragePool, storage_pool_unref)

#endif
