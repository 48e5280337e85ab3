/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Snapshots of domains: handles, and one function per procedure.
 *
 * A handle never changes and says nothing about what the server has now.
 */
#include "client/ask.h"
#include "client/domain.h"

#include <string.h>

struct VmrpcSnapshot {
    gint refs; /* atomic */
    VmrpcDomain *domain;
    char *name;
};

static VmrpcSnapshot *snapshot_new(VmrpcConnection *connection, const remote_domain_snapshot *wire)
{
    VmrpcSnapshot *snapshot = g_new0(VmrpcSnapshot, 1);

    snapshot->refs = 1;
    snapshot->domain = domain_new(connection, &wire->dom);
    snapshot->name = g_strdup(wire->name);
    return snapshot;
}

static remote_domain_snapshot snapshot_to_wire(const VmrpcSnapshot *snapshot)
{
    return (remote_domain_snapshot){.name = snapshot->name,
                                    .dom = domain_to_wire(snapshot->domain)};
}

VmrpcSnapshot *vmrpc_snapshot_ref(VmrpcSnapshot *snapshot)
{
    g_atomic_int_inc(&snapshot->refs);
    return snapshot;
}

void vmrpc_snapshot_unref(VmrpcSnapshot *snapshot)
{
    if (!snapshot || !g_atomic_int_dec_and_test(&snapshot->refs))
        return;
    vmrpc_domain_unref(snapshot->domain);
    g_free(snapshot->name);
    g_free(snapshot);
}

const char *vmrpc_snapshot_name(const VmrpcSnapshot *snapshot)
{
    return snapshot->name;
}

VmrpcDomain *vmrpc_snapshot_domain(const VmrpcSnapshot *snapshot)
{
    return snapshot->domain;
}

/* ---- of a domain ---- */

VmrpcSnapshot *vmrpc_snapshot_create(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                     VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_create_xml, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain), .xml = stub_string(xml), .flags = flags);
}

VmrpcSnapshot *vmrpc_snapshot_lookup_by_name(VmrpcDomain *domain, const char *name,
                                             VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_lookup_by_name, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain), .name = stub_string(name));
}

VmrpcSnapshot *vmrpc_snapshot_lookup_current(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_current, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain));
}

int vmrpc_domain_has_current_snapshot(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_has_current_snapshot, result, error,
                      .dom = domain_to_wire(domain));
}

int vmrpc_snapshot_list(VmrpcDomain *domain, unsigned int flags, VmrpcSnapshot ***ret_snapshots,
                        VmrpcError **error)
{
    return ASK_LIST(domain->connection, domain_list_all_snapshots, snapshots, result, snapshot_new,
                    ret_snapshots, error, .dom = domain_to_wire(domain), .flags = flags);
}

int vmrpc_snapshot_list_children(VmrpcSnapshot *snapshot, unsigned int flags,
                                 VmrpcSnapshot ***ret_snapshots, VmrpcError **error)
{
    return ASK_LIST(snapshot->domain->connection, domain_snapshot_list_all_children, snapshots,
                    result, snapshot_new, ret_snapshots, error,
                    .snapshot = snapshot_to_wire(snapshot), .flags = flags);
}

void vmrpc_snapshot_list_free(VmrpcSnapshot **snapshots)
{
    if (!snapshots)
        return;
    for (VmrpcSnapshot **snapshot = snapshots; *snapshot; snapshot++)
        vmrpc_snapshot_unref(*snapshot);
    g_free(snapshots);
}

/* ---- of one ---- */

char *vmrpc_snapshot_xml(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error)
{
    return ASK_STRING(snapshot->domain->connection, domain_snapshot_get_xml_desc, xml, error,
                      .snap = snapshot_to_wire(snapshot), .flags = flags);
}

VmrpcSnapshot *vmrpc_snapshot_parent(VmrpcSnapshot *snapshot, VmrpcError **error)
{
    return ASK_OBJECT(snapshot->domain->connection, domain_snapshot_get_parent, snap, snapshot_new,
                      error, .snap = snapshot_to_wire(snapshot));
}

int vmrpc_snapshot_is_current(VmrpcSnapshot *snapshot, VmrpcError **error)
{
    return ASK_NUMBER(snapshot->domain->connection, domain_snapshot_is_current, current, error,
                      .snap = snapshot_to_wire(snapshot));
}

int vmrpc_snapshot_has_metadata(VmrpcSnapshot *snapshot, VmrpcError **error)
{
    return ASK_NUMBER(snapshot->domain->connection, domain_snapshot_has_metadata, metadata, error,
                      .snap = snapshot_to_wire(snapshot));
}

int vmrpc_snapshot_revert(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error)
{
    return ASK_DO(snapshot->domain->connection, domain_revert_to_snapshot, error,
                  .snap = snapshot_to_wire(snapshot), .flags = flags);
}

int vmrpc_snapshot_delete(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error)
{
    return ASK_DO(snapshot->domain->connection, domain_snapshot_delete, error,
                  .snap = snapshot_to_wire(snapshot), .flags = flags);
}
