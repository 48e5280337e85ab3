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

int vmrpc_domain_wakeup(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_pm_wakeup, error);
}

int vmrpc_domain_set_lifecycle_action(VmrpcDomain *domain, int lifecycle, int action,
                                      unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_lifecycle_action, error, .type = (unsigned) lifecycle,
                     .action = (unsigned) action, .flags = flags);
}

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
