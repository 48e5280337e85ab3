/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions about a connection's other end: driver, versions, the machine it runs on.
 *
 * Nothing is remembered here: each function is one call of the procedure of the same name.
 */
#include <string.h>

#include "client/error.h"
#include "client/stub.h"

/* Asks a procedure without arguments for its one string. */
#define HOST_STRING(connection, name, member, error)                                               \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        char *string_ = NULL;                                                                      \
        if (STUB_CALL(connection, name, NULL, &result_, &err_)) {                                  \
            string_ = g_strdup(result_.name##_res_u.ret.member);                                   \
            STUB_FREE(name, &result_);                                                             \
        } else {                                                                                   \
            client_error_give(error, err_);                                                        \
        }                                                                                          \
        string_;                                                                                   \
    })

char *vmrpc_connection_uri(VmrpcConnection *connection, VmrpcError **error)
{
    return HOST_STRING(connection, connect_get_uri, uri, error);
}

char *vmrpc_connection_driver(VmrpcConnection *connection, VmrpcError **error)
{
    return HOST_STRING(connection, connect_get_type, type, error);
}

char *vmrpc_connection_hostname(VmrpcConnection *connection, VmrpcError **error)
{
    return HOST_STRING(connection, connect_get_hostname, hostname, error);
}

char *vmrpc_connection_capabilities(VmrpcConnection *connection, VmrpcError **error)
{
    return HOST_STRING(connection, connect_get_capabilities, capabilities, error);
}

int vmrpc_connection_hypervisor_version(VmrpcConnection *connection, uint64_t *ret_version,
                                        VmrpcError **error)
{
    connect_get_version_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(connection, connect_get_version, NULL, &result, &err))
        return client_error_give(error, err);
    *ret_version = result.connect_get_version_res_u.ret.hypervisor_version;
    return 0;
}

int vmrpc_connection_libvirt_version(VmrpcConnection *connection, uint64_t *ret_version,
                                     VmrpcError **error)
{
    connect_get_lib_version_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(connection, connect_get_lib_version, NULL, &result, &err))
        return client_error_give(error, err);
    *ret_version = result.connect_get_lib_version_res_u.ret.library_version;
    return 0;
}

char *vmrpc_connection_domain_capabilities(VmrpcConnection *connection, const char *emulator,
                                           const char *arch, const char *machine,
                                           const char *virt_type, VmrpcError **error)
{
    char *strings[] = {stub_string(emulator), stub_string(arch), stub_string(machine),
                       stub_string(virt_type)};
    connect_get_domain_capabilities_args args = {
        .emulator = emulator ? &strings[0] : NULL,
        .arch = arch ? &strings[1] : NULL,
        .machine = machine ? &strings[2] : NULL,
        .virt_type = virt_type ? &strings[3] : NULL,
    };
    connect_get_domain_capabilities_res result = {0};
    GError *err = NULL;
    char *capabilities;

    if (!STUB_CALL(connection, connect_get_domain_capabilities, &args, &result, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    capabilities = g_strdup(result.connect_get_domain_capabilities_res_u.ret.capabilities);
    STUB_FREE(connect_get_domain_capabilities, &result);
    return capabilities;
}

int vmrpc_node_info(VmrpcConnection *connection, VmrpcNodeInfo *ret_info, VmrpcError **error)
{
    node_get_info_res result = {0};
    const node_get_info_ret *ret = &result.node_get_info_res_u.ret;
    VmrpcNodeInfo info = {.model = ""};
    GError *err = NULL;

    if (!STUB_CALL(connection, node_get_info, NULL, &result, &err))
        return client_error_give(error, err);
    for (int i = 0; i < REMOTE_NODE_MODEL_LENGTH; i++)
        info.model[i] = (char) ret->model[i];
    info.memory_kib = ret->memory;
    info.cpus = ret->cpus;
    info.mhz = ret->mhz;
    info.nodes = ret->nodes;
    info.sockets = ret->sockets;
    info.cores = ret->cores;
    info.threads = ret->threads;
    *ret_info = info;
    return 0;
}

int vmrpc_connection_is_secure(VmrpcConnection *connection, VmrpcError **error)
{
    connect_is_secure_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(connection, connect_is_secure, NULL, &result, &err))
        return client_error_give(error, err);
    return result.connect_is_secure_res_u.ret.secure != 0;
}
