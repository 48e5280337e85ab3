/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles of volumes: making them from what the server sends, counting, finding.
 *
 * A handle keeps its connection object, so that it may outlive the user's own reference of it.
 */
#include "client/volume.h"

#include "client/ask.h"
#include "client/pool.h"

VmrpcVolume *volume_new(VmrpcConnection *connection, const remote_storage_vol *wire)
{
    VmrpcVolume *volume = g_new0(VmrpcVolume, 1);

    volume->refs = 1;
    volume->connection = vmrpc_connection_ref(connection);
    volume->pool_name = g_strdup(wire->pool);
    volume->name = g_strdup(wire->name);
    volume->key = g_strdup(wire->key);
    return volume;
}

remote_storage_vol volume_to_wire(const VmrpcVolume *volume)
{
    return (remote_storage_vol){
        .pool = volume->pool_name, .name = volume->name, .key = volume->key};
}

VmrpcVolume *vmrpc_volume_ref(VmrpcVolume *volume)
{
    g_atomic_int_inc(&volume->refs);
    return volume;
}

void vmrpc_volume_unref(VmrpcVolume *volume)
{
    if (!volume || !g_atomic_int_dec_and_test(&volume->refs))
        return;
    vmrpc_connection_unref(volume->connection);
    g_free(volume->pool_name);
    g_free(volume->name);
    g_free(volume->key);
    g_free(volume);
}

void vmrpc_volume_list_free(VmrpcVolume **volumes)
{
    if (!volumes)
        return;
    for (VmrpcVolume **volume = volumes; *volume; volume++)
        vmrpc_volume_unref(*volume);
    g_free(volumes);
}

VmrpcConnection *vmrpc_volume_connection(const VmrpcVolume *volume)
{
    return volume->connection;
}

const char *vmrpc_volume_name(const VmrpcVolume *volume)
{
    return volume->name;
}

const char *vmrpc_volume_key(const VmrpcVolume *volume)
{
    return volume->key;
}

const char *vmrpc_volume_pool_name(const VmrpcVolume *volume)
{
    return volume->pool_name;
}

/* ---- finding ------------------------------------------------- */

static VmrpcVolume *volume_find_name(VmrpcPool *pool, const char *name, GError **err)
{
    return ASK_FIND(pool->connection, storage_vol_lookup_by_name, vol, volume_new, err,
                    .pool = pool_to_wire(pool), .name = stub_string(name));
}

static VmrpcVolume *volume_find_key(VmrpcConnection *connection, const char *key, GError **err)
{
    return ASK_FIND(connection, storage_vol_lookup_by_key, vol, volume_new, err,
                    .key = stub_string(key));
}

static VmrpcVolume *volume_find_path(VmrpcConnection *connection, const char *path, GError **err)
{
    return ASK_FIND(connection, storage_vol_lookup_by_path, vol, volume_new, err,
                    .path = stub_string(path));
}

/* Whether to look in the next way: nothing was found, or tried, so far. The first failure is the
 * one that tells most, so it is kept. */
static bool volume_may_go_on(const VmrpcVolume *volume, const GError *err)
{
    return !volume && (!err || client_error_code(err) == VMRPC_ERR_NO_STORAGE_VOL);
}

VmrpcVolume *vmrpc_volume_lookup(VmrpcConnection *connection, VmrpcPool *pool,
                                 const char *name_or_key_or_path, VmrpcError **error)
{
    VmrpcVolume *volume = NULL;
    GError *err = NULL;

    if (pool)
        volume = volume_find_name(pool, name_or_key_or_path, &err);
    if (volume_may_go_on(volume, err))
        volume = volume_find_key(connection, name_or_key_or_path, err ? NULL : &err);
    if (volume_may_go_on(volume, err))
        volume = volume_find_path(connection, name_or_key_or_path, err ? NULL : &err);
    if (volume)
        g_clear_error(&err);
    return ASK_GIVE(volume, err, error);
}

VmrpcVolume *vmrpc_volume_lookup_by_name(VmrpcPool *pool, const char *name, VmrpcError **error)
{
    GError *err = NULL;

    return ASK_GIVE(volume_find_name(pool, name, &err), err, error);
}

VmrpcVolume *vmrpc_volume_lookup_by_key(VmrpcConnection *connection, const char *key,
                                        VmrpcError **error)
{
    GError *err = NULL;

    return ASK_GIVE(volume_find_key(connection, key, &err), err, error);
}

VmrpcVolume *vmrpc_volume_lookup_by_path(VmrpcConnection *connection, const char *path,
                                         VmrpcError **error)
{
    GError *err = NULL;

    return ASK_GIVE(volume_find_path(connection, path, &err), err, error);
}
