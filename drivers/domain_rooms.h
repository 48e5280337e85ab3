/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The procedures that all hypervisor drivers answer alike: for DriverOps.common_rooms. */
#ifndef VMRPC_DRIVERS_DOMAIN_ROOMS_H
#define VMRPC_DRIVERS_DOMAIN_ROOMS_H

#include "remote_protocol_table.h"

extern const RemoteHandlers *const domain_rooms[];

#endif
