/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting a machine: from a definition to a guest that runs, or to the reason why not, in QEMU's
 * own words. When it fails nothing is left: no process, no file, no socket.
 */
#ifndef VMRPC_QEMU_START_H
#define VMRPC_QEMU_START_H

#include "qemu/machine.h"

bool start_co_domain(DomainDriver *driver, Domain *domain, bool paused, GError **err);

#endif
