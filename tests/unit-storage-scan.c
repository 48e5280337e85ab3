/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool knows of its volumes after a refresh during which it has changed some itself. */
#include <string.h>

#include "drivers/storage_pool.h"

static StorageFile *file_of(uint64_t size)
{
    StorageFile *file = g_atomic_rc_box_new0(StorageFile);

    file->physical = size;
    return file;
}

static StoragePool *pool_of(const char *const *names)
{
    PoolDef *def = g_new0(PoolDef, 1);
    StoragePool *pool;

    def->name = g_strdup("p");
    def->path = g_strdup("/p");
    pool = storage_pool_new(def);
    for (; *names; names++)
        storage_pool_put(pool, *names, file_of(1));
    return pool;
}

/* Volumes as "name=size ", in order. */
static char *text_of(const StoragePool *pool)
{
    g_autoptr(GPtrArray) names = storage_pool_names(pool);
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < names->len; i++) {
        const StorageVolume *volume = storage_pool_volume(pool, names->pdata[i]);

        g_string_append_printf(text, "%s=%u ", volume->name, (unsigned) volume->file->physical);
    }
    return g_string_free(text, FALSE);
}

static GHashTable *found_of(const char *const *names)
{
    GHashTable *found =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) storage_file_unref);

    for (; *names; names++)
        g_hash_table_insert(found, g_strdup(*names), file_of(2));
    return found;
}

static void test_meanwhile(void)
{
    static const char *const before[] = {"changed", "gone",   "kept",    "lost",
                                         "read",    "remade", "written", NULL};
    static const char *const on_disk[] = {"changed", "gone",    "kept", "new",
                                          "remade",  "written", NULL};
    g_autoptr(StoragePool) pool = pool_of(before);
    g_autoptr(GHashTable) found = found_of(on_disk);
    g_autofree char *text = NULL;
    GHashTable *known;
    uint64_t clock;

    known = storage_pool_scan_begin(pool, &clock);
    g_assert_cmpuint(g_hash_table_size(known), ==, 7);
    storage_pool_put(pool, "changed", file_of(3));
    storage_pool_put(pool, "made", file_of(3));
    storage_pool_remove(pool, storage_pool_volume(pool, "gone"));
    storage_pool_remove(pool, storage_pool_volume(pool, "remade"));
    storage_pool_put(pool, "remade", file_of(3));
    storage_pool_volume(pool, "read")->readers = 1;
    storage_pool_volume(pool, "written")->writer = "upload";
    storage_pool_scan_end(pool, clock, found);
    text = text_of(pool);
    g_assert_cmpstr(text, ==, "changed=3 kept=2 made=3 new=2 read=1 remade=3 written=1 ");
    g_hash_table_unref(known);
}

/* One that failed changes nothing, and the next one begins anew. */
static void test_failed(void)
{
    static const char *const before[] = {"a", "b", NULL};
    static const char *const on_disk[] = {"a", "b", "c", NULL};
    g_autoptr(StoragePool) pool = pool_of(before);
    g_autoptr(GHashTable) found = found_of(on_disk);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    uint64_t clock;

    g_hash_table_unref(storage_pool_scan_begin(pool, &clock));
    storage_pool_remove(pool, storage_pool_volume(pool, "a"));
    storage_pool_scan_end(pool, clock, NULL);
    first = text_of(pool);
    g_assert_cmpstr(first, ==, "b=1 ");
    g_hash_table_unref(storage_pool_scan_begin(pool, &clock));
    storage_pool_scan_end(pool, clock, found);
    second = text_of(pool);
    g_assert_cmpstr(second, ==, "a=2 b=2 c=2 ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/storage-scan/meanwhile", test_meanwhile);
    g_test_add_func("/storage-scan/failed", test_failed);
    return g_test_run();
}
