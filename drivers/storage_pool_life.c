/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of pools: see storage_pool_life.h. Everything here holds the pool's lock. Jobs on
 * volumes do not: while there are any, a pool can be refreshed but not stopped.
 */
#include "drivers/storage_pool_life.h"

#include <unistd.h>

#include "base/log.h"
#include "drivers/flags.h"
#include "drivers/storage_folder.h"
#include "drivers/storage_pool_find.h"
#include "drivers/storage_pool_store.h"
#include "drivers/storage_scan.h"

/* What is done to a folder in a worker. */
typedef struct {
    const char *path;
    const Permissions *permissions;
    int folder;
    PoolUsage usage;
    Permissions seen;
} FolderTask;

static bool life_build(void *data, GError **err)
{
    FolderTask *task = data;

    return storage_folder_build(task->path, task->permissions, err);
}

static bool life_remove(void *data, GError **err)
{
    FolderTask *task = data;

    return storage_folder_remove(task->path, err);
}

static bool life_open(void *data, GError **err)
{
    FolderTask *task = data;

    task->folder = storage_folder_open(task->path, err);
    return task->folder >= 0;
}

static bool life_check(void *data, GError **err)
{
    FolderTask *task = data;

    return storage_folder_check(task->folder, task->path, err);
}

static bool life_measure(void *data, GError **err)
{
    FolderTask *task = data;

    return storage_folder_measure(task->folder, task->path, &task->usage, &task->seen, err);
}

static bool life_co_do(const StorageDriver *driver, WorkerTry func, FolderTask *task, GError **err)
{
    return worker_co_try(driver->driver.host->worker, func, task, err);
}

void storage_pool_life_co_measure(StorageDriver *driver, StoragePool *pool)
{
    FolderTask task = {.path = pool->def->path, .folder = pool->folder};

    if (!life_co_do(driver, life_measure, &task, NULL))
        return;
    pool->usage = task.usage;
    pool->permissions = task.seen;
}

/* A locked pool that is active, or about to be. */
static bool life_co_scan(StorageDriver *driver, StoragePool *pool, int folder, GError **err)
{
    static LogLimit limit = {.burst = STORAGE_LOG_BURST};
    StorageScan scan = {.folder = folder, .path = pool->def->path, .max = STORAGE_VOLUMES_MAX};
    uint64_t clock;

    scan.known = storage_pool_scan_begin(pool, &clock);
    worker_co_run(driver->driver.host->worker, storage_scan_run, &scan);
    storage_pool_scan_end(pool, clock, scan.ok ? scan.found : NULL);
    if (scan.ok) {
        pool->usage = scan.usage;
        pool->permissions = scan.permissions;
    } else {
        g_propagate_error(err, g_steal_pointer(&scan.error));
    }
    if (scan.left_out > 0)
        log_limited(&limit, LOG_WARNING,
                    "storage pool '%s': %u files of '%s' are left out, more than %u cannot be "
                    "listed",
                    pool->def->name, scan.left_out, pool->def->path, scan.max);
    storage_scan_clear(&scan);
    return scan.ok;
}

bool storage_pool_life_co_start(StorageDriver *driver, StoragePool *pool, GError **err)
{
    FolderTask task = {.path = pool->def->path, .folder = -1};

    if (!life_co_do(driver, life_open, &task, err))
        return false;
    if (!life_co_scan(driver, pool, task.folder, err) ||
        !storage_pool_store_co_save_active(driver, pool->def, err)) {
        close(task.folder);
        storage_pool_deactivate(pool);
        return false;
    }
    storage_pool_activate(pool, task.folder);
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_STARTED);
    return true;
}

/* There is no source to format, so nothing that could be overwritten. */
static bool life_refuse_overwrite(const StoragePool *pool, bool asked, GError **err)
{
    return !asked || error_set(err, ERR_OPERATION_INVALID,
                               "No source device specified when "
                               "formatting pool '%s'",
                               pool->def->name);
}

static bool life_co_make_folder(StorageDriver *driver, StoragePool *pool, GError **err)
{
    FolderTask task = {.path = pool->def->path, .permissions = &pool->def->permissions};

    if (!life_co_do(driver, life_build, &task, err))
        return false;
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_CREATED);
    return true;
}

/* With what the flags of storage_pool_create_mode ask for before. */
static bool life_co_start_with(StorageDriver *driver, StoragePool *pool, unsigned flags,
                               GError **err)
{
    const unsigned overwrite =
        STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE | STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE;
    const unsigned build = overwrite | STORAGE_POOL_CREATE_WITH_BUILD;

    /* VALIDATE asks for what the parser always does. */
    if (!flags_check(flags, build | STORAGE_POOL_CREATE_VALIDATE, "storage_pool_create", err) ||
        !life_refuse_overwrite(pool, flags & overwrite, err))
        return false;
    if ((flags & build) && !life_co_make_folder(driver, pool, err))
        return false;
    return storage_pool_life_co_start(driver, pool, err);
}

static bool storage_pool_life_co_create(DriverCall *call, const storage_pool_create_args *args,
                                        GError **err)
{
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);

    return pool && storage_pool_check_inactive(pool, "already active", err) &&
           life_co_start_with(storage_driver_of(call), pool, args->flags, err);
}

/* Takes def over. A locked pool that is to run from def: a new one, or one that is defined, whose
 * definition waits as next_def meanwhile. */
