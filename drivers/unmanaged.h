/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the daemon has none of: networks, interfaces and devices of the host, secrets, network
 * filters. Programs that manage guests list these and look for them first; they are told that there
 * are none, with which they go on. Procedures that would make one are not served.
 */
#ifndef VMRPC_DRIVERS_UNMANAGED_H
#define VMRPC_DRIVERS_UNMANAGED_H

#include "remote_protocol_table.h"

extern const RemoteHandlers unmanaged_handlers;

#endif
