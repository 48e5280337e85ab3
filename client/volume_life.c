/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changes a volume, and the streams of its contents: one function per procedure.
 *
 * Nothing is checked here that the server checks; flags go as they are.
 */
#include "client/ask.h"
#include "client/pool.h"
#include "client/stream.h"
#include "client/volume.h"

/* Calls a procedure whose first argument is a volume and whose result is nothing. */
#define VOLUME_DO(volume, name, error, ...)                                                        \
    ASK_DO((volume)->connection, name, error, .vol = volume_to_wire(volume), ##__VA_ARGS__)

VmrpcVolume *vmrpc_volume_create(VmrpcPool *pool, const char *xml, unsigned int flags,
                                 VmrpcError **error)
{
    return ASK_OBJECT(pool->connection, storage_vol_create_xml, vol, volume_new, error,
                      .pool = pool_to_wire(pool), .xml = stub_string(xml), .flags = flags);
}

VmrpcVolume *vmrpc_volume_create_from(VmrpcPool *pool, const char *xml, VmrpcVolume *source,
                                      unsigned int flags, VmrpcError **error)
{
    return ASK_OBJECT(pool->connection, storage_vol_create_xml_from, vol, volume_new, error,
                      .pool = pool_to_wire(pool), .xml = stub_string(xml),
                      .source = volume_to_wire(source), .flags = flags);
}

int vmrpc_volume_delete(VmrpcVolume *volume, unsigned int flags, VmrpcError **error)
{
    return VOLUME_DO(volume, storage_vol_delete, error, .flags = flags);
}

int vmrpc_volume_resize(VmrpcVolume *volume, uint64_t capacity, unsigned int flags,
                        VmrpcError **error)
{
    return VOLUME_DO(volume, storage_vol_resize, error, .capacity = capacity, .flags = flags);
}

int vmrpc_volume_wipe(VmrpcVolume *volume, int algorithm, unsigned int flags, VmrpcError **error)
{
    return VOLUME_DO(volume, storage_vol_wipe_pattern, error, .algorithm = (u_int) algorithm,
                     .flags = flags);
}

VmrpcStream *vmrpc_volume_upload(VmrpcVolume *volume, uint64_t offset, uint64_t length,
                                 unsigned int flags, VmrpcError **error)
{
    storage_vol_upload_args args = {
        .vol = volume_to_wire(volume), .offset = offset, .length = length, .flags = flags};
    storage_vol_upload_res result = {0};
    GError *err = NULL;

    return ASK_GIVE(STREAM_OPEN(volume->connection, storage_vol_upload, &args, &result, &err), err,
                    error);
}

VmrpcStream *vmrpc_volume_download(VmrpcVolume *volume, uint64_t offset, uint64_t length,
                                   unsigned int flags, VmrpcError **error)
{
    storage_vol_download_args args = {
        .vol = volume_to_wire(volume), .offset = offset, .length = length, .flags = flags};
    storage_vol_download_res result = {0};
    GError *err = NULL;

    return ASK_GIVE(STREAM_OPEN(volume->connection, storage_vol_download, &args, &result, &err),
                    err, error);
}
