/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses the interfaces of a guest have: domain_interface_addresses. */
#ifndef VMRPC_DRIVERS_DOMAIN_ADDRESSES_H
#define VMRPC_DRIVERS_DOMAIN_ADDRESSES_H

#include "remote_protocol_table.h"

extern const RemoteHandlers domain_address_handlers;

#endif
