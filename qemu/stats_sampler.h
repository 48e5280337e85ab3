/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sampling: how the daemon comes to know what statistics tell of a guest (drivers/domain_stats.h).
 *
 * What /proc tells of its process is read whenever somebody asks, since nobody can hold that up.
 * What only QEMU knows is asked of it in rounds, apart from who reads: when the guest starts or is
 * found again, when something happened to it that changes figures, and now and then while somebody
 * reads them. There is never more than one round under way for a guest, and nobody waits for it: of
 * a QEMU that does not answer the figures just grow older.
 */
#ifndef VMRPC_QEMU_STATS_SAMPLER_H
#define VMRPC_QEMU_STATS_SAMPLER_H

#include "qemu/machine.h"

typedef struct StatsSampler StatsSampler;

/* While somebody reads statistics, a guest is asked so often ... */
#define STATS_SAMPLER_PERIOD_US G_USEC_PER_SEC
/* ... unless there are so many that the rounds of all would come closer than this. */
#define STATS_SAMPLER_SPACING_US 5000
/* From one guest's turn within the period to that of the next. */
#define STATS_SAMPLER_STEP_US 137000
/* Who has read once is taken to come again for so long. */
#define STATS_SAMPLER_INTEREST_US (10 * G_USEC_PER_SEC)
/* After an event; what follows within this time is seen by the same round. */
#define STATS_SAMPLER_SOON_US 50000

StatsSampler *stats_sampler_new(Machine *machine);
void stats_sampler_free(StatsSampler *sampler); /* takes NULL */

/* Hypervisor.observe. */
void stats_sampler_observe(DomainDriver *driver, Domain *domain);
/* Something happened that the figures do not know of yet. */
void stats_sampler_request(Machine *machine);
/* The same for an event of QEMU's, if it is of that kind. */
void stats_sampler_note_event(Machine *machine, const char *name);
/* A round now, for a guest that has just started or been found. Fails silently. */
void stats_sampler_co_sample(Machine *machine);

/* Hypervisor.co_measure_dirty_rate. */
bool stats_sampler_co_measure_dirty_rate(DomainDriver *driver, Domain *domain, int seconds,
                                         const char *mode, GError **err);

#endif
