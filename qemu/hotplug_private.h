/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What qemu/hotplug*.c share. */
#ifndef VMRPC_QEMU_HOTPLUG_PRIVATE_H
#define VMRPC_QEMU_HOTPLUG_PRIVATE_H

#include "qemu/hotplug.h"
#include "qemu/late.h"

/* ERR_OPERATION_UNSUPPORTED for what cannot come or go while a guest runs. */
bool hotplug_check(const DomainDevice *device, GError **err);
bool hotplug_co_set_link(Machine *machine, const char *alias, bool up, GError **err);
/* The nodes of a disk that no device uses any more, and their descriptors; its images are free for
 * others. disk must not be one of what runs, which may be freed meanwhile. */
void hotplug_co_drop_disk(Machine *machine, const DomainDisk *disk);
bool hotplug_co_refresh_media(Machine *machine, GError **err);
/* Failure is logged. */
void hotplug_save_status(Machine *machine);
/* Finds out in the background, as soon as QEMU answers, what has come of what is late. */
void hotplug_settle(Machine *machine);

#endif
