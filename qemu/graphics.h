/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connections to a guest's VNC server that are handed out as descriptors, so that nobody has to
 * listen anywhere.
 */
#ifndef VMRPC_QEMU_GRAPHICS_H
#define VMRPC_QEMU_GRAPHICS_H

#include "qemu/machine.h"

/* Hypervisor.co_open_graphics */
int graphics_co_open(DomainDriver *driver, Domain *domain, unsigned index, bool skip_auth,
                     GError **err);

#endif
