/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Figures of domains. Lists of named values are taken over from the wire as they are.
 */
#include "client/ask.h"
#include "client/domain.h"
#include "client/params.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_STATS_GROUP_VM, DOMAIN_STATS_VM);
SAME(VMRPC_DOMAIN_STATS_LIST_NOWAIT, DOMAIN_STATS_MODE_NOWAIT);
SAME(VMRPC_DOMAIN_STATS_LIST_BACKING, DOMAIN_STATS_MODE_BACKING);
SAME(VMRPC_DOMAIN_STATS_LIST_ENFORCE, DOMAIN_STATS_MODE_ENFORCE);
SAME(VMRPC_DOMAIN_MEMORY_STAT_TAG_HUGETLB_PGFAIL, DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL);
#undef SAME

/* As many parameters as a block or a host CPU ever has. */
#define BLOCK_PARAMS_MAX REMOTE_DOMAIN_BLOCK_STATS_PARAMETERS_MAX
#define CPU_PARAMS_MAX 128

struct VmrpcDomainStats {
    VmrpcDomain *domain;
    VmrpcParams params;
};

/* One block: the pointers, and behind these what they point at. */
static VmrpcDomainStats **stats_list_new(VmrpcConnection *connection,
                                         remote_domain_stats_record *records, size_t n)
{
    VmrpcDomainStats **list =
        g_malloc((n + 1) * sizeof(VmrpcDomainStats *) + n * sizeof(VmrpcDomainStats));
    VmrpcDomainStats *stats = (VmrpcDomainStats *) (void *) (list + n + 1);

    for (size_t i = 0; i < n; i++, stats++) {
        stats->domain = domain_new(connection, &records[i].dom);
        stats->params = params_take(&records[i].params.params_len, &records[i].params.params_val);
        list[i] = stats;
    }
    list[n] = NULL;
    return list;
}

int vmrpc_domain_stats_list(VmrpcConnection *connection, VmrpcDomain *const *domains,
                            unsigned int groups, unsigned int flags, VmrpcDomainStats ***ret_stats,
                            VmrpcError **error)
{
    connect_get_all_domain_stats_args args = {.stats = groups, .flags = flags};
    connect_get_all_domain_stats_res result = {0};
    connect_get_all_domain_stats_ret *ret = &result.connect_get_all_domain_stats_res_u.ret;
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(remote_domain));
    GError *err = NULL;
    int count;

    for (size_t i = 0; domains && domains[i]; i++) {
        remote_domain wire = domain_to_wire(domains[i]);

        g_array_append_val(wanted, wire);
    }
    args.doms.doms_len = wanted->len;
    args.doms.doms_val = (remote_domain *) (void *) wanted->data;
    if (!STUB_CALL(connection, connect_get_all_domain_stats, &args, &result, &err))
        return client_error_give(error, err);
    count = (int) ret->ret_stats.ret_stats_len;
    *ret_stats = stats_list_new(connection, ret->ret_stats.ret_stats_val, (size_t) count);
    STUB_FREE(connect_get_all_domain_stats, &result);
    return count;
}

void vmrpc_domain_stats_list_free(VmrpcDomainStats **stats)
{
    for (size_t i = 0; stats && stats[i]; i++) {
        vmrpc_domain_unref(stats[i]->domain);
        params_clear(&stats[i]->params);
    }
    g_free(stats);
}

VmrpcDomain *vmrpc_domain_stats_domain(const VmrpcDomainStats *stats)
{
    return stats->domain;
}

const VmrpcParams *vmrpc_domain_stats_params(const VmrpcDomainStats *stats)
{
    return &stats->params;
}

int vmrpc_domain_measure_dirty_rate(VmrpcDomain *domain, unsigned int seconds, int mode,
                                    VmrpcError **error)
{
    return ASK_DO(domain->connection, domain_start_dirty_rate_calc, error,
                  .dom = domain_to_wire(domain), .seconds = (int) MIN(seconds, G_MAXINT),
                  .flags = (unsigned) mode);
}

int vmrpc_domain_block_info(VmrpcDomain *domain, const char *disk, unsigned int flags,
                            VmrpcDomainBlockInfo *ret_info, VmrpcError **error)
{
    domain_get_block_info_res result = {0};
    const domain_get_block_info_ret *ret = &result.domain_get_block_info_res_u.ret;
    GError *err = NULL;

    if (!ASK(domain->connection, domain_get_block_info, &result, &err,
             .dom = domain_to_wire(domain), .path = stub_string(disk), .flags = flags))
        return client_error_give(error, err);
    *ret_info = (VmrpcDomainBlockInfo){
        .capacity = ret->capacity, .allocation = ret->allocation, .physical = ret->physical};
    return 0;
}

