/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changes a storage pool: one function per procedure.
 *
 * Nothing is checked here that the server checks; flags go as they are.
 */
#include "client/ask.h"
#include "client/pool.h"

/* Calls a procedure whose first argument is a pool and whose result is nothing. */
#define POOL_DO(pool_, name, error, ...)                                                           \
    ASK_DO((pool_)->connection, name, error, .pool = pool_to_wire(pool_), ##__VA_ARGS__)

VmrpcPool *vmrpc_pool_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                             VmrpcError **error)
{
    return ASK_OBJECT(connection, storage_pool_define_xml, pool, pool_new, error,
                      .xml = stub_string(xml), .flags = flags);
}

VmrpcPool *vmrpc_pool_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                             VmrpcError **error)
{
    return ASK_OBJECT(connection, storage_pool_create_xml, pool, pool_new, error,
                      .xml = stub_string(xml), .flags = flags);
}

int vmrpc_pool_start(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_create, error, .flags = flags);
}

int vmrpc_pool_build(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_build, error, .flags = flags);
}

int vmrpc_pool_refresh(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_refresh, error, .flags = flags);
}

int vmrpc_pool_destroy(VmrpcPool *pool, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_destroy, error);
}

int vmrpc_pool_delete(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_delete, error, .flags = flags);
}

int vmrpc_pool_undefine(VmrpcPool *pool, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_undefine, error);
}

int vmrpc_pool_set_autostart(VmrpcPool *pool, int autostart, VmrpcError **error)
{
    return POOL_DO(pool, storage_pool_set_autostart, error, .autostart = autostart != 0);
}
