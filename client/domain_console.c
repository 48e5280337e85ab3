/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a person at a domain has: consoles, screens and the log as streams, keys, the monitor. Of
 * three programs.
 */
#include "client/domain_ask.h"
#include "client/stream.h"

G_STATIC_ASSERT(VMRPC_DOMAIN_SEND_KEY_MAX == REMOTE_DOMAIN_SEND_KEY_MAX);

VmrpcStream *vmrpc_domain_open_console(VmrpcDomain *domain, const char *device, unsigned int flags,
                                       VmrpcError **error)
{
    char *name = stub_string(device);
    domain_open_console_args args = {
        .dom = domain_to_wire(domain), .device = device ? &name : NULL, .flags = flags};
    domain_open_console_res result = {0};
    GError *err = NULL;

    return ASK_GIVE(STREAM_OPEN(domain->connection, domain_open_console, &args, &result, &err), err,
                    error);
}

VmrpcStream *vmrpc_domain_screenshot(VmrpcDomain *domain, unsigned int screen, unsigned int flags,
                                     char **ret_mime, VmrpcError **error)
{
    domain_screenshot_args args = {.dom = domain_to_wire(domain), .screen = screen, .flags = flags};
    domain_screenshot_res result = {0};
    GError *err = NULL;
    VmrpcStream *stream = STREAM_OPEN(domain->connection, domain_screenshot, &args, &result, &err);

    if (!stream) {
        client_error_give(error, err);
        return NULL;
    }
    if (ret_mime) {
        char *const *mime = result.domain_screenshot_res_u.ret.mime;

        *ret_mime = g_strdup(mime ? *mime : NULL);
    }
    STUB_FREE(domain_screenshot, &result);
    return stream;
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
