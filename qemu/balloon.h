/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory balloon of a running guest: operations of Hypervisor, and what a start sets. */
#ifndef VMRPC_QEMU_BALLOON_H
#define VMRPC_QEMU_BALLOON_H

#include "qemu/machine.h"

bool balloon_co_start(Machine *machine, GError **err);
bool balloon_co_set(DomainDriver *driver, Domain *domain, uint64_t kib, GError **err);
bool balloon_co_set_period(DomainDriver *driver, Domain *domain, unsigned seconds, GError **err);

#endif
