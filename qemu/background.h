/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Coroutines that no client waits for (starting what is marked for autostart, reconnecting, a
 * restart after a power-off), counted so that the driver is not freed under them.
 */
#ifndef VMRPC_QEMU_BACKGROUND_H
#define VMRPC_QEMU_BACKGROUND_H

#include "qemu/machine.h"

void background_start(QemuDriver *driver, CoroutineFunc func, void *data);
/* Runs the loop until all of them have ended; their machines must have been detached, which ends
 * their waits. */
void background_finish(QemuDriver *driver);

#endif
