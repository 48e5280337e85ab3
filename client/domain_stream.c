/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The streams that a domain has: its consoles and its screens.
 */
#include "client/ask.h"
#include "client/domain.h"
#include "client/stream.h"

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
