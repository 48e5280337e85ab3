/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What reaches a running guest from outside besides its power button: keys, a non-maskable
 * interrupt, the signal that wakes it.
 */
#ifndef VMRPC_QEMU_GUEST_INPUT_H
#define VMRPC_QEMU_GUEST_INPUT_H

#include "drivers/driver.h"

extern const RemoteHandlers guest_input_handlers;

#endif
