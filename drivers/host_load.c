/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the machine has to give: see host_load.h. A call whose count of values is 0 asks only how
 * many there are, as clients of libvirt's do first.
 */
#include "drivers/host_load.h"

#include "drivers/flags.h"
#include "drivers/node_load.h"

#define HOST_CELLS_MAX 1024

static bool host_load_get_max_vcpus(DriverCall *call, const connect_get_max_vcpus_args *args,
                                    connect_get_max_vcpus_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const char *type = args->type ? *args->type : NULL;
    DomainType known;

    if (type && *type && !domain_type_from_string(type, &known))
        return error_set(err, ERR_INVALID_ARG, "unknown type '%s'", type);
    ret->max_vcpus = (int) driver->hypervisor->max_vcpus;
    return true;
}

static bool host_load_co_get_cpu_models(DriverCall *call,
                                        const connect_get_cpu_model_names_args *args,
                                        connect_get_cpu_model_names_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_auto(GStrv) names = NULL;
    unsigned count;

    if (!flags_check(args->flags, 0, "connect_get_cpu_model_names", err))
        return false;
    if (!driver->hypervisor->co_cpu_models)
        return error_set(err, ERR_NO_SUPPORT, "this driver has no list of CPU models");
    names = driver->hypervisor->co_cpu_models(driver, args->arch, err);
    if (!names)
        return false;
    count = MIN(g_strv_length(names), REMOTE_CONNECT_CPU_MODELS_MAX);
    ret->result = (int) count;
    if (!args->need_results)
        return true;
    ret->models.models_val = g_new0(char *, count + 1);
    ret->models.models_len = count;
    for (unsigned i = 0; i < count; i++)
        ret->models.models_val[i] = g_strdup(names[i]);
    return true;
}

static bool host_load_get_cpu_map(DriverCall *call, const node_get_cpu_map_args *args,
                                  node_get_cpu_map_ret *ret, GError **err)
{
    unsigned count = node_count_cpus(""), size = (count + 7) / 8;
    CpuMap online;

    (void) call;
    if (!flags_check(args->flags, 0, "node_get_cpu_map", err))
        return false;
    ret->online = node_read_online("", &online);
    ret->result = (int) count;
    if (!args->need_map)
        return true;
    ret->cpumap.cpumap_val = g_malloc0(size);
    ret->cpumap.cpumap_len = size;
    cpu_map_to_bytes(&online, ret->cpumap.cpumap_val, size);
    return true;
}

typedef struct Figure {
    const char *name;
    uint64_t value;
} Figure;

/* The figures as far as there is room for; *ret_count is how many there are. */
static remote_node_stat *give_figures(const Figure *figures, unsigned count, int room,
                                      u_int *ret_length, int *ret_count)
{
    remote_node_stat *stats = NULL;

    *ret_count = (int) count;
    if (room <= 0)
        return NULL;
    count = MIN(count, (unsigned) room);
    stats = g_new0(remote_node_stat, count);
    for (unsigned i = 0; i < count; i++) {
        stats[i].field = g_strdup(figures[i].name);
        stats[i].value = figures[i].value;
    }
    *ret_length = count;
    return stats;
}

static bool host_load_get_cpu_stats(DriverCall *call, const node_get_cpu_stats_args *args,
                                    node_get_cpu_stats_ret *ret, GError **err)
{
    NodeTimes times;

    (void) call;
    if (!flags_check(args->flags, 0, "node_get_cpu_stats", err))
        return false;
    if (args->cpu_num < NODE_ALL || !node_read_times("", args->cpu_num, &times))
        return error_set(err, ERR_INVALID_ARG, "Invalid cpuNum %d: there is no such CPU",
                         args->cpu_num);
    ret->params.params_val = give_figures((const Figure[]){{"kernel", times.kernel},
                                                           {"user", times.user},
                                                           {"idle", times.idle},
                                                           {"iowait", times.iowait}},
                                          4, args->nparams, &ret->params.params_len, &ret->nparams);
    return true;
}

static bool host_load_get_memory_stats(DriverCall *call, const node_get_memory_stats_args *args,
                                       node_get_memory_stats_ret *ret, GError **err)
{
    NodeMemory memory;

    (void) call;
    if (!flags_check(args->flags, 0, "node_get_memory_stats", err))
        return false;
    if (args->cell_num < NODE_ALL || !node_read_cell("", args->cell_num, &memory))
        return error_set(err, ERR_INVALID_ARG, "cell %d: there is no such cell", args->cell_num);
    ret->params.params_val = give_figures((const Figure[]){{"total", memory.total_kib},
                                                           {"free", memory.free_kib},
                                                           {"buffers", memory.buffers_kib},
                                                           {"cached", memory.cached_kib}},
                                          args->cell_num == NODE_ALL ? 4 : 2, args->nparams,
                                          &ret->params.params_len, &ret->nparams);
    return true;
}

static bool host_load_get_free_memory(DriverCall *call, node_get_free_memory_ret *ret, GError **err)
{
    NodeMemory memory;

    (void) call;
    if (!node_read_cell("", NODE_ALL, &memory))
        return error_set(err, ERR_INTERNAL, "the machine does not tell how much memory is free");
    ret->free_memory = memory.free_kib * 1024;
    return true;
}

static bool host_load_get_cells_free(DriverCall *call, const node_get_cells_free_memory_args *args,
                                     node_get_cells_free_memory_ret *ret, GError **err)
{
    unsigned room = (unsigned) CLAMP(args->maxcells, 0, HOST_CELLS_MAX);
    NodeMemory memory;

    (void) call;
    if (args->start_cell < 0 || !node_read_cell("", args->start_cell, &memory))
        return error_set(err, ERR_INVALID_ARG, "start cell %d: there is no such cell",
                         args->start_cell);
    ret->cells.cells_val = g_new0(u_quad_t, MAX(room, 1));
    while (ret->cells.cells_len < room &&
           node_read_cell("", args->start_cell + (int) ret->cells.cells_len, &memory))
        ret->cells.cells_val[ret->cells.cells_len++] = memory.free_kib * 1024;
    return true;
}

const RemoteHandlers host_load_handlers = {
    .connect_get_max_vcpus = host_load_get_max_vcpus,
    .connect_get_cpu_model_names = host_load_co_get_cpu_models,
    .node_get_cpu_map = host_load_get_cpu_map,
    .node_get_cpu_stats = host_load_get_cpu_stats,
    .node_get_memory_stats = host_load_get_memory_stats,
    .node_get_free_memory = host_load_get_free_memory,
    .node_get_cells_free_memory = host_load_get_cells_free,
};
