/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPU models and their features: what QEMU has, and whether a guest got what its document wants. */
#ifndef VMRPC_QEMU_CPU_CHECK_H
#define VMRPC_QEMU_CPU_CHECK_H

#include "qemu/machine.h"

/* While the guest has not run: ERR_CONFIG_UNSUPPORTED names the feature that is required and cannot
 * be had, or is forbidden and there. */
bool cpu_check_co_start(Machine *machine, GError **err);

/* For Hypervisor. */
char **cpu_check_co_models(DomainDriver *driver, const char *arch, GError **err);

#endif
