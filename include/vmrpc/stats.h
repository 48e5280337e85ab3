/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: figures of domains: what they use of CPU, memory, disks and network.
 *
 * All of it comes from the server's memory: no call waits for a guest, and a guest that does not
 * answer delays nobody, its figures just grow older. A daemon of this project says how old they
 * are.
 */
#ifndef VMRPC_STATS_H
#define VMRPC_STATS_H

#include "vmrpc/domain.h"
#include "vmrpc/params.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Groups of vmrpc_domain_stats_list(); 0: all that the server has. */
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

/* Flags of vmrpc_domain_stats_list(), besides VMRPC_DOMAIN_LIST_*. */
typedef enum VmrpcDomainStatsListFlags {
    VMRPC_DOMAIN_STATS_LIST_NOWAIT = 1 << 29, /* give what can be told at once; here always so */
    VMRPC_DOMAIN_STATS_LIST_BACKING =
        1 << 30, /* tell of the images that an image is based on as well */
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
/* Since 0.1. */
void vmrpc_domain_stats_list_free(VmrpcDomainStats **stats);

/* Whose they are; no reference is taken. Since 0.1. */
VmrpcDomain *vmrpc_domain_stats_domain(const VmrpcDomainStats *stats);
/* By their names, such as "cpu.time" (ns), "balloon.current" (KiB), "block.0.rd.bytes"; the manual
 * has them all. How old a group was that only QEMU knows is in "vmrpc.age_ms.GROUP". They live as
 * long as stats. Since 0.1. */
const VmrpcParams *vmrpc_domain_stats_params(const VmrpcDomainStats *stats);

/* Modes of vmrpc_domain_measure_dirty_rate(). */
typedef enum VmrpcDomainDirtyRateMode {
    VMRPC_DOMAIN_DIRTY_RATE_MODE_PAGE_SAMPLING = 0,
    VMRPC_DOMAIN_DIRTY_RATE_MODE_DIRTY_BITMAP = 1,
    VMRPC_DOMAIN_DIRTY_RATE_MODE_DIRTY_RING = 2
} VmrpcDomainDirtyRateMode;
/* Measures for so many seconds, at most 60, how fast a running domain changes its memory; the
 * result is in the figures then (dirtyrate.*). mode: VMRPC_DOMAIN_DIRTY_RATE_MODE_*. Since 0.1. */
int vmrpc_domain_measure_dirty_rate(VmrpcDomain *domain, unsigned int seconds, int mode,
                                    VmrpcError **error);

/* Sizes of a disk in bytes. Since 0.1. */
typedef struct VmrpcDomainBlockInfo {
    uint64_t capacity;   /* what the guest sees */
    uint64_t allocation; /* what is taken up */
    uint64_t physical;   /* how long the file is, or how large the device */
} VmrpcDomainBlockInfo;

/* disk: its target, or the path of its image. The domain need not run. Since 0.1. */
int vmrpc_domain_block_info(VmrpcDomain *domain, const char *disk, unsigned int flags,
                            VmrpcDomainBlockInfo *ret_info, VmrpcError **error);

/* What was wrong with a disk when it stopped a running domain. */
typedef enum VmrpcDomainDiskErrorReason {
    VMRPC_DOMAIN_DISK_ERROR_REASON_NONE = 0,
    VMRPC_DOMAIN_DISK_ERROR_REASON_UNSPECIFIED = 1,
    VMRPC_DOMAIN_DISK_ERROR_REASON_NO_SPACE = 2
} VmrpcDomainDiskErrorReason;

/* A disk, and what was wrong with it. Since 0.1. */
typedef struct VmrpcDomainDiskError {
    const char *disk; /* its target */
    int reason;       /* VMRPC_DOMAIN_DISK_ERROR_REASON_* */
} VmrpcDomainDiskError;

/* Gives an array, to be freed with vmrpc_free(), strings and all, and returns how many disks have
 * an error. flags: 0. Since 0.1. */
int vmrpc_domain_disk_errors(VmrpcDomain *domain, unsigned int flags,
                             VmrpcDomainDiskError **ret_errors, VmrpcError **error);

/* What a running domain's disk has done since it started, or all of them for "": "rd_operations",
 * "rd_bytes", "rd_total_times" (ns), the same of "wr", "flush_operations", "flush_total_times",
 * "errs". To be freed with vmrpc_params_free(). flags: 0. Since 0.1. */
VmrpcParams *vmrpc_domain_block_stats(VmrpcDomain *domain, const char *disk, unsigned int flags,
                                      VmrpcError **error);

/* What has passed an interface of a running domain, as the guest sees it; -1: not known. Since 0.1.
 */
typedef struct VmrpcDomainInterfaceStats {
    int64_t rx_bytes, rx_packets, rx_errs, rx_drop;
    int64_t tx_bytes, tx_packets, tx_errs, tx_drop;
} VmrpcDomainInterfaceStats;

/* interface: its name on the host, or its MAC address. Since 0.1. */
int vmrpc_domain_interface_stats(VmrpcDomain *domain, const char *interface,
                                 VmrpcDomainInterfaceStats *ret_stats, VmrpcError **error);

/* Tags of vmrpc_domain_memory_stats(). */
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
    VMRPC_DOMAIN_MEMORY_STAT_TAG_LAST_UPDATE =
        9, /* when the guest told: seconds since 1970; 0: never */
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

/* Processor time of a running domain in ns: "cpu_time", "user_time", "system_time". cpu: a CPU of
 * the host, of which there may be nothing, or -1 for all together. To be freed with
 * vmrpc_params_free(). flags: 0. Since 0.1. */
VmrpcParams *vmrpc_domain_cpu_stats(VmrpcDomain *domain, int cpu, unsigned int flags,
                                    VmrpcError **error);
/* How many CPUs of the host it could be asked of. Since 0.1. */
int vmrpc_domain_cpu_stats_count(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
