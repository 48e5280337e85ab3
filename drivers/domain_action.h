/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What follows when a guest powers itself off, reboots or crashes, as a client changes it.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_ACTION_H
#define VMRPC_DRIVERS_DOMAIN_ACTION_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_action_handlers;

#endif
