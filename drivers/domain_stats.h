/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DomainStats: the figures of an active domain as they are known, each group with the time at which
 * it was true. In the daemon's memory: a hypervisor fills it in when it can, reads take what is
 * there.
 *
 * A group that has never been known has the time 0. Numbers only a running guest has; with it they
 * go (domain->stats is NULL then).
 */
#ifndef VMRPC_DRIVERS_DOMAIN_STATS_H
#define VMRPC_DRIVERS_DOMAIN_STATS_H

#include "drivers/domain.h"
#include "remote_protocol.h"

/* Tags of memory statistics (domain_memory_stat_tag). */
#define STATS_MEMORY_TAGS (DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL + 1)

/* What one disk, or one of many, has done since the guest began. Times in ns. */
typedef struct StatsCounters {
    uint64_t rd_reqs, rd_bytes, rd_times;
    uint64_t wr_reqs, wr_bytes, wr_times;
    uint64_t fl_reqs, fl_times;
    uint64_t errors; /* of any of them */
} StatsCounters;

/* The image of a disk, or one that it is based on. Bytes. */
typedef struct StatsImage {
    uint64_t capacity;  /* what the guest sees */
    uint64_t highest;   /* up to here the guest has written the file; 0: not yet */
    uint64_t used;      /* what the file takes up */
    uint64_t length;    /* how long it is */
    uint64_t threshold; /* a warning comes when writes go beyond; 0: none */
} StatsImage;

typedef struct StatsDisk {
    char *target; /* "vda" */
    StatsCounters counters;
    GArray *images; /* of StatsImage: the disk's own, then what it is based on; empty: no medium */
} StatsDisk;

typedef struct StatsVcpu {
    unsigned number;
    uint64_t time_ns;  /* it ran */
    uint64_t delay_ns; /* it could have run, but the host had no CPU for it */
} StatsVcpu;

/* How long an I/O thread asks for work before it waits, and how that changes. */
typedef struct StatsIothread {
    unsigned id;
    uint64_t poll_max_ns;
    uint64_t poll_grow, poll_shrink; /* factors; 0: QEMU's own */
} StatsIothread;

typedef struct StatsInterface {
    uint8_t mac[MAC_BYTES];                               /* which one it is */
    char *name;                                           /* on the host */
    uint64_t rx_bytes, rx_packets, rx_errors, rx_dropped; /* what the guest receives */
    uint64_t tx_bytes, tx_packets, tx_errors, tx_dropped;
} StatsInterface;

/* The last measurement of how fast the guest changes its memory. */
typedef struct StatsDirtyRate {
    int status;        /* domain_dirty_rate_status */
    int64_t started_s; /* of the host's clock since boot */
    int period_s;
    const char *mode; /* static */
    int64_t mib_per_second;
} StatsDirtyRate;

enum domain_dirty_rate_status {
    DOMAIN_DIRTY_RATE_UNSTARTED = 0,
    DOMAIN_DIRTY_RATE_MEASURING = 1,
    DOMAIN_DIRTY_RATE_MEASURED = 2
};

typedef struct DomainStats {
    int64_t process_us; /* when the following were true (loop_now()) */
    uint64_t cpu_user_ns, cpu_system_ns;
    uint64_t rss_kib;
    GArray *vcpus; /* of StatsVcpu */

    int64_t balloon_us;
    uint64_t balloon_kib;               /* 0: there is no balloon */
    uint64_t memory[STATS_MEMORY_TAGS]; /* by tag; what the guest tells, without RSS and balloon */
    bool has_memory[STATS_MEMORY_TAGS];

    int64_t disks_us;
    GPtrArray *disks; /* of StatsDisk */

    GPtrArray *interfaces; /* of StatsInterface: of those that something on the host counts */

    GArray *iothreads; /* of StatsIothread, as they were at the start */

    int64_t dirty_us;
    StatsDirtyRate dirty;
} DomainStats;

/* The domain's, made if it has none. */
DomainStats *domain_stats_of(Domain *domain);
void domain_stats_free(DomainStats *stats); /* takes NULL */

/* Forget what was known of them, for who is about to say anew. */
void domain_stats_clear_disks(DomainStats *stats);
void domain_stats_clear_interfaces(DomainStats *stats);
/* One more disk, without images. */
StatsDisk *domain_stats_add_disk(DomainStats *stats, const char *target);
/* One more image behind those that there are; zeroed. */
StatsImage *domain_stats_add_image(StatsDisk *disk);
StatsInterface *domain_stats_add_interface(DomainStats *stats, const uint8_t *mac,
                                           const char *name);

/* NULL if it is not known, or there are no stats at all. */
const StatsDisk *domain_stats_disk(const DomainStats *stats, const char *target);
const StatsInterface *domain_stats_interface(const DomainStats *stats, const uint8_t *mac);
/* The image of a disk itself; NULL if it has none. */
const StatsImage *domain_stats_image(const StatsDisk *disk);

#endif
