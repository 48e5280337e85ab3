/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What there is to ask about storage pools: one function per procedure.
 *
 * Nothing is remembered: every answer is the server's of that moment.
 */
#include "client/ask.h"
#include "client/pool.h"
#include "client/volume.h"

/* Asks a procedure whose first argument is a pool for one number. */
#define POOL_NUMBER(pool_, name, member, error)                                                    \
    ASK_NUMBER((pool_)->connection, name, member, error, .pool = pool_to_wire(pool_))

int vmrpc_pool_has_autostart(VmrpcPool *pool, VmrpcError **error)
{
    return POOL_NUMBER(pool, storage_pool_get_autostart, autostart != 0, error);
}

int vmrpc_pool_is_active(VmrpcPool *pool, VmrpcError **error)
{
    return POOL_NUMBER(pool, storage_pool_is_active, active != 0, error);
}

int vmrpc_pool_is_persistent(VmrpcPool *pool, VmrpcError **error)
{
    return POOL_NUMBER(pool, storage_pool_is_persistent, persistent != 0, error);
}

int vmrpc_pool_info(VmrpcPool *pool, VmrpcPoolInfo *ret_info, VmrpcError **error)
{
    storage_pool_get_info_res result = {0};
    const storage_pool_get_info_ret *ret = &result.storage_pool_get_info_res_u.ret;
    GError *err = NULL;

    if (!ASK(pool->connection, storage_pool_get_info, &result, &err, .pool = pool_to_wire(pool)))
        return client_error_give(error, err);
    *ret_info = (VmrpcPoolInfo){.state = ret->state,
                                .capacity = ret->capacity,
                                .allocation = ret->allocation,
                                .available = ret->available};
    return 0;
}

char *vmrpc_pool_xml(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    return ASK_STRING(pool->connection, storage_pool_get_xml_desc, xml, error,
                      .pool = pool_to_wire(pool), .flags = flags);
}

char *vmrpc_connection_pool_capabilities(VmrpcConnection *connection, VmrpcError **error)
{
    return ASK_STRING(connection, connect_get_storage_pool_capabilities, capabilities, error,
                      .flags = 0);
}

char *vmrpc_connection_pool_sources(VmrpcConnection *connection, const char *type,
                                    const char *source_spec, unsigned int flags, VmrpcError **error)
{
    char *spec = stub_string(source_spec);

    return ASK_STRING(connection, connect_find_storage_pool_sources, xml, error,
                      .type = stub_string(type), .source_spec = spec ? &spec : NULL,
                      .flags = flags);
}

int vmrpc_volume_list(VmrpcPool *pool, unsigned int flags, VmrpcVolume ***ret_volumes,
                      VmrpcError **error)
{
    return ASK_LIST(pool->connection, storage_pool_list_all_volumes, vols, total, volume_new,
                    ret_volumes, error, .pool = pool_to_wire(pool), .flags = flags);
}
