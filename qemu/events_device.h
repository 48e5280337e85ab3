/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU's events about single devices, passed on to whoever has subscribed; see events.h. */
#ifndef VMRPC_QEMU_EVENTS_DEVICE_H
#define VMRPC_QEMU_EVENTS_DEVICE_H

#include "qemu/machine.h"

void events_device_handle(Machine *machine, const char *name, json_t *data);

#endif
