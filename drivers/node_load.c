/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the machine's processors and memory do: see node_load.h. Small files that do not block. */
#include "drivers/node_load.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NANOSECONDS 1000000000ULL

static char *load_read(const char *root, const char *path)
{
    g_autofree char *whole = g_strconcat(root, path, NULL);
    char *text = NULL;

    return g_file_get_contents(whole, &text, NULL, NULL) ? text : NULL;
}

/* A file with a list of processors, "0-3". */
static bool load_read_map(const char *root, const char *path, CpuMap *ret_map)
{
    g_autofree char *text = load_read(root, path);

    return text && cpu_map_parse(g_strstrip(text), ret_map);
}

unsigned node_count_cpus(const char *root)
{
    CpuMap map;

    if (load_read_map(root, "/sys/devices/system/cpu/present", &map))
        return cpu_map_end(&map);
    return (unsigned) CLAMP(sysconf(_SC_NPROCESSORS_CONF), 1, CPU_MAP_MAX);
}

unsigned node_read_online(const char *root, CpuMap *ret_online)
{
    if (!load_read_map(root, "/sys/devices/system/cpu/online", ret_online))
        *ret_online = cpu_map_first(node_count_cpus(root));
    return cpu_map_count(ret_online);
}

bool node_read_times(const char *root, int cpu, NodeTimes *ret_times)
{
    g_autofree char *text = load_read(root, "/proc/stat");
    g_autofree char *name = cpu < 0 ? g_strdup("cpu ") : g_strdup_printf("cpu%d ", cpu);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    uint64_t user, nice, system, idle, iowait = 0, irq = 0, softirq = 0;
    uint64_t tick = NANOSECONDS / (uint64_t) MAX(sysconf(_SC_CLK_TCK), 1);

    for (unsigned i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], name))
            continue;
        if (sscanf(lines[i] + strlen(name), "%lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system,
                   &idle, &iowait, &irq, &softirq) < 4)
            return false;
        *ret_times = (NodeTimes){.user = (user + nice) * tick,
                                 .kernel = (system + irq + softirq) * tick,
                                 .idle = idle * tick,
                                 .iowait = iowait * tick};
        return true;
    }
    return false;
}

/* "MemFree:  123 kB", in files of cells behind "Node 0 ". */
static uint64_t load_find(const char *text, const char *name)
{
    const char *at = text;

    while ((at = strstr(at, name))) {
        bool whole = at == text || at[-1] == '\n' || at[-1] == ' ';

        at += strlen(name);
        if (whole && *at == ':')
            return g_ascii_strtoull(at + 1, NULL, 10);
    }
    return 0;
}

bool node_read_cell(const char *root, int cell, NodeMemory *ret_memory)
{
    g_autofree char *path = cell < 0
                                ? g_strdup("/proc/meminfo")
                                : g_strdup_printf("/sys/devices/system/node/node%d/meminfo", cell);
    g_autofree char *text = load_read(root, path);

    if (!text && cell == 0) /* a kernel without NUMA: all is one cell */
        return node_read_cell(root, NODE_ALL, ret_memory);
    if (!text)
        return false;
    *ret_memory = (NodeMemory){.total_kib = load_find(text, "MemTotal"),
                               .free_kib = load_find(text, "MemFree"),
                               .buffers_kib = load_find(text, "Buffers"),
                               .cached_kib = load_find(text, "Cached")};
    return true;
}
