/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Statistics of one domain, a procedure each for its disks, interfaces, memory and CPU time. From
 * memory; only the sizes of the disks of a domain that is not active are looked up, by the worker.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_STATS_READ_H
#define VMRPC_DRIVERS_DOMAIN_STATS_READ_H

#include "drivers/domain_driver.h"

/* Those of statistics, domain_stats_list.h included. */
extern const RemoteHandlers domain_stats_handlers;

#endif
