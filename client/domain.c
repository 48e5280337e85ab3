/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles of domains: making them from what the server sends, counting, finding, listing.
 *
 * A handle keeps its connection object, so that it may outlive the user's own reference of it.
 */
#include "client/domain.h"

#include <string.h>

#include "client/ask.h"
#include "client/uuid.h"

VmrpcDomain *domain_new(VmrpcConnection *connection, const remote_domain *wire)
{
    const size_t name_size = strlen(wire->name) + 1;
    VmrpcDomain *domain = g_malloc(sizeof(*domain) + name_size);

    domain->refs = 1;
    domain->connection = vmrpc_connection_ref(connection);
    domain->id = wire->id;
    memcpy(domain->name, wire->name, name_size);
    memcpy(domain->uuid, wire->uuid, sizeof(domain->uuid));
    uuid_format(domain->uuid, domain->uuid_string);
    return domain;
}

remote_domain domain_to_wire(const VmrpcDomain *domain)
{
    remote_domain wire = {.name = stub_string(domain->name), .id = vmrpc_domain_id(domain)};

    memcpy(wire.uuid, domain->uuid, sizeof(wire.uuid));
    return wire;
}

VmrpcDomain *vmrpc_domain_ref(VmrpcDomain *domain)
{
    g_atomic_int_inc(&domain->refs);
    return domain;
}

void vmrpc_domain_unref(VmrpcDomain *domain)
{
    if (!domain || !g_atomic_int_dec_and_test(&domain->refs))
        return;
    vmrpc_connection_unref(domain->connection);
    g_free(domain);
}

VmrpcConnection *vmrpc_domain_connection(const VmrpcDomain *domain)
{
    return domain->connection;
}

const char *vmrpc_domain_name(const VmrpcDomain *domain)
{
    return domain->name;
}

const uint8_t *vmrpc_domain_uuid(const VmrpcDomain *domain)
{
    return domain->uuid;
}

const char *vmrpc_domain_uuid_string(const VmrpcDomain *domain)
{
    return domain->uuid_string;
}

int32_t vmrpc_domain_id(const VmrpcDomain *domain)
{
    return g_atomic_int_get(&domain->id);
}

/* ---- finding ------------------------------------------------- */

static VmrpcDomain *domain_find_name(VmrpcConnection *connection, const char *name, GError **err)
{
    return ASK_FIND(connection, domain_lookup_by_name, dom, domain_new, err,
                    .name = stub_string(name));
}

static VmrpcDomain *domain_find_uuid(VmrpcConnection *connection, const uint8_t *uuid, GError **err)
{
    domain_lookup_by_uuid_args args;
    domain_lookup_by_uuid_res result = {0};
    VmrpcDomain *domain;

    memcpy(args.uuid, uuid, sizeof(args.uuid));
    if (!STUB_CALL(connection, domain_lookup_by_uuid, &args, &result, err))
        return NULL;
    domain = domain_new(connection, &result.domain_lookup_by_uuid_res_u.ret.dom);
    STUB_FREE(domain_lookup_by_uuid, &result);
    return domain;
}

static VmrpcDomain *domain_find_id(VmrpcConnection *connection, int32_t id, GError **err)
{
    return ASK_FIND(connection, domain_lookup_by_id, dom, domain_new, err, .id = id);
}

/* What a failed lookup means for the next way to look: only "there is none" leads on. */
static bool domain_may_go_on(GError **err)
{
    if (client_error_code(*err) != ERR_NO_DOMAIN)
        return false;
    g_clear_error(err);
    return true;
}

static VmrpcDomain *domain_find(VmrpcConnection *connection, const char *text, GError **err)
{
    uint8_t uuid[VMRPC_UUID_SIZE];
    VmrpcDomain *domain = NULL;
    guint64 id;

    if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &id, NULL)) {
        domain = domain_find_id(connection, (int32_t) id, err);
        if (domain || !domain_may_go_on(err))
            return domain;
    }
    if (uuid_parse(text, uuid)) {
        domain = domain_find_uuid(connection, uuid, err);
        if (domain || !domain_may_go_on(err))
            return domain;
    }
    return domain_find_name(connection, text, err);
}

VmrpcDomain *vmrpc_domain_lookup(VmrpcConnection *connection, const char *id_or_uuid_or_name,
                                 VmrpcError **error)
{
    GError *err = NULL;
    VmrpcDomain *domain = domain_find(connection, id_or_uuid_or_name, &err);

    return ASK_GIVE(domain, err, error);
}

VmrpcDomain *vmrpc_domain_lookup_by_name(VmrpcConnection *connection, const char *name,
                                         VmrpcError **error)
{
    GError *err = NULL;
    VmrpcDomain *domain = domain_find_name(connection, name, &err);

    return ASK_GIVE(domain, err, error);
}

VmrpcDomain *vmrpc_domain_lookup_by_uuid(VmrpcConnection *connection, const uint8_t *uuid,
                                         VmrpcError **error)
{
    GError *err = NULL;
    VmrpcDomain *domain = domain_find_uuid(connection, uuid, &err);

    return ASK_GIVE(domain, err, error);
}

VmrpcDomain *vmrpc_domain_lookup_by_uuid_string(VmrpcConnection *connection, const char *uuid,
                                                VmrpcError **error)
{
    uint8_t bytes[VMRPC_UUID_SIZE];
    VmrpcDomain *domain = NULL;
    GError *err = NULL;

    if (uuid_parse(uuid, bytes))
        domain = domain_find_uuid(connection, bytes, &err);
    else
        error_set(&err, ERR_INVALID_ARG, "'%s' is not a UUID", uuid);
    return ASK_GIVE(domain, err, error);
}

VmrpcDomain *vmrpc_domain_lookup_by_id(VmrpcConnection *connection, int32_t id, VmrpcError **error)
{
    GError *err = NULL;
    VmrpcDomain *domain = domain_find_id(connection, id, &err);

    return ASK_GIVE(domain, err, error);
}

/* ---- listing ------------------------------------------------- */

int vmrpc_domain_list(VmrpcConnection *connection, unsigned int flags, VmrpcDomain ***ret_domains,
                      VmrpcError **error)
{
    return ASK_LIST(connection, connect_list_all_domains, domains, count, domain_new, ret_domains,
                    error, .flags = flags);
}

void vmrpc_domain_list_free(VmrpcDomain **domains)
{
    if (!domains)
        return;
    for (VmrpcDomain **domain = domains; *domain; domain++)
        vmrpc_domain_unref(*domain);
    g_free(domains);
}
