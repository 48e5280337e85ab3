/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checkpoints and backups of domains: handles, and one function per procedure.
 *
 * A handle never changes and says nothing about what the server has now.
 */
#include "client/ask.h"
#include "client/domain.h"

struct VmrpcCheckpoint {
    gint refs; /* atomic */
    VmrpcDomain *domain;
    char *name;
};

static VmrpcCheckpoint *checkpoint_new(VmrpcConnection *connection,
                                       const remote_domain_checkpoint *wire)
{
    VmrpcCheckpoint *checkpoint = g_new0(VmrpcCheckpoint, 1);

    checkpoint->refs = 1;
    checkpoint->domain = domain_new(connection, &wire->dom);
    checkpoint->name = g_strdup(wire->name);
    return checkpoint;
}

static remote_domain_checkpoint checkpoint_to_wire(const VmrpcCheckpoint *checkpoint)
{
    return (remote_domain_checkpoint){.name = checkpoint->name,
                                      .dom = domain_to_wire(checkpoint->domain)};
}

VmrpcCheckpoint *vmrpc_checkpoint_ref(VmrpcCheckpoint *checkpoint)
{
    g_atomic_int_inc(&checkpoint->refs);
    return checkpoint;
}

void vmrpc_checkpoint_unref(VmrpcCheckpoint *checkpoint)
{
    if (!checkpoint || !g_atomic_int_dec_and_test(&checkpoint->refs))
        return;
    vmrpc_domain_unref(checkpoint->domain);
    g_free(checkpoint->name);
    g_free(checkpoint);
}

const char *vmrpc_checkpoint_name(const VmrpcCheckpoint *checkpoint)
{
    return checkpoint->name;
}

VmrpcDomain *vmrpc_checkpoint_domain(const VmrpcCheckpoint *checkpoint)
{
    return checkpoint->domain;
}

VmrpcCheckpoint *vmrpc_checkpoint_create(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                         VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_checkpoint_create_xml, checkpoint, checkpoint_new,
                      error, .dom = domain_to_wire(domain), .xml = stub_string(xml),
                      .flags = flags);
}

VmrpcCheckpoint *vmrpc_checkpoint_lookup_by_name(VmrpcDomain *domain, const char *name,
                                                 VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_checkpoint_lookup_by_name, checkpoint,
                      checkpoint_new, error, .dom = domain_to_wire(domain),
                      .name = stub_string(name));
}

int vmrpc_checkpoint_list(VmrpcDomain *domain, unsigned int flags,
                          VmrpcCheckpoint ***ret_checkpoints, VmrpcError **error)
{
    return ASK_LIST(domain->connection, domain_list_all_checkpoints, checkpoints, result,
                    checkpoint_new, ret_checkpoints, error, .dom = domain_to_wire(domain),
                    .flags = flags);
}

int vmrpc_checkpoint_list_children(VmrpcCheckpoint *checkpoint, unsigned int flags,
                                   VmrpcCheckpoint ***ret_checkpoints, VmrpcError **error)
{
    return ASK_LIST(checkpoint->domain->connection, domain_checkpoint_list_all_children,
                    checkpoints, result, checkpoint_new, ret_checkpoints, error,
                    .checkpoint = checkpoint_to_wire(checkpoint), .flags = flags);
}

void vmrpc_checkpoint_list_free(VmrpcCheckpoint **checkpoints)
{
    if (!checkpoints)
        return;
    for (VmrpcCheckpoint **checkpoint = checkpoints; *checkpoint; checkpoint++)
        vmrpc_checkpoint_unref(*checkpoint);
    g_free(checkpoints);
}

char *vmrpc_checkpoint_xml(VmrpcCheckpoint *checkpoint, unsigned int flags, VmrpcError **error)
{
    return ASK_STRING(checkpoint->domain->connection, domain_checkpoint_get_xml_desc, xml, error,
                      .checkpoint = checkpoint_to_wire(checkpoint), .flags = flags);
}

VmrpcCheckpoint *vmrpc_checkpoint_parent(VmrpcCheckpoint *checkpoint, VmrpcError **error)
{
    return ASK_OBJECT(checkpoint->domain->connection, domain_checkpoint_get_parent, parent,
                      checkpoint_new, error, .checkpoint = checkpoint_to_wire(checkpoint));
}

int vmrpc_checkpoint_delete(VmrpcCheckpoint *checkpoint, unsigned int flags, VmrpcError **error)
{
    return ASK_DO(checkpoint->domain->connection, domain_checkpoint_delete, error,
                  .checkpoint = checkpoint_to_wire(checkpoint), .flags = flags);
}

/* ---- backups ---- */

int vmrpc_domain_backup_begin(VmrpcDomain *domain, const char *xml, const char *checkpoint_xml,
                              unsigned int flags, VmrpcError **error)
{
    char *checkpoint = stub_string(checkpoint_xml);

    return ASK_DO(domain->connection, domain_backup_begin, error, .dom = domain_to_wire(domain),
                  .backup_xml = stub_string(xml),
                  .checkpoint_xml = checkpoint_xml ? &checkpoint : NULL, .flags = flags);
}

char *vmrpc_domain_backup_xml(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_STRING(domain->connection, domain_backup_get_xml_desc, xml, error,
                      .dom = domain_to_wire(domain));
}
