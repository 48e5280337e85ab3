/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool in memory: see storage_pool.h. */
#include "drivers/storage_pool.h"

#include <string.h>
#include <unistd.h>

static void volume_free(gpointer data)
{
    StorageVolume *volume = data;

    storage_file_unref(volume->file);
    g_free(volume->path);
    g_free(volume->name);
    g_free(volume);
}

StoragePool *storage_pool_new(PoolDef *def)
{
    StoragePool *pool = g_new0(StoragePool, 1);

    pool->references = 1;
    pool->def = def;
    pool->folder = -1;
    pool->volumes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, volume_free);
    pool->making = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return pool;
}

StoragePool *storage_pool_ref(StoragePool *pool)
{
    pool->references++;
    return pool;
}

void storage_pool_unref(StoragePool *pool)
{
    if (!pool || --pool->references > 0)
        return;
    if (pool->folder >= 0)
        close(pool->folder);
    g_hash_table_unref(pool->volumes);
    g_hash_table_unref(pool->making);
    pool_def_free(pool->def);
    pool_def_free(pool->next_def);
    g_free(pool);
}

void storage_pool_activate(StoragePool *pool, int folder)
{
    pool->folder = folder;
    pool->active = true;
}

void storage_pool_deactivate(StoragePool *pool)
{
    g_assert(pool->jobs == 0);
    if (pool->folder >= 0)
        close(pool->folder);
    pool->folder = -1;
    pool->active = false;
    pool->usage = (PoolUsage){0, 0, 0};
    g_hash_table_remove_all(pool->volumes);
}

bool storage_pool_check_active(const StoragePool *pool, GError **err)
{
    return pool->active || error_set(err, ERR_OPERATION_INVALID,
                                     "storage pool '%s' is not "
                                     "active",
                                     pool->def->name);
}

bool storage_pool_check_inactive(const StoragePool *pool, const char *state, GError **err)
{
    return !pool->active ||
           error_set(err, ERR_OPERATION_INVALID, "storage pool '%s' is %s", pool->def->name, state);
}

StorageVolume *storage_pool_volume(const StoragePool *pool, const char *name)
{
    return g_hash_table_lookup(pool->volumes, name);
}

char *storage_pool_volume_path(const StoragePool *pool, const char *name)
{
    const char *slash = strcmp(pool->def->path, "/") == 0 ? "" : "/";

    return g_strconcat(pool->def->path, slash, name, NULL);
}

static StorageVolume *pool_set(StoragePool *pool, const char *name, StorageFile *file)
{
    StorageVolume *volume = storage_pool_volume(pool, name);

    if (!volume) {
        volume = g_new0(StorageVolume, 1);
        volume->name = g_strdup(name);
        volume->path = storage_pool_volume_path(pool, name);
        g_hash_table_insert(pool->volumes, volume->name, volume);
    }
    storage_file_unref(volume->file);
    volume->file = file;
    return volume;
}

StorageVolume *storage_pool_put(StoragePool *pool, const char *name, StorageFile *file)
{
    StorageVolume *volume = pool_set(pool, name, file);

    volume->seen = ++pool->clock;
    return volume;
}

void storage_pool_remove(StoragePool *pool, StorageVolume *volume)
{
    if (pool->removed)
        g_hash_table_add(pool->removed, g_strdup(volume->name));
    g_hash_table_remove(pool->volumes, volume->name);
}

static int pool_compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

GPtrArray *storage_pool_names(const StoragePool *pool)
{
    GPtrArray *names = g_ptr_array_sized_new(g_hash_table_size(pool->volumes));
    GHashTableIter iter;
    gpointer name;

    g_hash_table_iter_init(&iter, pool->volumes);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort(names, pool_compare_names);
    return names;
}

GHashTable *storage_pool_scan_begin(StoragePool *pool, uint64_t *ret_clock)
{
    GHashTable *known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) storage_file_unref);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, pool->volumes);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const StorageVolume *volume = value;

        g_hash_table_insert(known, g_strdup(volume->name), storage_file_ref(volume->file));
    }
    g_assert(!pool->removed);
    pool->removed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    *ret_clock = pool->clock;
    return known;
}

/* Whether a scan that began then may change what is known of the volume. */
static bool pool_scan_counts(const StorageVolume *volume, uint64_t clock)
{
    return volume->seen <= clock && !volume->writer && volume->readers == 0;
}

void storage_pool_scan_end(StoragePool *pool, uint64_t clock, GHashTable *found)
{
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init(&iter, pool->volumes);
    while (found && g_hash_table_iter_next(&iter, NULL, &value)) {
        const StorageVolume *volume = value;

        if (pool_scan_counts(volume, clock) && !g_hash_table_contains(found, volume->name))
            g_hash_table_iter_remove(&iter);
    }
    if (found)
        g_hash_table_iter_init(&iter, found);
    while (found && g_hash_table_iter_next(&iter, &key, &value)) {
        const StorageVolume *volume = storage_pool_volume(pool, key);
        bool gone = !volume && g_hash_table_contains(pool->removed, key);

        if (!gone && (!volume || pool_scan_counts(volume, clock)))
            pool_set(pool, key, storage_file_ref(value));
    }
    g_clear_pointer(&pool->removed, g_hash_table_unref);
}
