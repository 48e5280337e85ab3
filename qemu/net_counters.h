/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What has passed the host's network devices, of all of them in one reading: for guests that have a
 * tap. Waits for nobody.
 */
#ifndef VMRPC_QEMU_NET_COUNTERS_H
#define VMRPC_QEMU_NET_COUNTERS_H

#include "drivers/domain_stats.h"

typedef struct NetCounters NetCounters;

/* A reading serves whoever asks within this time. */
#define NET_COUNTERS_FRESH_US 100000

NetCounters *net_counters_new(void);
void net_counters_free(NetCounters *counters); /* takes NULL */

/* Writes down what the guest has received and sent by its taps; those that are not there, or no
 * more, are left out. */
void net_counters_note(NetCounters *counters, const DomainDef *def, DomainStats *stats,
                       int64_t now_us);

#endif
