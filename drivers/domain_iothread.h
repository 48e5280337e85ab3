/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The I/O threads of a domain: which there are, and where they may run. Asks nobody. */
#ifndef VMRPC_DRIVERS_DOMAIN_IOTHREAD_H
#define VMRPC_DRIVERS_DOMAIN_IOTHREAD_H

#include "drivers/domain_driver.h"

bool domain_iothread_get_info(DriverCall *call, const domain_get_iothread_info_args *args,
                              domain_get_iothread_info_ret *ret, GError **err);

#endif