/* One block for all, with the names behind the array. */
static VmrpcDomainDiskError *disk_errors_take(const remote_domain_disk_error *wire, u_int count)
{
    size_t size = count * sizeof(VmrpcDomainDiskError);
    VmrpcDomainDiskError *errors;
    char *names;

    for (u_int i = 0; i < count; i++)
        size += strlen(wire[i].disk) + 1;
    errors = g_malloc(size + 1);
    names = (char *) &errors[count];
    for (u_int i = 0; i < count; i++) {
        errors[i] = (VmrpcDomainDiskError){.disk = names, .reason = wire[i].error};
        names = stpcpy(names, wire[i].disk) + 1;
    }
    return errors;
}

int vmrpc_domain_disk_errors(VmrpcDomain *domain, unsigned int flags,
                             VmrpcDomainDiskError **ret_errors, VmrpcError **error)
{
    domain_get_disk_errors_res result = {0};
    const domain_get_disk_errors_ret *ret = &result.domain_get_disk_errors_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(domain->connection, domain_get_disk_errors, &result, &err,
             .dom = domain_to_wire(domain), .maxerrors = REMOTE_DOMAIN_DISK_ERRORS_MAX,
             .flags = flags))
        return client_error_give(error, err);
    count = (int) ret->errors.errors_len;
    *ret_errors = disk_errors_take(ret->errors.errors_val, ret->errors.errors_len);
    STUB_FREE(domain_get_disk_errors, &result);
    return count;
}

VmrpcParams *vmrpc_domain_block_stats(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                      VmrpcError **error)
{
    domain_block_stats_flags_res result = {0};
    domain_block_stats_flags_ret *ret = &result.domain_block_stats_flags_res_u.ret;
    VmrpcParams *params = NULL;
    GError *err = NULL;

    if (ASK(domain->connection, domain_block_stats_flags, &result, &err,
            .dom = domain_to_wire(domain), .path = stub_string(disk), .nparams = BLOCK_PARAMS_MAX,
            .flags = flags)) {
        params = params_new(&ret->params.params_len, &ret->params.params_val);
        STUB_FREE(domain_block_stats_flags, &result);
    }
    return ASK_GIVE(params, err, error);
}

int vmrpc_domain_interface_stats(VmrpcDomain *domain, const char *interface,
                                 VmrpcDomainInterfaceStats *ret_stats, VmrpcError **error)
{
    domain_interface_stats_res result = {0};
    const domain_interface_stats_ret *ret = &result.domain_interface_stats_res_u.ret;
    GError *err = NULL;

    if (!ASK(domain->connection, domain_interface_stats, &result, &err,
             .dom = domain_to_wire(domain), .device = stub_string(interface)))
        return client_error_give(error, err);
    *ret_stats = (VmrpcDomainInterfaceStats){
        .rx_bytes = ret->rx_bytes,
        .rx_packets = ret->rx_packets,
        .rx_errs = ret->rx_errs,
        .rx_drop = ret->rx_drop,
        .tx_bytes = ret->tx_bytes,
        .tx_packets = ret->tx_packets,
        .tx_errs = ret->tx_errs,
        .tx_drop = ret->tx_drop,
    };
    return 0;
}

int vmrpc_domain_memory_stats(VmrpcDomain *domain, unsigned int flags,
                              VmrpcDomainMemoryStat **ret_stats, VmrpcError **error)
{
    domain_memory_stats_res result = {0};
    const domain_memory_stats_ret *ret = &result.domain_memory_stats_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(domain->connection, domain_memory_stats, &result, &err, .dom = domain_to_wire(domain),
             .max_stats = REMOTE_DOMAIN_MEMORY_STATS_MAX, .flags = flags))
        return client_error_give(error, err);
    count = (int) ret->stats.stats_len;
    *ret_stats = g_new0(VmrpcDomainMemoryStat, count + 1);
    for (int i = 0; i < count; i++)
        (*ret_stats)[i] = (VmrpcDomainMemoryStat){.tag = ret->stats.stats_val[i].tag,
                                                  .value = ret->stats.stats_val[i].val};
    STUB_FREE(domain_memory_stats, &result);
    return count;
}

VmrpcParams *vmrpc_domain_cpu_stats(VmrpcDomain *domain, int cpu, unsigned int flags,
                                    VmrpcError **error)
{
    domain_get_cpu_stats_res result = {0};
    domain_get_cpu_stats_ret *ret = &result.domain_get_cpu_stats_res_u.ret;
    VmrpcParams *params = NULL;
    GError *err = NULL;

    if (ASK(domain->connection, domain_get_cpu_stats, &result, &err, .dom = domain_to_wire(domain),
            .nparams = CPU_PARAMS_MAX, .start_cpu = cpu, .ncpus = 1, .flags = flags)) {
        params = params_new(&ret->params.params_len, &ret->params.params_val);
        STUB_FREE(domain_get_cpu_stats, &result);
    }
    return ASK_GIVE(params, err, error);
}

int vmrpc_domain_cpu_stats_count(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_get_cpu_stats, nparams, error,
                      .dom = domain_to_wire(domain), .flags = flags);
}
