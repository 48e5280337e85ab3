/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Statistics of many domains in one call, and the measuring of what has to be measured first.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_STATS_LIST_H
#define VMRPC_DRIVERS_DOMAIN_STATS_LIST_H

#include "drivers/domain_driver.h"

bool domain_stats_list(DriverCall *call, const connect_get_all_domain_stats_args *args,
                       connect_get_all_domain_stats_ret *ret, GError **err);
bool domain_stats_co_measure_dirty_rate(DriverCall *call,
                                        const domain_start_dirty_rate_calc_args *args,
                                        GError **err);

#endif
