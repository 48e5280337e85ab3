/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures about a domain's processors: how many there are, and which. What the flags concern
 * is drivers/affect.h's to say; how a running guest gets or loses one is the hypervisor's.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_VCPUS_H
#define VMRPC_DRIVERS_DOMAIN_VCPUS_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_vcpus_handlers;

#endif