static LockedPool *life_co_claim(StorageDriver *driver, PoolDef *def, GError **err)
{
    g_autoptr(PoolDef) owned = def;
    StoragePool *found = storage_pool_list_by_uuid(driver->pools, def->uuid);
    g_autoptr(LockedPool) pool = NULL;

    if (!found) {
        found = storage_pool_list_add(driver->pools, g_steal_pointer(&owned), err);
        return found ? storage_pool_co_lock_found(found, err) : NULL;
    }
    pool = storage_pool_co_lock_found(found, err);
    if (!pool || !storage_pool_list_check(driver->pools, pool, def, err))
        return NULL;
    if (pool->active) {
        error_set(err, ERR_OPERATION_INVALID, "pool is already active as '%s'", pool->def->name);
        return NULL;
    }
    pool->next_def = storage_pool_list_set_def(driver->pools, pool, g_steal_pointer(&owned));
    return g_steal_pointer(&pool);
}

static void life_back_out(StorageDriver *driver, StoragePool *pool)
{
    if (pool->next_def)
        pool_def_free(
            storage_pool_list_set_def(driver->pools, pool, g_steal_pointer(&pool->next_def)));
    else
        storage_pool_list_remove(driver->pools, pool);
}

static bool storage_pool_life_co_create_xml(DriverCall *call,
                                            const storage_pool_create_xml_args *args,
                                            storage_pool_create_xml_ret *ret, GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    PoolDef *def = pool_def_parse(args->xml, err);
    g_autoptr(LockedPool) pool = def ? life_co_claim(driver, def, err) : NULL;

    if (!pool)
        return false;
    if (!life_co_start_with(driver, pool, args->flags, err)) {
        life_back_out(driver, pool);
        return false;
    }
    ret->pool = storage_pool_reference(pool);
    ret->pool.name = g_strdup(ret->pool.name);
    return true;
}

static bool storage_pool_life_co_build(DriverCall *call, const storage_pool_build_args *args,
                                       GError **err)
{
    const unsigned overwrite = STORAGE_POOL_BUILD_OVERWRITE | STORAGE_POOL_BUILD_NO_OVERWRITE;
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);

    return pool && flags_check(args->flags, overwrite, "storage_pool_build", err) &&
           storage_pool_check_inactive(pool, "already active", err) &&
           life_refuse_overwrite(pool, args->flags & overwrite, err) &&
           life_co_make_folder(storage_driver_of(call), pool, err);
}

static bool life_check_jobs(const StoragePool *pool, GError **err)
{
    GHashTableIter iter;
    gpointer key, value;

    if (pool->jobs == 0)
        return true;
    g_hash_table_iter_init(&iter, pool->making);
    if (g_hash_table_iter_next(&iter, &key, &value))
        return error_set(err, ERR_RESOURCE_BUSY,
                         "pool '%s' has asynchronous jobs running: %s of volume '%s'",
                         pool->def->name, (const char *) value, (const char *) key);
    g_hash_table_iter_init(&iter, pool->volumes);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const StorageVolume *volume = value;

        if (volume->writer || volume->readers > 0)
            return error_set(err, ERR_RESOURCE_BUSY,
                             "pool '%s' has asynchronous jobs running: %s of volume '%s'",
                             pool->def->name, volume->writer ? volume->writer : volume->reader,
                             volume->name);
    }
    return error_set(err, ERR_RESOURCE_BUSY, "pool '%s' has asynchronous jobs running",
                     pool->def->name);
}

static bool storage_pool_life_co_destroy(DriverCall *call, const storage_pool_destroy_args *args,
                                         GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);

    if (!pool || !storage_pool_check_active(pool, err) || !life_check_jobs(pool, err))
        return false;
    /* No job can begin in the wait that follows. */
    pool->active = false;
    if (!storage_pool_store_co_remove_active(driver, pool->def->name, err)) {
        pool->active = true;
        return false;
    }
    storage_pool_deactivate(pool);
    if (pool->next_def)
        pool_def_free(
            storage_pool_list_set_def(driver->pools, pool, g_steal_pointer(&pool->next_def)));
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_STOPPED);
    if (!pool->persistent)
        storage_pool_list_remove(driver->pools, pool);
    return true;
}

static bool storage_pool_life_co_delete(DriverCall *call, const storage_pool_delete_args *args,
                                        GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);
    FolderTask task = {.path = pool ? pool->def->path : NULL};

    if (!pool || !flags_check(args->flags, 0, "storage_pool_delete", err) ||
        !storage_pool_check_inactive(pool, "still active", err) ||
        !life_co_do(driver, life_remove, &task, err))
        return false;
    storage_emit_lifecycle(driver, pool, STORAGE_POOL_EVENT_DELETED);
    return true;
}

static bool storage_pool_life_co_refresh(DriverCall *call, const storage_pool_refresh_args *args,
                                         GError **err)
{
    StorageDriver *driver = storage_driver_of(call);
    g_autoptr(LockedPool) pool = storage_pool_co_lock(call, &args->pool, err);
    FolderTask task = {0};

    if (!pool || !flags_check(args->flags, 0, "storage_pool_refresh", err) ||
        !storage_pool_check_active(pool, err))
        return false;
    task = (FolderTask){.path = pool->def->path, .folder = pool->folder};
    if (!life_co_do(driver, life_check, &task, err) ||
        !life_co_scan(driver, pool, pool->folder, err))
        return false;
    storage_emit_refresh(driver, pool);
    return true;
}

const RemoteHandlers storage_pool_life_handlers = {
    .storage_pool_create = storage_pool_life_co_create,
    .storage_pool_create_xml = storage_pool_life_co_create_xml,
    .storage_pool_build = storage_pool_life_co_build,
    .storage_pool_destroy = storage_pool_life_co_destroy,
    .storage_pool_delete = storage_pool_life_co_delete,
    .storage_pool_refresh = storage_pool_life_co_refresh,
};
