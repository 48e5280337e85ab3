/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The list of pools: see storage_pool_list.h. Keys point into the definitions, which therefore only
 * change through storage_pool_list_set_def().
 */
#include "drivers/storage_pool_list.h"

#include <string.h>

struct StoragePoolList {
    GQueue order;        /* of StoragePool; holds the references */
    GHashTable *by_uuid; /* uuid in def -> its link in order */
    GHashTable *by_name; /* name in def -> StoragePool */
    GHashTable *by_path; /* path in def -> StoragePool */
};

StoragePoolList *storage_pool_list_new(void)
{
    StoragePoolList *list = g_new0(StoragePoolList, 1);

    g_queue_init(&list->order);
    list->by_uuid = g_hash_table_new(uuid_hash, uuid_equal);
    list->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    list->by_path = g_hash_table_new(g_str_hash, g_str_equal);
    return list;
}

static void list_drop(gpointer data)
{
    StoragePool *pool = data;

    pool->listed = false;
    storage_pool_unref(pool);
}

void storage_pool_list_free(StoragePoolList *list)
{
    if (!list)
        return;
    g_hash_table_unref(list->by_uuid);
    g_hash_table_unref(list->by_name);
    g_hash_table_unref(list->by_path);
    g_queue_clear_full(&list->order, list_drop);
    g_free(list);
}

/* The pool that is in this folder, or will be after its next start. */
static const StoragePool *list_user_of(const StoragePoolList *list, const char *path)
{
    const StoragePool *pool = g_hash_table_lookup(list->by_path, path);

    for (const GList *link = list->order.head; !pool && link; link = link->next) {
        const StoragePool *other = link->data;

        if (other->next_def && strcmp(other->next_def->path, path) == 0)
            pool = other;
    }
    return pool;
}

bool storage_pool_list_check(const StoragePoolList *list, const StoragePool *pool,
                             const PoolDef *def, GError **err)
{
    const StoragePool *same_uuid = storage_pool_list_by_uuid(list, def->uuid);
    const StoragePool *same_name = storage_pool_list_by_name(list, def->name);
    const StoragePool *same_path = list_user_of(list, def->path);
    char uuid[UUID_TEXT_SIZE];

    if (same_uuid && strcmp(same_uuid->def->name, def->name) != 0) {
        uuid_format(def->uuid, uuid);
        return error_set(err, ERR_OPERATION_FAILED, "pool '%s' is already defined with uuid %s",
                         same_uuid->def->name, uuid);
    }
    if (same_name && (!same_uuid || same_uuid != pool)) {
        uuid_format(same_name->def->uuid, uuid);
        return error_set(err, ERR_OPERATION_FAILED, "pool '%s' already exists with uuid %s",
                         def->name, uuid);
    }
    if (same_path && same_path != pool)
        return error_set(err, ERR_OPERATION_FAILED, "Storage source conflict with pool: '%s'",
                         same_path->def->name);
    return true;
}

StoragePool *storage_pool_list_add(StoragePoolList *list, PoolDef *def, GError **err)
{
    g_autoptr(PoolDef) owned = def;
    StoragePool *pool;

    if (!storage_pool_list_check(list, NULL, def, err))
        return NULL;
    if (list->order.length >= STORAGE_POOLS_MAX) {
        error_set(err, ERR_OPERATION_FAILED,
                  "storage pool '%s': there are %u pools already, the most that "
                  "can be listed; undefine one first",
                  def->name, list->order.length);
        return NULL;
    }
    pool = storage_pool_new(g_steal_pointer(&owned));
    pool->listed = true;
    g_queue_push_tail(&list->order, pool);
    g_hash_table_insert(list->by_uuid, pool->def->uuid, list->order.tail);
    g_hash_table_insert(list->by_name, pool->def->name, pool);
    g_hash_table_insert(list->by_path, pool->def->path, pool);
    return pool;
}

void storage_pool_list_remove(StoragePoolList *list, StoragePool *pool)
{
    GList *link = g_hash_table_lookup(list->by_uuid, pool->def->uuid);

    g_assert(link && link->data == pool);
    g_hash_table_remove(list->by_path, pool->def->path);
    g_hash_table_remove(list->by_name, pool->def->name);
    g_hash_table_remove(list->by_uuid, pool->def->uuid);
    g_queue_delete_link(&list->order, link);
    list_drop(pool);
}

PoolDef *storage_pool_list_set_def(StoragePoolList *list, StoragePool *pool, PoolDef *def)
{
    PoolDef *old = pool->def;
    GList *link = g_hash_table_lookup(list->by_uuid, old->uuid);

    g_assert(link && link->data == pool && !pool->active);
    g_hash_table_remove(list->by_path, old->path);
    pool->def = def;
    g_hash_table_replace(list->by_uuid, def->uuid, link);
    g_hash_table_replace(list->by_name, def->name, pool);
    g_hash_table_insert(list->by_path, def->path, pool);
    return old;
}

StoragePool *storage_pool_list_by_uuid(const StoragePoolList *list, const uint8_t uuid[UUID_BYTES])
{
    const GList *link = g_hash_table_lookup(list->by_uuid, uuid);

    return link ? link->data : NULL;
}

StoragePool *storage_pool_list_by_name(const StoragePoolList *list, const char *name)
{
    return g_hash_table_lookup(list->by_name, name);
}

StoragePool *storage_pool_list_by_path(const StoragePoolList *list, const char *path)
{
    StoragePool *pool = g_hash_table_lookup(list->by_path, path);

    return pool && pool->active ? pool : NULL;
}

StoragePool *storage_pool_list_next(const StoragePoolList *list, gpointer *cursor)
{
    GList *link = *cursor ? ((GList *) *cursor)->next : list->order.head;

    *cursor = link;
    return link ? link->data : NULL;
}
