/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures that change how much memory a domain has, which while it runs is its balloon's
 * doing, and how often the balloon reports what the guest does with it.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_BALLOON_H
#define VMRPC_DRIVERS_DOMAIN_BALLOON_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_balloon_handlers;

#endif
