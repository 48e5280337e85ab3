/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Late: what QEMU was told, and has not answered in time, it may still do. It does one thing after
 * the other: who is answered later knows that all before has been done, or refused.
 */
#ifndef VMRPC_QEMU_LATE_H
#define VMRPC_QEMU_LATE_H

#include "qemu/machine.h"

/* Whether a command has failed only for that; false: it has been refused, or QEMU has gone. */
bool late_is(const Machine *machine, const GError *why);
/* Returns when QEMU answers again; false: it has gone, or is not ours any more. */
bool late_co_await(Machine *machine);

#endif
