/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Aliases of devices. An alias is QEMU's id of the device; one that begins with ua- is the user's
 * own and stays.
 */
#ifndef VMRPC_QEMU_DEVICE_ALIAS_H
#define VMRPC_QEMU_DEVICE_ALIAS_H

#include "conf/domain_device.h"

/* Of a guest that is to start: what has been named before is named anew. */
void device_alias_set_all(DomainDef *def);
/* Of one device that is to be plugged in: an alias that no other has. */
void device_alias_set(const DomainDef *def, const DomainDevice *device);

#endif
