/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The I/O threads of a domain: which there are, and where they may run. Asks nobody. */
#ifndef VMRPC_DRIVERS_DOMAIN_IOTHREAD_H
#define VMRPC_DRIVERS_DOMAIN_IOTHREAD_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_iothread_handlers;

#endif
