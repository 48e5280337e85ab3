/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The I/O threads of a running guest: which thread of QEMU each is, and where it runs on the host.
 */
#ifndef VMRPC_QEMU_IOTHREADS_H
#define VMRPC_QEMU_IOTHREADS_H

#include "qemu/machine.h"

/* Learns what there is. */
bool iothreads_co_refresh(Machine *machine, GError **err);
/* The same before the guest runs, and has them run where the document says. */
bool iothreads_co_start(Machine *machine, GError **err);
/* Has them run there again. */
bool iothreads_bind(const Machine *machine, GError **err);

#endif
