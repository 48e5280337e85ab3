/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the machine that the server of a connection runs on: what it has and what it does.
 */
#ifndef VMRPC_NODE_H
#define VMRPC_NODE_H

#include "vmrpc/connection.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The machine the server runs on. Since 0.1. */
typedef struct VmrpcNodeInfo {
    char model[33];      /* CPU architecture or model */
    uint64_t memory_kib; /* physical memory */
    int32_t cpus;        /* active logical CPUs */
    int32_t mhz;         /* 0 if not known */
    int32_t nodes;       /* NUMA cells */
    int32_t sockets;     /* per cell */
    int32_t cores;       /* per socket */
    int32_t threads;     /* per core */
} VmrpcNodeInfo;

/* Fills *ret_info. Since 0.1. */
int vmrpc_node_info(VmrpcConnection *connection, VmrpcNodeInfo *ret_info, VmrpcError **error);

/* Processors of the server's machine: returns how many there are; *ret_online (may be NULL) is how
 * many of them work, and *ret_map (may be NULL) which, as in vmrpc/domain_cpu.h, to be freed with
 * vmrpc_free(). Since 0.1. */
int vmrpc_node_cpu_map(VmrpcConnection *connection, unsigned int *ret_online, uint8_t **ret_map,
                       VmrpcError **error);

/* In place of the number of a processor, or of a NUMA cell: all of them together. */
#define VMRPC_NODE_ALL (-1)

/* What a processor did since the machine was started, in ns: "kernel", "user", "idle", "iowait".
 * To be freed with vmrpc_params_free(). Since 0.1. */
VmrpcParams *vmrpc_node_cpu_stats(VmrpcConnection *connection, int cpu, VmrpcError **error);
/* The memory of a cell in KiB: "total", "free"; of all together also "buffers", "cached". To be
 * freed with vmrpc_params_free(). Since 0.1. */
VmrpcParams *vmrpc_node_memory_stats(VmrpcConnection *connection, int cell, VmrpcError **error);

/* Bytes of the machine that nobody uses. Since 0.1. */
int vmrpc_node_free_memory(VmrpcConnection *connection, uint64_t *ret_bytes, VmrpcError **error);
/* The same of each cell from a first one on, at most so many: gives an array, to be freed with
 * vmrpc_free(), and returns how many there are. Since 0.1. */
int vmrpc_node_cells_free_memory(VmrpcConnection *connection, int first, int most,
                                 uint64_t **ret_bytes, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
