/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What there is to ask about a domain: one function per procedure.
 *
 * Nothing is remembered: every answer is the server's of that moment.
 */
#include "client/domain_ask.h"

int vmrpc_domain_state(VmrpcDomain *domain, int *ret_state, int *ret_reason, VmrpcError **error)
{
    domain_get_state_res result = {0};
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_state, &result, &err))
        return client_error_give(error, err);
    if (ret_state)
        *ret_state = result.domain_get_state_res_u.ret.state;
    if (ret_reason)
        *ret_reason = result.domain_get_state_res_u.ret.reason;
    return 0;
}

int vmrpc_domain_info(VmrpcDomain *domain, VmrpcDomainInfo *ret_info, VmrpcError **error)
{
    domain_get_info_res result = {0};
    const domain_get_info_ret *ret = &result.domain_get_info_res_u.ret;
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_info, &result, &err))
        return client_error_give(error, err);
    *ret_info = (VmrpcDomainInfo){.state = ret->state,
                                  .vcpus = (uint32_t) ret->vcpus,
                                  .max_memory_kib = ret->max_memory,
                                  .memory_kib = ret->memory,
                                  .cpu_time_ns = ret->cpu_time};
    return 0;
}

char *vmrpc_domain_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_STRING(domain, domain_get_xml_desc, xml, error, .flags = flags);
}

int vmrpc_domain_is_active(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_is_active, active != 0, error);
}

int vmrpc_domain_is_persistent(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_is_persistent, persistent != 0, error);
}

int vmrpc_domain_has_autostart(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_get_autostart, autostart != 0, error);
}

char *vmrpc_domain_os_type(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_STRING(domain, domain_get_os_type, type, error);
}

int vmrpc_domain_max_memory(VmrpcDomain *domain, uint64_t *ret_kib, VmrpcError **error)
{
    domain_get_max_memory_res result = {0};
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_max_memory, &result, &err))
        return client_error_give(error, err);
    *ret_kib = result.domain_get_max_memory_res_u.ret.memory;
    return 0;
}

int vmrpc_domain_max_vcpus(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_get_max_vcpus, num, error);
}

char *vmrpc_domain_metadata(VmrpcDomain *domain, int type, const char *uri, unsigned int flags,
                            VmrpcError **error)
{
    char *string = stub_string(uri);

    return DOMAIN_STRING(domain, domain_get_metadata, metadata, error, .type = type,
                         .uri = uri ? &string : NULL, .flags = flags);
}

char **vmrpc_domain_messages(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    domain_get_messages_res result = {0};
    const domain_get_messages_ret *ret = &result.domain_get_messages_res_u.ret;
    GError *err = NULL;
    char **messages;

    if (!DOMAIN_ASK(domain, domain_get_messages, &result, &err, .flags = flags)) {
        client_error_give(error, err);
        return NULL;
    }
    messages = g_new0(char *, ret->messages.messages_len + 1);
    for (u_int i = 0; i < ret->messages.messages_len; i++)
        messages[i] = g_strdup(ret->messages.messages_val[i]);
    STUB_FREE(domain_get_messages, &result);
    return messages;
}

int vmrpc_domain_has_managed_save(VmrpcDomain *domain, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_has_managed_save_image, present != 0, error);
}

int vmrpc_domain_is_updated(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_is_updated, updated != 0, error,
                      .dom = domain_to_wire(domain));
}
