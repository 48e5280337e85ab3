/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcVolume from the inside: a handle of a volume of a storage pool. Nothing in it ever changes.
 */
#ifndef VMRPC_CLIENT_VOLUME_H
#define VMRPC_CLIENT_VOLUME_H

#include "client/connection.h"
#include "remote_protocol.h"

struct VmrpcVolume {
    gint refs; /* atomic */
    VmrpcConnection *connection;
    char *pool_name;
    char *name;
    char *key;
};

VmrpcVolume *volume_new(VmrpcConnection *connection, const remote_storage_vol *wire);
/* As an argument; valid as long as the volume. */
remote_storage_vol volume_to_wire(const VmrpcVolume *volume);

#endif
