/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Block jobs, limits and sizes of disks: one function per procedure.
 *
 * Nothing is checked here that the server checks. Sizes and bandwidths are always bytes, for which
 * the procedures have flags.
 */
#include "client/domain_ask.h"
#include "client/params.h"

/* Of the calls that have no enum for it. */
#define BANDWIDTH_BYTES 1
#define STRINGS_OKAY 4

#define SAME(public_name, wire_name)                                                               \
    G_STATIC_ASSERT((int) VMRPC_DOMAIN_BLOCK_##public_name == (int) DOMAIN_BLOCK_##wire_name)
SAME(JOB_ABORT_PIVOT, JOB_ABORT_PIVOT);
SAME(PULL_RELATIVE, REBASE_RELATIVE);
SAME(COMMIT_RELATIVE, COMMIT_RELATIVE);
SAME(COPY_SYNCHRONOUS_WRITES, COPY_SYNCHRONOUS_WRITES);
SAME(RESIZE_SHRINK, RESIZE_SHRINK);
SAME(JOB_TYPE_BACKUP, JOB_TYPE_BACKUP);
SAME(JOB_STATUS_READY, JOB_READY);
#undef SAME

int vmrpc_domain_block_job(VmrpcDomain *domain, const char *disk, VmrpcDomainBlockJob *ret_job,
                           VmrpcError **error)
{
    domain_get_block_job_info_res result = {0};
    const domain_get_block_job_info_ret *ret = &result.domain_get_block_job_info_res_u.ret;
    GError *err = NULL;

    if (!ASK(domain->connection, domain_get_block_job_info, &result, &err,
             .dom = domain_to_wire(domain), .path = stub_string(disk), .flags = BANDWIDTH_BYTES))
        return client_error_give(error, err);
    *ret_job = (VmrpcDomainBlockJob){.type = ret->found ? ret->type : 0,
                                     .bandwidth = ret->bandwidth,
                                     .current = ret->cur,
                                     .end = ret->end};
    return ret->found != 0;
}

int vmrpc_domain_set_block_job_bandwidth(VmrpcDomain *domain, const char *disk, uint64_t bandwidth,
                                         VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_block_job_set_speed, error, .path = stub_string(disk),
                     .bandwidth = bandwidth, .flags = BANDWIDTH_BYTES);
}

int vmrpc_domain_block_job_abort(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                 VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_block_job_abort, error, .path = stub_string(disk),
                     .flags = flags);
}

int vmrpc_domain_block_pull(VmrpcDomain *domain, const char *disk, const char *base,
                            uint64_t bandwidth, unsigned int flags, VmrpcError **error)
{
    char *word = stub_string(base);

    return DOMAIN_DO(domain, domain_block_rebase, error, .path = stub_string(disk),
                     .base = base ? &word : NULL, .bandwidth = bandwidth,
                     .flags = flags | DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES);
}

int vmrpc_domain_block_commit(VmrpcDomain *domain, const char *disk, const char *base,
                              const char *top, uint64_t bandwidth, unsigned int flags,
                              VmrpcError **error)
{
    char *base_word = stub_string(base), *top_word = stub_string(top);

    return DOMAIN_DO(domain, domain_block_commit, error, .disk = stub_string(disk),
                     .base = base ? &base_word : NULL, .top = top ? &top_word : NULL,
                     .bandwidth = bandwidth, .flags = flags | DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES);
}

int vmrpc_domain_block_copy(VmrpcDomain *domain, const char *disk, const char *xml,
                            const VmrpcParam *params, size_t n_params, unsigned int flags,
                            VmrpcError **error)
{
    g_autofree remote_typed_param *items = params_to_wire(params, n_params);

    return DOMAIN_DO(
        domain, domain_block_copy, error, .path = stub_string(disk), .destxml = stub_string(xml),
        .params = {.params_len = (u_int) n_params, .params_val = items}, .flags = flags);
}

int vmrpc_domain_block_resize(VmrpcDomain *domain, const char *disk, uint64_t bytes,
                              unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_block_resize, error, .disk = stub_string(disk), .size = bytes,
                     .flags = flags | DOMAIN_BLOCK_RESIZE_BYTES);
}

VmrpcParams *vmrpc_domain_block_io_tune(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                        VmrpcError **error)
{
    domain_get_block_io_tune_res result = {0};
    domain_get_block_io_tune_ret *ret = &result.domain_get_block_io_tune_res_u.ret;
    char *word = stub_string(disk);
    GError *err = NULL;
    VmrpcParams *params;

    if (!ASK(domain->connection, domain_get_block_io_tune, &result, &err,
             .dom = domain_to_wire(domain), .disk = &word,
             .nparams = REMOTE_DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX,
             .flags = flags | STRINGS_OKAY)) {
        client_error_give(error, err);
        return NULL;
    }
    params = params_new(&ret->params.params_len, &ret->params.params_val);
    STUB_FREE(domain_get_block_io_tune, &result);
    return params;
}

int vmrpc_domain_set_block_io_tune(VmrpcDomain *domain, const char *disk, const VmrpcParam *params,
                                   size_t n_params, unsigned int flags, VmrpcError **error)
{
    g_autofree remote_typed_param *items = params_to_wire(params, n_params);

    return DOMAIN_DO(domain, domain_set_block_io_tune, error, .disk = stub_string(disk),
                     .params = {.params_len = (u_int) n_params, .params_val = items},
                     .flags = flags);
}

int vmrpc_domain_set_block_threshold(VmrpcDomain *domain, const char *disk, uint64_t bytes,
                                     VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_block_threshold, error, .dev = stub_string(disk),
                     .threshold = bytes);
}
