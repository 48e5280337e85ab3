/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles of storage pools: making them from what the server sends, counting, finding, listing.
 *
 * A handle keeps its connection object, so that it may outlive the user's own reference of it.
 */
#include "client/pool.h"

#include <string.h>

#include "client/ask.h"
#include "client/uuid.h"
#include "client/volume.h"

VmrpcPool *pool_new(VmrpcConnection *connection, const remote_storage_pool *wire)
{
    VmrpcPool *pool = g_new0(VmrpcPool, 1);

    pool->refs = 1;
    pool->connection = vmrpc_connection_ref(connection);
    pool->name = g_strdup(wire->name);
    memcpy(pool->uuid, wire->uuid, sizeof(pool->uuid));
    uuid_format(pool->uuid, pool->uuid_string);
    return pool;
}

remote_storage_pool pool_to_wire(const VmrpcPool *pool)
{
    remote_storage_pool wire = {.name = pool->name};

    memcpy(wire.uuid, pool->uuid, sizeof(wire.uuid));
    return wire;
}

VmrpcPool *vmrpc_pool_ref(VmrpcPool *pool)
{
    g_atomic_int_inc(&pool->refs);
    return pool;
}

void vmrpc_pool_unref(VmrpcPool *pool)
{
    if (!pool || !g_atomic_int_dec_and_test(&pool->refs))
        return;
    vmrpc_connection_unref(pool->connection);
    g_free(pool->name);
    g_free(pool);
}

VmrpcConnection *vmrpc_pool_connection(const VmrpcPool *pool)
{
    return pool->connection;
}

const char *vmrpc_pool_name(const VmrpcPool *pool)
{
    return pool->name;
}

const uint8_t *vmrpc_pool_uuid(const VmrpcPool *pool)
{
    return pool->uuid;
}

const char *vmrpc_pool_uuid_string(const VmrpcPool *pool)
{
    return pool->uuid_string;
}

/* ---- finding ------------------------------------------------- */

static VmrpcPool *pool_find_name(VmrpcConnection *connection, const char *name, GError **err)
{
    return ASK_FIND(connection, storage_pool_lookup_by_name, pool, pool_new, err,
                    .name = stub_string(name));
}

static VmrpcPool *pool_find_uuid(VmrpcConnection *connection, const uint8_t *uuid, GError **err)
{
    storage_pool_lookup_by_uuid_args args;
    storage_pool_lookup_by_uuid_res result = {0};
    VmrpcPool *pool;

    memcpy(args.uuid, uuid, sizeof(args.uuid));
    if (!STUB_CALL(connection, storage_pool_lookup_by_uuid, &args, &result, err))
        return NULL;
    pool = pool_new(connection, &result.storage_pool_lookup_by_uuid_res_u.ret.pool);
    STUB_FREE(storage_pool_lookup_by_uuid, &result);
    return pool;
}

VmrpcPool *vmrpc_pool_lookup(VmrpcConnection *connection, const char *uuid_or_name,
                             VmrpcError **error)
{
    uint8_t uuid[VMRPC_UUID_SIZE];
    VmrpcPool *pool = NULL;
    GError *err = NULL;

    if (uuid_parse(uuid_or_name, uuid))
        pool = pool_find_uuid(connection, uuid, &err);
    if (!pool && client_error_code(err) == VMRPC_ERR_NO_STORAGE_POOL)
        g_clear_error(&err);
    if (!pool && !err)
        pool = pool_find_name(connection, uuid_or_name, &err);
    return ASK_GIVE(pool, err, error);
}

VmrpcPool *vmrpc_pool_lookup_by_name(VmrpcConnection *connection, const char *name,
                                     VmrpcError **error)
{
    GError *err = NULL;

    return ASK_GIVE(pool_find_name(connection, name, &err), err, error);
}

VmrpcPool *vmrpc_pool_lookup_by_uuid(VmrpcConnection *connection, const uint8_t *uuid,
                                     VmrpcError **error)
{
    GError *err = NULL;

    return ASK_GIVE(pool_find_uuid(connection, uuid, &err), err, error);
}

VmrpcPool *vmrpc_pool_lookup_by_uuid_string(VmrpcConnection *connection, const char *uuid,
                                            VmrpcError **error)
{
    uint8_t bytes[VMRPC_UUID_SIZE];
    VmrpcPool *pool = NULL;
    GError *err = NULL;

    if (uuid_parse(uuid, bytes))
        pool = pool_find_uuid(connection, bytes, &err);
    else
        error_set(&err, ERR_INVALID_ARG, "'%s' is not a UUID", uuid);
    return ASK_GIVE(pool, err, error);
}

VmrpcPool *vmrpc_pool_lookup_by_target_path(VmrpcConnection *connection, const char *path,
                                            VmrpcError **error)
{
    return ASK_OBJECT(connection, storage_pool_lookup_by_target_path, pool, pool_new, error,
                      .path = stub_string(path));
}

VmrpcPool *vmrpc_volume_pool(VmrpcVolume *volume, VmrpcError **error)
{
    return ASK_OBJECT(volume->connection, storage_pool_lookup_by_volume, pool, pool_new, error,
                      .vol = volume_to_wire(volume));
}

/* ---- listing ------------------------------------------------- */

int vmrpc_pool_list(VmrpcConnection *connection, unsigned int flags, VmrpcPool ***ret_pools,
                    VmrpcError **error)
{
    return ASK_LIST(connection, connect_list_all_storage_pools, pools, total, pool_new, ret_pools,
                    error, .flags = flags);
}

void vmrpc_pool_list_free(VmrpcPool **pools)
{
    if (!pools)
        return;
    for (VmrpcPool **pool = pools; *pool; pool++)
        vmrpc_pool_unref(*pool);
    g_free(pools);
}
