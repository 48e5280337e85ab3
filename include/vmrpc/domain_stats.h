/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: figures of domains: what they use of CPU, memory, disks and network.
 *
 * All of it comes from the server's memory: no call waits for a guest, and a guest that does not
 * answer delays nobody, its figures just grow older. A daemon of this project says how old they
 * are.
 */
#ifndef VMRPC_DOMAIN_STATS_H
#define VMRPC_DOMAIN_STATS_H

#include "vmrpc/domain.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Groups of vmrpc_domain_stats_list(); 0: all that the server has. Since 0.1. */
typedef enum VmrpcDomainStatsGroup {
    VMRPC_DOMAIN_STATS_GROUP_STATE = 1 << 0,
    VMRPC_DOMAIN_STATS_GROUP_CPU_TOTAL = 1 << 1,
    VMRPC_DOMAIN_STATS_GROUP_BALLOON = 1 << 2,
    VMRPC_DOMAIN_STATS_GROUP_VCPU = 1 << 3,
    VMRPC_DOMAIN_STATS_GROUP_INTERFACE = 1 << 4,
    VMRPC_DOMAIN_STATS_GROUP_BLOCK = 1 << 5,
    VMRPC_DOMAIN_STATS_GROUP_PERF = 1 << 6,
    VMRPC_DOMAIN_STATS_GROUP_IOTHREAD = 1 << 7,
    VMRPC_DOMAIN_STATS_GROUP_MEMORY = 1 << 8,
    VMRPC_DOMAIN_STATS_GROUP_DIRTYRATE = 1 << 9,
    VMRPC_DOMAIN_STATS_GROUP_VM = 1 << 10
} VmrpcDomainStatsGroup;

/* Flags of vmrpc_domain_stats_list(), besides VMRPC_DOMAIN_LIST_*. Since 0.1. */
typedef enum VmrpcDomainStatsListFlags {
    VMRPC_DOMAIN_STATS_LIST_NOWAIT = 1 << 29, /* give what can be told at once; here always so */
    VMRPC_DOMAIN_STATS_LIST_BACKING = 1 << 30 /* also of the images that an image is based on */
} VmrpcDomainStatsListFlags;
#define VMRPC_DOMAIN_STATS_LIST_ENFORCE (1u << 31) /* fail if the server does not have a group */

/* The figures of one domain at one moment. Since 0.1. */
typedef struct VmrpcDomainStats VmrpcDomainStats;

/* Gives a NULL-terminated array of the figures of domains, a NULL-terminated array or NULL for all,
 * to be freed with vmrpc_domain_stats_list_free(), and returns how many there are; those that are
 * gone, or that the filters among the flags (VMRPC_DOMAIN_LIST_*) do not let pass, are left out.
 * groups: VMRPC_DOMAIN_STATS_GROUP_* groups. All the domains must be of the connection. Since 0.1.
 */
int vmrpc_domain_stats_list(VmrpcConnection *connection, VmrpcDomain *const *domains,
                            unsigned int groups, unsigned int flags, VmrpcDomainStats ***ret_stats,
                            VmrpcError **error);
/* Frees all that vmrpc_domain_stats_list() gave. Since 0.1. */
void vmrpc_domain_stats_list_free(VmrpcDomainStats **stats);

/* Whose they are; no reference is taken. Since 0.1. */
VmrpcDomain *vmrpc_domain_stats_domain(const VmrpcDomainStats *stats);
/* By their names, such as "cpu.time" (ns), "balloon.current" (KiB), "block.0.rd.bytes"; vmrpc(1)
 * has them all (domstats). How old a group was that only QEMU knows is in "vmrpc.age_ms.GROUP".
 * They live as long as stats. Since 0.1. */
const VmrpcParams *vmrpc_domain_stats_params(const VmrpcDomainStats *stats);

#ifdef __cplusplus
}
#endif

#endif
