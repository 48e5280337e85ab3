/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions about a connection's other end: driver, versions, the machine it runs on.
 *
 * Nothing is remembered here: each function is one call of the procedure of the same name.
 */
#include <string.h>

#include "client/ask.h"
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

int vmrpc_connection_is_secure(VmrpcConnection *connection, VmrpcError **error)
{
    connect_is_secure_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(connection, connect_is_secure, NULL, &result, &err))
        return client_error_give(error, err);
    return result.connect_is_secure_res_u.ret.secure != 0;
}

int vmrpc_connection_max_vcpus(VmrpcConnection *connection, const char *type, VmrpcError **error)
{
    char *word = stub_string(type);

    return ASK_NUMBER(connection, connect_get_max_vcpus, max_vcpus, error,
                      .type = word ? &word : NULL);
}

char **vmrpc_connection_cpu_models(VmrpcConnection *connection, const char *arch,
                                   VmrpcError **error)
{
    connect_get_cpu_model_names_res result = {0};
    connect_get_cpu_model_names_ret *ret = &result.connect_get_cpu_model_names_res_u.ret;
    GError *err = NULL;
    char **names;

    if (!ASK(connection, connect_get_cpu_model_names, &result, &err, .arch = stub_string(arch),
             .need_results = 1)) {
        client_error_give(error, err);
        return NULL;
    }
    names = g_new0(char *, ret->models.models_len + 1);
    for (u_int i = 0; i < ret->models.models_len; i++)
        names[i] = g_strdup(ret->models.models_val[i]);
    STUB_FREE(connect_get_cpu_model_names, &result);
    return names;
}

char *vmrpc_connection_domain_to_native(VmrpcConnection *connection, const char *format,
                                        const char *xml, VmrpcError **error)
{
    return ASK_STRING(connection, connect_domain_xml_to_native, native_config, error,
                      .native_format = stub_string(format), .domain_xml = stub_string(xml));
}
