/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The procedures about the machine's processors and memory as they are now (drivers/node_load.h).
 */
#ifndef VMRPC_DRIVERS_HOST_LOAD_H
#define VMRPC_DRIVERS_HOST_LOAD_H

#include "drivers/domain_driver.h"

bool host_load_get_max_vcpus(DriverCall *call, const connect_get_max_vcpus_args *args,
                             connect_get_max_vcpus_ret *ret, GError **err);
bool host_load_co_get_cpu_models(DriverCall *call, const connect_get_cpu_model_names_args *args,
                                 connect_get_cpu_model_names_ret *ret, GError **err);
bool host_load_get_cpu_map(DriverCall *call, const node_get_cpu_map_args *args,
                           node_get_cpu_map_ret *ret, GError **err);
bool host_load_get_cpu_stats(DriverCall *call, const node_get_cpu_stats_args *args,
                             node_get_cpu_stats_ret *ret, GError **err);
bool host_load_get_memory_stats(DriverCall *call, const node_get_memory_stats_args *args,
                                node_get_memory_stats_ret *ret, GError **err);
bool host_load_get_free_memory(DriverCall *call, node_get_free_memory_ret *ret, GError **err);
bool host_load_get_cells_free(DriverCall *call, const node_get_cells_free_memory_args *args,
                              node_get_cells_free_memory_ret *ret, GError **err);

#endif
