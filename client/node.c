/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's machine: what it is made of, and what its processors and its memory do. */
#include "client/ask.h"
#include "client/params.h"

int vmrpc_node_info(VmrpcConnection *connection, VmrpcNodeInfo *ret_info, VmrpcError **error)
{
    node_get_info_res result = {0};
    const node_get_info_ret *ret = &result.node_get_info_res_u.ret;
    VmrpcNodeInfo info = {.model = ""};
    GError *err = NULL;

    if (!STUB_CALL(connection, node_get_info, NULL, &result, &err))
        return client_error_give(error, err);
    for (int i = 0; i < REMOTE_NODE_MODEL_LENGTH; i++)
        info.model[i] = (char) ret->model[i];
    info.memory_kib = ret->memory;
    info.cpus = ret->cpus;
    info.mhz = ret->mhz;
    info.nodes = ret->nodes;
    info.sockets = ret->sockets;
    info.cores = ret->cores;
    info.threads = ret->threads;
    *ret_info = info;
    return 0;
}

int vmrpc_node_cpu_map(VmrpcConnection *connection, unsigned int *ret_online, uint8_t **ret_map,
                       VmrpcError **error)
{
    node_get_cpu_map_res result = {0};
    node_get_cpu_map_ret *ret = &result.node_get_cpu_map_res_u.ret;
    GError *err = NULL;
    int count;

    if (!ASK(connection, node_get_cpu_map, &result, &err, .need_map = ret_map != NULL,
             .need_online = 1))
        return client_error_give(error, err);
    count = MAX(ret->result, 0);
    if (ret_online)
        *ret_online = ret->online;
    if (ret_map) {
        count = MIN(count, 8 * (int) ret->cpumap.cpumap_len);
        *ret_map = g_memdup2(ret->cpumap.cpumap_val, ret->cpumap.cpumap_len);
    }
    STUB_FREE(node_get_cpu_map, &result);
    return count;
}

/* For the user; what has been decoded is left to be freed as always. */
static VmrpcParams *node_figures(const remote_node_stat *stats, u_int count)
{
    g_autofree VmrpcParam *list = g_new0(VmrpcParam, count + 1);

    for (u_int i = 0; i < count; i++) {
        list[i].name = stats[i].field;
        list[i].type = VMRPC_PARAM_TYPE_ULLONG;
        list[i].value.ul = stats[i].value;
    }
    return params_copy(list, count);
}

VmrpcParams *vmrpc_node_cpu_stats(VmrpcConnection *connection, int cpu, VmrpcError **error)
{
    node_get_cpu_stats_res result = {0};
    const node_get_cpu_stats_ret *ret = &result.node_get_cpu_stats_res_u.ret;
    VmrpcParams *figures;
    GError *err = NULL;

    if (!ASK(connection, node_get_cpu_stats, &result, &err, .cpu_num = cpu,
             .nparams = REMOTE_NODE_CPU_STATS_MAX)) {
        client_error_give(error, err);
        return NULL;
    }
    figures = node_figures(ret->params.params_val, ret->params.params_len);
    STUB_FREE(node_get_cpu_stats, &result);
    return figures;
}

VmrpcParams *vmrpc_node_memory_stats(VmrpcConnection *connection, int cell, VmrpcError **error)
{
    node_get_memory_stats_res result = {0};
    const node_get_memory_stats_ret *ret = &result.node_get_memory_stats_res_u.ret;
    VmrpcParams *figures;
    GError *err = NULL;

    if (!ASK(connection, node_get_memory_stats, &result, &err, .cell_num = cell,
             .nparams = REMOTE_NODE_MEMORY_STATS_MAX)) {
        client_error_give(error, err);
        return NULL;
    }
    figures = node_figures(ret->params.params_val, ret->params.params_len);
    STUB_FREE(node_get_memory_stats, &result);
    return figures;
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
