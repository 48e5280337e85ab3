/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of domains: one function per procedure. */
#include "client/domain_ask.h"

int vmrpc_domain_device_attach(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_attach_device_flags, error, .xml = stub_string(xml),
                     .flags = flags);
}

int vmrpc_domain_device_detach(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_detach_device_flags, error, .xml = stub_string(xml),
                     .flags = flags);
}

int vmrpc_domain_device_detach_by_alias(VmrpcDomain *domain, const char *alias, unsigned int flags,
                                        VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_detach_device_alias, error, .alias = stub_string(alias),
                     .flags = flags);
}

int vmrpc_domain_device_update(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_update_device_flags, error, .xml = stub_string(xml),
                     .flags = flags);
}
