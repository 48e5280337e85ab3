/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory of domains, and figures of the server's machine. */
#include "client/domain_ask.h"

_Static_assert((int) VMRPC_DOMAIN_SET_MEMORY_MAXIMUM == (int) DOMAIN_MEMORY_MAXIMUM,
               "the number of DOMAIN_MEMORY_MAXIMUM");

int vmrpc_domain_set_memory(VmrpcDomain *domain, uint64_t kib, unsigned int flags,
                            VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_memory_flags, error, .memory = kib, .flags = flags);
}

int vmrpc_domain_set_memory_stats_period(VmrpcDomain *domain, unsigned int seconds,
                                         unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_memory_stats_period, error,
                     .period = (int) MIN(seconds, G_MAXINT), .flags = flags);
}

static int take_figures(const remote_node_stat *stats, unsigned count,
                        VmrpcNodeFigure **ret_figures)
{
    VmrpcNodeFigure *figures = g_new0(VmrpcNodeFigure, count + 1);

    for (unsigned i = 0; i < count; i++) {
        figures[i].name = g_strdup(stats[i].field);
        figures[i].value = stats[i].value;
    }
    *ret_figures = figures;
    return (int) count;
}

int vmrpc_node_cpu_stats(VmrpcConnection *connection, int cpu, VmrpcNodeFigure **ret_figures,
                         VmrpcError **error)
{
    node_get_cpu_stats_res result = {0};
    node_get_cpu_stats_ret *ret = &result.node_get_cpu_stats_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(connection, node_get_cpu_stats, &result, &err, .cpu_num = cpu,
             .nparams = REMOTE_NODE_CPU_STATS_MAX))
        return client_error_give(error, err);
    count = take_figures(ret->params.params_val, ret->params.params_len, ret_figures);
    STUB_FREE(node_get_cpu_stats, &result);
    return count;
}

int vmrpc_node_memory_stats(VmrpcConnection *connection, int cell, VmrpcNodeFigure **ret_figures,
                            VmrpcError **error)
{
    node_get_memory_stats_res result = {0};
    node_get_memory_stats_ret *ret = &result.node_get_memory_stats_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(connection, node_get_memory_stats, &result, &err, .cell_num = cell,
             .nparams = REMOTE_NODE_MEMORY_STATS_MAX))
        return client_error_give(error, err);
    count = take_figures(ret->params.params_val, ret->params.params_len, ret_figures);
    STUB_FREE(node_get_memory_stats, &result);
    return count;
}

void vmrpc_node_figures_free(VmrpcNodeFigure *figures)
{
    for (VmrpcNodeFigure *figure = figures; figure && figure->name; figure++)
        g_free(figure->name);
    g_free(figures);
}

int vmrpc_node_free_memory(VmrpcConnection *connection, uint64_t *ret_bytes, VmrpcError **error)
{
    node_get_free_memory_res result = {0};
    GError *err = NULL;

    if (!STUB_CALL(connection, node_get_free_memory, NULL, &result, &err))
        return client_error_give(error, err);
    *ret_bytes = result.node_get_free_memory_res_u.ret.free_memory;
    return 0;
}

int vmrpc_node_cells_free_memory(VmrpcConnection *connection, int first, int most,
                                 uint64_t **ret_bytes, VmrpcError **error)
{
    node_get_cells_free_memory_res result = {0};
    node_get_cells_free_memory_ret *ret = &result.node_get_cells_free_memory_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(connection, node_get_cells_free_memory, &result, &err, .start_cell = first,
             .maxcells = most))
        return client_error_give(error, err);
    count = (int) ret->cells.cells_len;
    *ret_bytes = g_new0(uint64_t, count + 1);
    for (int i = 0; i < count; i++)
        (*ret_bytes)[i] = ret->cells.cells_val[i];
    STUB_FREE(node_get_cells_free_memory, &result);
    return count;
}
