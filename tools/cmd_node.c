/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the server's machine has and does: nodecpumap, nodecpustats, nodememstats, freecell. */
#include <inttypes.h>
#include <stdio.h>

#include "tools/commands.h"
#include "tools/cpu_list.h"
#include "tools/output.h"
#include "tools/params.h"

#define PERCENT_INTERVAL_US G_USEC_PER_SEC

/* ---- nodecpumap ---- */

static const Option nodecpumap_options[] = {
    {"pretty", OPTION_BOOL, 0, "print a list of numbers", NULL},
    {0},
};

static bool run_nodecpumap(Tool *tool, const Arguments *arguments)
{
    g_autofree unsigned char *map = NULL;
    g_autofree char *list = NULL, *letters = NULL;
    VmrpcError *error = NULL;
    unsigned online;
    int cpus = vmrpc_node_cpu_map(tool->connection, &online, &map, &error);

    if (cpus < 0)
        return tool_fail(error, "Unable to get cpu map");
    list = cpu_list_format(map, (unsigned) cpus);
    letters = cpu_list_letters(map, (unsigned) cpus);
    if (tool->json) {
        output_json(
            json_pack("{s:i, s:i, s:s}", "present", cpus, "online", (int) online, "cpus", list));
        return true;
    }
    output_field(20, "CPUs present:", "%d", cpus);
    output_field(20, "CPUs online:", "%u", online);
    output_field(20, "CPU map:", "%s", arguments_has(arguments, "pretty") ? list : letters);
    return true;
}

/* ---- which of them ---- */

/* The processor or the cell that an option names. */
static bool get_place(const Arguments *arguments, const char *option, int *ret_place)
{
    const char *text = arguments_string(arguments, option);
    unsigned number;

    *ret_place = VMRPC_NODE_ALL;
    if (!text)
        return true;
    if (!number_parse(text, option, &number))
        return false;
    *ret_place = (int) number;
    return true;
}

/* ---- nodecpustats ---- */

static const Option nodecpustats_options[] = {
    {"cpu", OPTION_STRING, OPTION_POSITIONAL, "number of one of them", NULL},
    {"percent", OPTION_BOOL, 0, "in percent of the second that the command lasts", NULL},
    {0},
};

/* The names in order, as the server and as people call them. */
static const struct {
    const char *name, *label, *key;
} times[] = {
    {"user", "user:", "user"},
    {"kernel", "system:", "system"},
    {"idle", "idle:", "idle"},
    {"iowait", "iowait:", "iowait"},
};

#define TIMES G_N_ELEMENTS(times)

static bool ask_times(Tool *tool, int cpu, uint64_t values[TIMES])
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcParams) figures = vmrpc_node_cpu_stats(tool->connection, cpu, &error);

    if (!figures)
        return tool_fail(error, "Unable to get node cpu stats");
    for (unsigned i = 0; i < TIMES; i++) {
        values[i] = 0;
        vmrpc_params_uint64(figures, times[i].name, &values[i]);
    }
    return true;
}

static void print_percent(Tool *tool, const uint64_t before[TIMES], const uint64_t after[TIMES])
{
    g_autoptr(json_t) object = json_object();
    double sum = 0, shares[TIMES];

    for (unsigned i = 0; i < TIMES; i++)
        sum += shares[i] = after[i] > before[i] ? (double) (after[i] - before[i]) : 0;
    for (unsigned i = 0; i < TIMES; i++)
        shares[i] = sum > 0 ? shares[i] * 100 / sum : 0;
    json_object_set_new(object, "usage", json_real(shares[0] + shares[1]));
    if (!tool->json)
        printf("%-15s %5.1f%%\n", "usage:", shares[0] + shares[1]);
    for (unsigned i = 0; i < TIMES; i++) {
        json_object_set_new(object, times[i].key, json_real(shares[i]));
        if (!tool->json)
            printf("%-15s %5.1f%%\n", times[i].label, shares[i]);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "percent", object));
}

static bool run_nodecpustats(Tool *tool, const Arguments *arguments)
{
    g_autoptr(json_t) object = json_object();
    uint64_t values[TIMES], later[TIMES];
    int cpu;

    if (!get_place(arguments, "cpu", &cpu) || !ask_times(tool, cpu, values))
        return false;
    if (arguments_has(arguments, "percent")) {
        g_usleep(PERCENT_INTERVAL_US);
        if (!ask_times(tool, cpu, later))
            return false;
        print_percent(tool, values, later);
        return true;
    }
    for (unsigned i = 0; i < TIMES; i++) {
        json_object_set_new(object, times[i].key, json_integer((json_int_t) values[i]));
        if (!tool->json)
            printf("%-15s %20" PRIu64 "\n", times[i].label, values[i]);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "time_ns", object));
    return true;
}

