/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The clients of a server: vmrpc_client_*(). The list is a copy of the reply.
 */
#include "client/ask.h"

static const char *client_list_optional(const char *text)
{
    return *text ? g_strdup(text) : NULL;
}

static VmrpcClientInfo *client_list_take(const vmrpc_client_info *wire)
{
    VmrpcClientInfo *info = g_new0(VmrpcClientInfo, 1);

    *info = (VmrpcClientInfo){
        .id = wire->id,
        .since_us = wire->since_us,
        .name = g_strdup(wire->name),
        .transport = g_strdup(wire->transport),
        .framing = client_list_optional(wire->framing),
        .uid = wire->uid,
        .gid = wire->gid,
        .pid = wire->pid,
        .certificate = client_list_optional(wire->certificate),
        .uri = client_list_optional(wire->uri),
        .is_read_only = wire->read_only != 0,
        .calls = wire->calls,
        .subscriptions = wire->subscriptions,
        .streams = wire->streams,
        .calls_total = wire->calls_total,
        .queued_bytes = wire->queued,
    };
    return info;
}

int vmrpc_client_list(VmrpcConnection *connection, VmrpcClientInfo ***ret_clients,
                      VmrpcError **error)
{
    vmrpc_client_list_res result = {0};
    const vmrpc_client_list_ret *ret = &result.vmrpc_client_list_res_u.ret;
    GError *err = NULL;
    VmrpcClientInfo **clients;
    int n;

    if (!STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_client_list, NULL, &result,
                           &err))
        return client_error_give(error, err);
    n = (int) ret->clients.clients_len;
    clients = g_new0(VmrpcClientInfo *, n + 1);
    for (int i = 0; i < n; i++)
        clients[i] = client_list_take(&ret->clients.clients_val[i]);
    STUB_FREE(vmrpc_client_list, &result);
    *ret_clients = clients;
    return n;
}

void vmrpc_client_list_free(VmrpcClientInfo **clients)
{
    for (VmrpcClientInfo **client = clients; client && *client; client++) {
        g_free((char *) (*client)->name);
        g_free((char *) (*client)->transport);
        g_free((char *) (*client)->framing);
        g_free((char *) (*client)->certificate);
        g_free((char *) (*client)->uri);
        g_free(*client);
    }
    g_free(clients);
}

int vmrpc_client_close(VmrpcConnection *connection, uint64_t id, VmrpcError **error)
{
    vmrpc_client_close_args args = {.id = id};
    vmrpc_client_close_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_client_close, &args, &result,
                           &err))
        return client_error_give(error, err);
    return 0;
}
