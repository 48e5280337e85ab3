/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Saved domains and core dumps: one function per procedure.
 *
 * Nothing is checked here that the server checks; flags go as they are.
 */
#include "client/domain_ask.h"

int vmrpc_domain_save(VmrpcDomain *domain, const char *path, const char *xml, unsigned int flags,
                      VmrpcError **error)
{
    char *dxml = stub_string(xml);
    int status = DOMAIN_DO(domain, domain_save_flags, error, .to = stub_string(path),
                           .dxml = xml ? &dxml : NULL, .flags = flags);

    if (status == 0)
        g_atomic_int_set(&domain->id, -1);
    return status;
}

int vmrpc_domain_restore(VmrpcConnection *connection, const char *path, const char *xml,
                         unsigned int flags, VmrpcError **error)
{
    char *dxml = stub_string(xml);

    return ASK_DO(connection, domain_restore_flags, error, .from = stub_string(path),
                  .dxml = xml ? &dxml : NULL, .flags = flags);
}

char *vmrpc_domain_save_image_xml(VmrpcConnection *connection, const char *path, unsigned int flags,
                                  VmrpcError **error)
{
    return ASK_STRING(connection, domain_save_image_get_xml_desc, xml, error,
                      .file = stub_string(path), .flags = flags);
}

int vmrpc_domain_save_image_define(VmrpcConnection *connection, const char *path, const char *xml,
                                   unsigned int flags, VmrpcError **error)
{
    return ASK_DO(connection, domain_save_image_define_xml, error, .file = stub_string(path),
                  .dxml = stub_string(xml), .flags = flags);
}

int vmrpc_domain_managed_save(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    int status = DOMAIN_DO(domain, domain_managed_save, error, .flags = flags);

    if (status == 0)
        g_atomic_int_set(&domain->id, -1);
    return status;
}

int vmrpc_domain_managed_save_remove(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_managed_save_remove, error);
}

char *vmrpc_domain_managed_save_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return ASK_STRING(domain->connection, domain_managed_save_get_xml_desc, xml, error,
                      .dom = domain_to_wire(domain), .flags = flags);
}

int vmrpc_domain_managed_save_define(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                     VmrpcError **error)
{
    char *dxml = stub_string(xml);

    return DOMAIN_DO(domain, domain_managed_save_define_xml, error, .dxml = &dxml, .flags = flags);
}

int vmrpc_domain_core_dump(VmrpcDomain *domain, const char *path, int format, unsigned int flags,
                           VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_core_dump_with_format, error, .to = stub_string(path),
                     .dumpformat = (unsigned) format, .flags = flags);
}
