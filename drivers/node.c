/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine's processors and memory: see node.h. Reads small files of /proc and /sys, which do
 * not block; whatever is missing there leaves a plain answer instead of an error.
 */
#include "drivers/node.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct NodeCpu {
    int package;
    int core;
} NodeCpu;

/* Whole name "cpu12" with prefix "cpu": 12; anything else: -1. */
static int node_number_of(const char *name, const char *prefix)
{
    char *end;
    long number;

    if (!g_str_has_prefix(name, prefix) || !g_ascii_isdigit(name[strlen(prefix)]))
        return -1;
    number = strtol(name + strlen(prefix), &end, 10);
    return *end || number > G_MAXINT ? -1 : (int) number;
}

/* The number that a file holds, or a default. */
static int node_read_number(const char *folder, const char *name, int otherwise)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL) || !g_ascii_isdigit(*text))
        return otherwise;
    return (int) strtol(text, NULL, 10);
}

static GArray *node_read_cpus(const char *root)
{
    g_autofree char *folder = g_strconcat(root, "/sys/devices/system/cpu", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    GArray *cpus = g_array_new(FALSE, FALSE, sizeof(NodeCpu));
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *cpu = g_build_filename(folder, name, NULL);
        NodeCpu found;

        if (node_number_of(name, "cpu") < 0 || !node_read_number(cpu, "online", 1))
            continue;
        found.package = node_read_number(cpu, "topology/physical_package_id", 0);
        found.core = node_read_number(cpu, "topology/core_id", (int) cpus->len);
        g_array_append_val(cpus, found);
    }
    return cpus;
}

static unsigned node_count_nodes(const char *root)
{
    g_autofree char *folder = g_strconcat(root, "/sys/devices/system/node", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned nodes = 0;
    const char *name;

    while (dir && (name = g_dir_read_name(dir)))
        nodes += node_number_of(name, "node") >= 0;
    return MAX(nodes, 1);
}

static int node_compare_cpus(gconstpointer a, gconstpointer b)
{
    const NodeCpu *left = a;
    const NodeCpu *right = b;

    if (left->package != right->package)
        return left->package < right->package ? -1 : 1;
    return (left->core > right->core) - (left->core < right->core);
}

/* Sockets of the machine, most cores of any socket, most threads of any core. */
static void node_count_topology(GArray *cpus, NodeInfo *info)
{
    unsigned cores = 0, threads = 0;

    info->sockets = info->cores = info->threads = 0;
    g_array_sort(cpus, node_compare_cpus);
    for (unsigned i = 0; i < cpus->len; i++) {
        const NodeCpu *cpu = &g_array_index(cpus, NodeCpu, i);
        const NodeCpu *before = i ? cpu - 1 : NULL;

        if (!before || before->package != cpu->package) {
            info->sockets++;
            cores = 0;
        }
        if (!before || node_compare_cpus(before, cpu) != 0) {
            cores++;
            threads = 0;
        }
        threads++;
        info->cores = MAX(info->cores, cores);
        info->threads = MAX(info->threads, threads);
    }
}

static uint64_t node_read_memory(const char *root)
{
    g_autofree char *path = g_strconcat(root, "/proc/meminfo", NULL);
    g_autofree char *text = NULL;
    const char *line;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    line = strstr(text, "MemTotal:");
    return line ? g_ascii_strtoull(line + strlen("MemTotal:"), NULL, 10) : 0;
}

static unsigned node_read_mhz(const char *root)
{
    g_autofree char *path = g_strconcat(root, "/proc/cpuinfo", NULL);
    g_autofree char *text = NULL;
    const char *line;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    line = strstr(text, "cpu MHz");
    line = line ? strchr(line, ':') : NULL;
    return line ? (unsigned) g_ascii_strtod(line + 1, NULL) : 0;
}

void node_read(const char *root, NodeInfo *ret_info)
{
    g_autoptr(GArray) cpus = node_read_cpus(root);
    NodeInfo info = {
        .memory_kib = node_read_memory(root),
        .mhz = node_read_mhz(root),
        .nodes = node_count_nodes(root),
        .cpus = cpus->len,
    };

    if (info.cpus == 0)
        info.cpus = (unsigned) MAX(sysconf(_SC_NPROCESSORS_ONLN), 1);
    node_count_topology(cpus, &info);
    info.sockets /= info.nodes;
    if (info.nodes * info.sockets * info.cores * info.threads != info.cpus) {
        info.nodes = info.sockets = info.threads = 1;
        info.cores = info.cpus;
    }
    *ret_info = info;
}
