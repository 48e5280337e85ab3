/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Procedures that change devices: attach, detach, update, in the definition, in what runs, or both.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DEVICE_H
#define VMRPC_DRIVERS_DOMAIN_DEVICE_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_device_handlers;

#endif
