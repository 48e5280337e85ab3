/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is done with domains every day: see include/vmrpc/guest.h. One function per procedure, of
 * three programs.
 */
#include "vmrpc/guest.h"

#include "client/domain_ask.h"
#include "client/stream.h"

G_STATIC_ASSERT(VMRPC_DOMAIN_SEND_KEY_MAX == REMOTE_DOMAIN_SEND_KEY_MAX);

int vmrpc_domain_set_metadata(VmrpcDomain *domain, int type, const char *text, const char *key,
                              const char *uri, unsigned int flags, VmrpcError **error)
{
    char *strings[] = {stub_string(text), stub_string(key), stub_string(uri)};

    return DOMAIN_DO(domain, domain_set_metadata, error, .type = type,
                     .metadata = text ? &strings[0] : NULL, .key = key ? &strings[1] : NULL,
                     .uri = uri ? &strings[2] : NULL, .flags = flags);
}

int vmrpc_domain_rename(VmrpcDomain *domain, const char *new_name, VmrpcError **error)
{
    char *name = stub_string(new_name);

    return DOMAIN_DO(domain, domain_rename, error, .new_name = &name);
}

int vmrpc_domain_is_updated(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_is_updated, updated != 0, error,
                      .dom = domain_to_wire(domain));
}

int vmrpc_domain_send_key(VmrpcDomain *domain, int codeset, unsigned int hold_ms,
                          const unsigned int *keys, size_t n_keys, VmrpcError **error)
{
    if (n_keys > VMRPC_DOMAIN_SEND_KEY_MAX) {
        GError *err = NULL;

        error_set(&err, ERR_INVALID_ARG, "%zu keys at once are more than %d", n_keys,
                  VMRPC_DOMAIN_SEND_KEY_MAX);
        return client_error_give(error, err);
    }
    return DOMAIN_DO(domain, domain_send_key, error, .codeset = codeset, .holdtime = hold_ms,
                     .keycodes = {.keycodes_len = (u_int) n_keys,
                                  .keycodes_val = (u_int *) keys}); /* encoding only reads them */
}

int vmrpc_domain_inject_nmi(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_inject_nmi, error);
}

int vmrpc_domain_wakeup(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_pm_wakeup, error);
}

int vmrpc_domain_set_lifecycle_action(VmrpcDomain *domain, int type, int action, unsigned int flags,
                                      VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_lifecycle_action, error, .type = (unsigned) type,
                     .action = (unsigned) action, .flags = flags);
}

char *vmrpc_connection_domain_to_native(VmrpcConnection *connection, const char *format,
                                        const char *xml, VmrpcError **error)
{
    return ASK_STRING(connection, connect_domain_xml_to_native, native_config, error,
                      .native_format = stub_string(format), .domain_xml = stub_string(xml));
}

char *vmrpc_domain_monitor_command(VmrpcDomain *domain, const char *command, unsigned int flags,
                                   VmrpcError **error)
{
    qemu_domain_monitor_command_args args = {
        .dom = domain_to_wire(domain), .cmd = stub_string(command), .flags = flags};
    qemu_domain_monitor_command_res result = {0};
    GError *err = NULL;
    char *answer;

    if (!STUB_CALL_PROGRAM(domain->connection, QEMU_PROGRAM, QEMU_V1, qemu_domain_monitor_command,
                           &args, &result, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    answer = g_strdup(result.qemu_domain_monitor_command_res_u.ret.result);
    STUB_FREE(qemu_domain_monitor_command, &result);
    return answer;
}

VmrpcStream *vmrpc_domain_open_log(VmrpcDomain *domain, uint64_t size, unsigned int flags,
                                   VmrpcError **error)
{
    vmrpc_domain_open_log_args args = {.dom = domain_to_wire(domain), .size = size, .flags = flags};
    vmrpc_domain_open_log_res result = {0};
    GError *err = NULL;

    return ASK_GIVE(STREAM_OPEN_PROGRAM(domain->connection, VMRPC_PROGRAM, VMRPC_V1,
                                        vmrpc_domain_open_log, &args, &result, &err),
                    err, error);
}
