/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Long jobs of domains: one function per procedure. */
#include "client/domain_ask.h"
#include "client/enum_names.h"
#include "client/params.h"

static const char *const type_names[] = {
    "none", "bounded", "unbounded", "completed", "failed", "cancelled",
};
static const char *const operation_names[] = {
    "unknown",  "start",           "save", "restore", "incoming migration", "outgoing migration",
    "snapshot", "snapshot revert", "dump", "backup",  "snapshot delete",
};
static const char *const control_names[] = {"ok", "background job", "occupied", "error"};

const char *vmrpc_domain_job_type_to_string(int type)
{
    return ENUM_NAME(type_names, type);
}

const char *vmrpc_domain_job_operation_to_string(int operation)
{
    return ENUM_NAME(operation_names, operation);
}

const char *vmrpc_domain_control_state_to_string(int state)
{
    return ENUM_NAME(control_names, state);
}

int vmrpc_domain_job_info(VmrpcDomain *domain, VmrpcDomainJobInfo *ret_info, VmrpcError **error)
{
    domain_get_job_info_res result = {0};
    const domain_get_job_info_ret *ret = &result.domain_get_job_info_res_u.ret;
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_job_info, &result, &err))
        return client_error_give(error, err);
    *ret_info = (VmrpcDomainJobInfo){.type = ret->type,
                                     .elapsed_ms = ret->time_elapsed,
                                     .remaining_ms = ret->time_remaining,
                                     .data_total = ret->data_total,
                                     .data_processed = ret->data_processed,
                                     .data_remaining = ret->data_remaining,
                                     .memory_total = ret->mem_total,
                                     .memory_processed = ret->mem_processed,
                                     .memory_remaining = ret->mem_remaining,
                                     .file_total = ret->file_total,
                                     .file_processed = ret->file_processed,
                                     .file_remaining = ret->file_remaining};
    return 0;
}

VmrpcParams *vmrpc_domain_job_stats(VmrpcDomain *domain, unsigned int flags, int *ret_type,
                                    VmrpcError **error)
{
    domain_get_job_stats_res result = {0};
    domain_get_job_stats_ret *ret = &result.domain_get_job_stats_res_u.ret;
    GError *err = NULL;
    VmrpcParams *params;

    if (!DOMAIN_ASK(domain, domain_get_job_stats, &result, &err, .flags = flags)) {
        client_error_give(error, err);
        return NULL;
    }
    if (ret_type)
        *ret_type = ret->type;
    params = params_new(&ret->params.params_len, &ret->params.params_val);
    STUB_FREE(domain_get_job_stats, &result);
    return params;
}

int vmrpc_domain_job_abort(VmrpcDomain *domain, VmrpcError **error)
{
    return ASK_DO(domain->connection, domain_abort_job, error, .dom = domain_to_wire(domain));
}

int vmrpc_domain_control_info(VmrpcDomain *domain, int *ret_state, int *ret_details,
                              uint64_t *ret_ms, VmrpcError **error)
{
    domain_get_control_info_res result = {0};
    const domain_get_control_info_ret *ret = &result.domain_get_control_info_res_u.ret;
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_control_info, &result, &err))
        return client_error_give(error, err);
    if (ret_state)
        *ret_state = (int) ret->state;
    if (ret_details)
        *ret_details = (int) ret->details;
    if (ret_ms)
        *ret_ms = ret->state_time;
    return 0;
}
