/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the memory of domains: how much they have, what they use it for, how fast they change
 * it.
 */
#ifndef VMRPC_DOMAIN_MEMORY_H
#define VMRPC_DOMAIN_MEMORY_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_set_memory(), together with VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
typedef enum VmrpcDomainSetMemoryFlags {
    VMRPC_DOMAIN_SET_MEMORY_MAXIMUM = 4 /* as much as there may ever be; only of a definition */
} VmrpcDomainSetMemoryFlags;

/* Sets how much memory a domain has. Of a running guest it is what its balloon is asked for, which
 * takes as long as the guest takes: see vmrpc_domain_info(). Since 0.1. */
int vmrpc_domain_set_memory(VmrpcDomain *domain, uint64_t kib, unsigned int flags,
                            VmrpcError **error);

/* How much memory it may have at most. Since 0.1. */
int vmrpc_domain_max_memory(VmrpcDomain *domain, uint64_t *ret_kib, VmrpcError **error);

/* Tags of vmrpc_domain_memory_stats(). Since 0.1. */
typedef enum VmrpcDomainMemoryStatTag {
    VMRPC_DOMAIN_MEMORY_STAT_TAG_SWAP_IN = 0, /* KiB, as most of them */
    VMRPC_DOMAIN_MEMORY_STAT_TAG_SWAP_OUT = 1,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_MAJOR_FAULT = 2, /* a number of times */
    VMRPC_DOMAIN_MEMORY_STAT_TAG_MINOR_FAULT = 3, /* the same */
    VMRPC_DOMAIN_MEMORY_STAT_TAG_UNUSED = 4,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_AVAILABLE = 5,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_ACTUAL_BALLOON = 6,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_RSS = 7, /* of the process, on the host */
    VMRPC_DOMAIN_MEMORY_STAT_TAG_USABLE = 8,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_LAST_UPDATE = 9, /* seconds since 1970; 0: never */
    VMRPC_DOMAIN_MEMORY_STAT_TAG_DISK_CACHES = 10,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_HUGETLB_PGALLOC = 11,
    VMRPC_DOMAIN_MEMORY_STAT_TAG_HUGETLB_PGFAIL = 12
} VmrpcDomainMemoryStatTag;

/* One figure of a guest's memory. Since 0.1. */
typedef struct VmrpcDomainMemoryStat {
    int tag; /* VMRPC_DOMAIN_MEMORY_STAT_TAG_* */
    uint64_t value;
} VmrpcDomainMemoryStat;

/* What a running domain's memory is used for, as far as the guest tells: gives an array, to be
 * freed with vmrpc_free(), and returns how many there are. flags: 0. Since 0.1. */
int vmrpc_domain_memory_stats(VmrpcDomain *domain, unsigned int flags,
                              VmrpcDomainMemoryStat **ret_stats, VmrpcError **error);
/* Sets every how many seconds the guest reports that; 0: never. flags: VMRPC_DOMAIN_AFFECT_*. Since
 * 0.1. */
int vmrpc_domain_set_memory_stats_period(VmrpcDomain *domain, unsigned int seconds,
                                         unsigned int flags, VmrpcError **error);

/* Modes of vmrpc_domain_measure_dirty_rate(). Since 0.1. */
typedef enum VmrpcDomainDirtyRateMode {
    VMRPC_DOMAIN_DIRTY_RATE_MODE_PAGE_SAMPLING = 0,
    VMRPC_DOMAIN_DIRTY_RATE_MODE_DIRTY_BITMAP = 1,
    VMRPC_DOMAIN_DIRTY_RATE_MODE_DIRTY_RING = 2
} VmrpcDomainDirtyRateMode;

/* Measures for so many seconds, at most 60, how fast a running domain changes its memory; the
 * result is in the figures of vmrpc/domain_stats.h then ("dirtyrate.*"). mode:
 * VMRPC_DOMAIN_DIRTY_RATE_MODE_*. Since 0.1. */
int vmrpc_domain_measure_dirty_rate(VmrpcDomain *domain, unsigned int seconds, int mode,
                                    VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
