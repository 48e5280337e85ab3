/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One question for many domains: see domain_states.h. The records lack those that have gone. */
#include "tools/domain_states.h"

#include <string.h>

void domain_states_ask(DomainStates *states, VmrpcConnection *connection, VmrpcDomain **domains)
{
    VmrpcError *error = NULL;

    if (!domains[0])
        return;
    if (vmrpc_domain_stats_list(connection, domains, VMRPC_DOMAIN_STATS_GROUP_STATE,
                                VMRPC_DOMAIN_STATS_LIST_NOWAIT, &states->records, &error) < 0)
        states->records = NULL;
    vmrpc_error_free(error);
}

/* Whether the next record is this domain's, and has it. */
static bool take_record(DomainStates *states, const VmrpcDomain *domain, int *ret_state,
                        int *ret_reason)
{
    const VmrpcDomainStats *record = states->records ? states->records[states->next] : NULL;
    const VmrpcParams *params = record ? vmrpc_domain_stats_params(record) : NULL;
    int64_t state, reason;

    if (!record || memcmp(vmrpc_domain_uuid(vmrpc_domain_stats_domain(record)),
                          vmrpc_domain_uuid(domain), VMRPC_UUID_SIZE) != 0)
        return false;
    states->next++;
    if (!vmrpc_params_int64(params, "state.state", &state) ||
        !vmrpc_params_int64(params, "state.reason", &reason))
        return false;
    *ret_state = (int) state;
    *ret_reason = (int) reason;
    return true;
}

bool domain_states_take(DomainStates *states, VmrpcDomain *domain, int *ret_state, int *ret_reason,
                        VmrpcError **error)
{
    return take_record(states, domain, ret_state, ret_reason) ||
           vmrpc_domain_state(domain, ret_state, ret_reason, error) == 0;
}

void domain_states_clear(DomainStates *states)
{
    vmrpc_domain_stats_list_free(states->records);
}
