/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pools of the daemon, by uuid, name and folder. Does no I/O and never waits.
 */
#ifndef VMRPC_DRIVERS_STORAGE_POOL_LIST_H
#define VMRPC_DRIVERS_STORAGE_POOL_LIST_H

#include "drivers/storage_pool.h"

#define STORAGE_POOLS_MAX REMOTE_STORAGE_POOL_LIST_MAX

typedef struct StoragePoolList StoragePoolList;

StoragePoolList *storage_pool_list_new(void);
void storage_pool_list_free(StoragePoolList *list); /* takes NULL */

/* Whether a pool of this definition may be there: pool is the one that it replaces, or NULL. Name,
 * uuid and folder belong to one pool alone. */
bool storage_pool_list_check(const StoragePoolList *list, const StoragePool *pool,
                             const PoolDef *def, GError **err);
/* Takes def over, also when it fails. The list's pool is returned. */
StoragePool *storage_pool_list_add(StoragePoolList *list, PoolDef *def, GError **err);
void storage_pool_list_remove(StoragePoolList *list, StoragePool *pool);
/* Replaces def of a listed pool by another of the same name and uuid; returns the old one. */
PoolDef *storage_pool_list_set_def(StoragePoolList *list, StoragePool *pool, PoolDef *def);

StoragePool *storage_pool_list_by_uuid(const StoragePoolList *list, const uint8_t uuid[UUID_BYTES]);
StoragePool *storage_pool_list_by_name(const StoragePoolList *list, const char *name);
/* The active one that has this folder. */
StoragePool *storage_pool_list_by_path(const StoragePoolList *list, const char *path);
/* All of them in the order of their coming; *cursor begins as NULL. */
StoragePool *storage_pool_list_next(const StoragePoolList *list, gpointer *cursor);

#endif
