/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of the host group: what a connection asks about its driver and about the machine
 * that the daemon runs on. From memory, but for the capabilities, which the hypervisor gives.
 */
#ifndef VMRPC_DRIVERS_HOST_H
#define VMRPC_DRIVERS_HOST_H

#include "drivers/domain_driver.h"

/* Reads what the answers about the machine are made of; again: nothing. */
void host_read_once(void);

bool host_get_type(DriverCall *call, connect_get_type_ret *ret, GError **err);
bool host_co_get_version(DriverCall *call, connect_get_version_ret *ret, GError **err);
bool host_get_lib_version(DriverCall *call, connect_get_lib_version_ret *ret, GError **err);
bool host_get_hostname(DriverCall *call, connect_get_hostname_ret *ret, GError **err);
bool host_get_uri(DriverCall *call, connect_get_uri_ret *ret, GError **err);
bool host_co_get_capabilities(DriverCall *call, connect_get_capabilities_ret *ret, GError **err);
bool host_co_get_domain_capabilities(DriverCall *call,
                                     const connect_get_domain_capabilities_args *args,
                                     connect_get_domain_capabilities_ret *ret, GError **err);
bool host_get_node_info(DriverCall *call, node_get_info_ret *ret, GError **err);
bool host_get_security_model(DriverCall *call, node_get_security_model_ret *ret, GError **err);

#endif
