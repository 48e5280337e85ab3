/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures that change how much memory a domain has, which while it runs is its balloon's
 * doing, and how often the balloon reports what the guest does with it.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_BALLOON_H
#define VMRPC_DRIVERS_DOMAIN_BALLOON_H

#include "drivers/domain_driver.h"

bool domain_balloon_co_set(DriverCall *call, const domain_set_memory_args *args, GError **err);
bool domain_balloon_co_set_flags(DriverCall *call, const domain_set_memory_flags_args *args,
                                 GError **err);
bool domain_balloon_co_set_maximum(DriverCall *call, const domain_set_max_memory_args *args,
                                   GError **err);
bool domain_balloon_co_set_period(DriverCall *call, const domain_set_memory_stats_period_args *args,
                                  GError **err);

#endif
