/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changes a domain: one function per procedure.
 *
 * Nothing is checked here that the server checks; flags go as they are.
 */
#include "client/domain.h"
#include "client/error.h"
#include "client/stub.h"

/* Calls a procedure whose first argument is a domain and whose result is nothing. */
#define DOMAIN_DO(domain, name, error, ...)                                                        \
    ({                                                                                             \
        name##_args args_ = {.dom = domain_to_wire(domain), ##__VA_ARGS__};                        \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        STUB_CALL((domain)->connection, name, &args_, &result_, &err_)                             \
        ? 0 : client_error_give(error, err_);                                                      \
    })

VmrpcDomain *vmrpc_domain_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error)
{
    domain_define_xml_flags_args args = {.xml = stub_string(xml), .flags = flags};
    domain_define_xml_flags_res result = {0};
    GError *err = NULL;
    VmrpcDomain *domain;

    if (!STUB_CALL(connection, domain_define_xml_flags, &args, &result, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    domain = domain_new(connection, &result.domain_define_xml_flags_res_u.ret.dom);
    STUB_FREE(domain_define_xml_flags, &result);
    return domain;
}

VmrpcDomain *vmrpc_domain_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error)
{
    domain_create_xml_args args = {.xml = stub_string(xml), .flags = flags};
    domain_create_xml_res result = {0};
    GError *err = NULL;
    VmrpcDomain *domain;

    if (!STUB_CALL(connection, domain_create_xml, &args, &result, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    domain = domain_new(connection, &result.domain_create_xml_res_u.ret.dom);
    STUB_FREE(domain_create_xml, &result);
    return domain;
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
