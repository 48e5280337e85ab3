/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What there is to ask about volumes: one function per procedure.
 *
 * Nothing is remembered: every answer is the server's of that moment.
 */
#include "client/ask.h"
#include "client/volume.h"

char *vmrpc_volume_path(VmrpcVolume *volume, VmrpcError **error)
{
    return ASK_STRING(volume->connection, storage_vol_get_path, path, error,
                      .path = volume_to_wire(volume));
}

char *vmrpc_volume_xml(VmrpcVolume *volume, unsigned int flags, VmrpcError **error)
{
    return ASK_STRING(volume->connection, storage_vol_get_xml_desc, xml, error,
                      .vol = volume_to_wire(volume), .flags = flags);
}

int vmrpc_volume_info(VmrpcVolume *volume, unsigned int flags, VmrpcVolumeInfo *ret_info,
                      VmrpcError **error)
{
    storage_vol_get_info_flags_res result = {0};
    const storage_vol_get_info_flags_ret *ret = &result.storage_vol_get_info_flags_res_u.ret;
    GError *err = NULL;

    if (!ASK(volume->connection, storage_vol_get_info_flags, &result, &err,
             .vol = volume_to_wire(volume), .flags = flags))
        return client_error_give(error, err);
    *ret_info = (VmrpcVolumeInfo){
        .type = ret->type, .capacity = ret->capacity, .allocation = ret->allocation};
    return 0;
}
