/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changes a domain: one function per procedure.
 *
 * Nothing is checked here that the server checks; flags go as they are.
 */
#include "client/domain_ask.h"

VmrpcDomain *vmrpc_domain_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error)
{
    return ASK_OBJECT(connection, domain_define_xml_flags, dom, domain_new, error,
                      .xml = stub_string(xml), .flags = flags);
}

VmrpcDomain *vmrpc_domain_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error)
{
    return ASK_OBJECT(connection, domain_create_xml, dom, domain_new, error,
                      .xml = stub_string(xml), .flags = flags);
}

int vmrpc_domain_start(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    domain_create_with_flags_args args = {.dom = domain_to_wire(domain), .flags = flags};
    domain_create_with_flags_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(domain->connection, domain_create_with_flags, &args, &result, &err))
        return client_error_give(error, err);
    g_atomic_int_set(&domain->id, result.domain_create_with_flags_res_u.ret.dom.id);
    STUB_FREE(domain_create_with_flags, &result);
    return 0;
}

int vmrpc_domain_shutdown(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_shutdown_flags, error, .flags = flags);
}

int vmrpc_domain_reboot(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_reboot, error, .flags = flags);
}

int vmrpc_domain_reset(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_reset, error);
}

int vmrpc_domain_destroy(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    int status = DOMAIN_DO(domain, domain_destroy_flags, error, .flags = flags);

    if (status == 0)
        g_atomic_int_set(&domain->id, -1);
    return status;
}

int vmrpc_domain_suspend(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_suspend, error);
}

int vmrpc_domain_resume(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_resume, error);
}

int vmrpc_domain_undefine(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_undefine_flags, error, .flags = flags);
}

int vmrpc_domain_set_autostart(VmrpcDomain *domain, int autostart, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_autostart, error, .autostart = autostart != 0);
}
