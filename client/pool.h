/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcPool from the inside: a handle of a storage pool. Nothing in it ever changes.
 */
#ifndef VMRPC_CLIENT_POOL_H
#define VMRPC_CLIENT_POOL_H

#include "client/connection.h"
#include "remote_protocol.h"

struct VmrpcPool {
    gint refs; /* atomic */
    VmrpcConnection *connection;
    char *name;
    uint8_t uuid[VMRPC_UUID_SIZE];
    char uuid_string[VMRPC_UUID_STRING_SIZE];
};

VmrpcPool *pool_new(VmrpcConnection *connection, const remote_storage_pool *wire);
/* As an argument; valid as long as the pool. */
remote_storage_pool pool_to_wire(const VmrpcPool *pool);

#endif
