/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the memory of domains, and what the server's machine has and does.
 */
#ifndef VMRPC_MEMORY_H
#define VMRPC_MEMORY_H

#include "vmrpc/domain.h"
#include "vmrpc/params.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Together with VMRPC_DOMAIN_AFFECT_*. */
typedef enum VmrpcDomainSetMemoryFlags {
    VMRPC_DOMAIN_SET_MEMORY_MAXIMUM = 4 /* as much as there may ever be; only of a definition */
} VmrpcDomainSetMemoryFlags;

/* How much memory a domain has. Of a running guest it is what its balloon is asked for, which takes
 * as long as the guest takes: see vmrpc_domain_info(). Since 0.1. */
int vmrpc_domain_set_memory(VmrpcDomain *domain, uint64_t kib, unsigned int flags,
                            VmrpcError **error);
/* Every how many seconds the guest reports what it uses its memory for; 0: never. Since 0.1. */
int vmrpc_domain_set_memory_stats_period(VmrpcDomain *domain, unsigned int seconds,
                                         unsigned int flags, VmrpcError **error);

/* Of a processor of the machine, or of a cell of it, in the next two. */
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