/* ---- nodememstats ---- */

static const Option nodememstats_options[] = {
    {"cell", OPTION_STRING, OPTION_POSITIONAL, "number of a NUMA cell", NULL},
    {0},
};

static bool run_nodememstats(Tool *tool, const Arguments *arguments)
{
    g_autoptr(json_t) object = json_object();
    g_autoptr(VmrpcParams) figures = NULL;
    const VmrpcParam *param;
    VmrpcError *error = NULL;
    int cell;

    if (!get_place(arguments, "cell", &cell))
        return false;
    figures = vmrpc_node_memory_stats(tool->connection, cell, &error);
    if (!figures)
        return tool_fail(error, "Unable to get memory stats");
    for (size_t i = 0; (param = vmrpc_params_at(figures, i)); i++) {
        g_autofree char *name = output_printable(param->name);
        g_autofree char *key = g_strconcat(name, "_kib", NULL);

        json_object_set_new(object, key, json_integer((json_int_t) param->value.ul));
        if (!tool->json)
            printf("%-7s: %20" PRIu64 " KiB\n", name, param->value.ul);
    }
    if (tool->json)
        output_json(g_steal_pointer(&object));
    return true;
}

/* ---- freecell ---- */

static const Option freecell_options[] = {
    {"cellno", OPTION_STRING, OPTION_POSITIONAL, "number of a NUMA cell", NULL},
    {"all", OPTION_BOOL, 0, "of each cell and of all", NULL},
    {0},
};

/* As many cells as anybody has. */
#define CELLS_MAX 1024

static bool print_cells(Tool *tool)
{
    g_autoptr(json_t) list = json_array();
    g_autofree uint64_t *bytes = NULL;
    VmrpcError *error = NULL;
    uint64_t sum = 0;
    int count = vmrpc_node_cells_free_memory(tool->connection, 0, CELLS_MAX, &bytes, &error);

    if (count < 0)
        return tool_fail(error, "Failed to get free memory for NUMA cells");
    for (int i = 0; i < count; i++) {
        sum += bytes[i];
        json_array_append_new(
            list, json_pack("{s:i, s:I}", "cell", i, "free_kib", (json_int_t) (bytes[i] / 1024)));
        if (!tool->json)
            printf("%5d: %10" PRIu64 " KiB\n", i, bytes[i] / 1024);
    }
    if (tool->json)
        output_json(json_pack("{s:O, s:I}", "cells", list, "total_kib", (json_int_t) (sum / 1024)));
    else
        printf("--------------------\n%5s: %10" PRIu64 " KiB\n", "Total", sum / 1024);
    return true;
}

static bool run_freecell(Tool *tool, const Arguments *arguments)
{
    g_autofree uint64_t *bytes = NULL;
    VmrpcError *error = NULL;
    uint64_t total;
    int cell;

    if (!arguments_exclusive(arguments, "cellno", "all") || !get_place(arguments, "cellno", &cell))
        return false;
    if (arguments_has(arguments, "all"))
        return print_cells(tool);
    if (cell == VMRPC_NODE_ALL) {
        if (vmrpc_node_free_memory(tool->connection, &total, &error) < 0)
            return tool_fail(error, "Failed to get the free memory of the machine");
    } else {
        if (vmrpc_node_cells_free_memory(tool->connection, cell, 1, &bytes, &error) < 1)
            return tool_fail(error, "Failed to get free memory for NUMA cell number: %d", cell);
        total = bytes[0];
    }
    if (tool->json)
        output_json(json_pack("{s:I}", "free_kib", (json_int_t) (total / 1024)));
    else if (cell == VMRPC_NODE_ALL)
        printf("Total: %" PRIu64 " KiB\n", total / 1024);
    else
        printf("%d: %" PRIu64 " KiB\n", cell, total / 1024);
    return true;
}

const Command commands_node[] = {
    {"freecell", "print the free memory of the machine",
     "Prints how much memory of the machine, or of one of its NUMA cells, is free.",
     freecell_options, COMMAND_JSON, run_freecell},
    {"nodecpumap", "show which CPUs the machine has",
     "Prints how many CPUs the machine has, and which of them work.", nodecpumap_options,
     COMMAND_JSON, run_nodecpumap},
    {"nodecpustats", "show what the CPUs of the machine do",
     "Prints for what the machine's CPUs, or one of them, have been used since it was started, in "
     "ns.",
     nodecpustats_options, COMMAND_JSON, run_nodecpustats},
    {"nodememstats", "show the memory of the machine",
     "Prints how much memory the machine, or one of its NUMA cells, has and uses.",
     nodememstats_options, COMMAND_JSON, run_nodememstats},
    {0},
};
