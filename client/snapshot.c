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

VmrpcSnapshot *vmrpc_domain_snapshot_create(VmrpcDomain *domain, const char *xml,
                                            unsigned int flags, VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_create_xml, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain), .xml = stub_string(xml), .flags = flags);
}

VmrpcSnapshot *vmrpc_domain_snapshot_lookup(VmrpcDomain *domain, const char *name,
                                            VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_lookup_by_name, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain), .name = stub_string(name));
}

VmrpcSnapshot *vmrpc_domain_snapshot_current(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_OBJECT(domain->connection, domain_snapshot_current, snap, snapshot_new, error,
                      .dom = domain_to_wire(domain));
}

int vmrpc_domain_has_current_snapshot(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_has_current_snapshot, result, error,
                      .dom = domain_to_wire(domain));
}

static VmrpcSnapshot **snapshot_list(VmrpcConnection *connection, unsigned count,
                                     const remote_domain_snapshot *wire)
{
    VmrpcSnapshot **snapshots = g_new0(VmrpcSnapshot *, count + 1);

    for (unsigned i = 0; i < count; i++)
        snapshots[i] = snapshot_new(connection, &wire[i]);
    return snapshots;
}

int vmrpc_domain_list_snapshots(VmrpcDomain *domain, unsigned int flags,
                                VmrpcSnapshot ***ret_snapshots, VmrpcError **error)
{
    domain_list_all_snapshots_res result = {0};
    const domain_list_all_snapshots_ret *ret = &result.domain_list_all_snapshots_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(domain->connection, domain_list_all_snapshots, &result, &err,
             .dom = domain_to_wire(domain), .need_results = ret_snapshots != NULL, .flags = flags))
        return client_error_give(error, err);
    count = ret_snapshots ? (int) ret->snapshots.snapshots_len : ret->result;
    if (ret_snapshots)
        *ret_snapshots = snapshot_list(domain->connection, ret->snapshots.snapshots_len,
                                       ret->snapshots.snapshots_val);
    STUB_FREE(domain_list_all_snapshots, &result);
    return count;
}

int vmrpc_snapshot_list_children(VmrpcSnapshot *snapshot, unsigned int flags,
                                 VmrpcSnapshot ***ret_snapshots, VmrpcError **error)
{
    VmrpcConnection *connection = snapshot->domain->connection;
    domain_snapshot_list_all_children_res result = {0};
    const domain_snapshot_list_all_children_ret *ret =
        &result.domain_snapshot_list_all_children_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(connection, domain_snapshot_list_all_children, &result, &err,
             .snapshot = snapshot_to_wire(snapshot), .need_results = ret_snapshots != NULL,
             .flags = flags))
        return client_error_give(error, err);
    count = ret_snapshots ? (int) ret->snapshots.snapshots_len : ret->result;
    if (ret_snapshots)
        *ret_snapshots =
            snapshot_list(connection, ret->snapshots.snapshots_len, ret->snapshots.snapshots_val);
    STUB_FREE(domain_snapshot_list_all_children, &result);
    return count;
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
