/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How busy the machine's processors and memory are, from /proc and /sys at the moment of asking.
 * Knows no domains and no wire; root is put before the paths: "" for this machine.
 */
#ifndef VMRPC_DRIVERS_NODE_LOAD_H
#define VMRPC_DRIVERS_NODE_LOAD_H

#include "conf/cpu_map.h"

/* One above the highest number of a processor that there is, and those of them that work. */
unsigned node_count_cpus(const char *root);
unsigned node_read_online(const char *root, CpuMap *ret_online);

/* Nanoseconds since the machine was started. */
typedef struct NodeTimes {
    uint64_t kernel, user, idle, iowait;
} NodeTimes;

#define NODE_ALL (-1) /* of processors, or of cells */

/* false: there is no such processor. */
bool node_read_times(const char *root, int cpu, NodeTimes *ret_times);

typedef struct NodeMemory {
    uint64_t total_kib, free_kib;
    uint64_t buffers_kib, cached_kib; /* only of all cells together */
} NodeMemory;

/* false: there is no such cell. */
bool node_read_cell(const char *root, int cell, NodeMemory *ret_memory);

#endif
