/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of devices from the inside: what plugging in (hotplug.c), taking out (hotplug_detach.c),
 * media (hotplug_medium.c), other changes (hotplug_update.c) and what is late (hotplug_settle.c)
 * need of each other. For these files, and leaving.c.
 *
 * The machine is borrowed and may be gone after each wait, and with it the document that ran and
 * every device in that: whoever goes on looks at machine->gone first. Unless it is said otherwise
 * the caller holds the job lock of the machine's domain.
 */
#ifndef VMRPC_QEMU_HOTPLUG_PRIVATE_H
#define VMRPC_QEMU_HOTPLUG_PRIVATE_H

#include "qemu/hotplug.h"
#include "qemu/late.h"

/* ERR_OPERATION_UNSUPPORTED for what cannot come or go while a guest runs. Looks at the device
 * alone, so it needs no lock. */
bool hotplug_check(const DomainDevice *device, GError **err);
/* What the guest sees of the cable of an interface; the document stays as it is. */
bool hotplug_co_set_link(Machine *machine, const char *alias, DomainLink link, GError **err);
/* The nodes of a disk that no device uses any more, and their descriptors; its images are free for
 * others. disk must not be one of what runs, which may be freed meanwhile. */
void hotplug_co_drop_disk(Machine *machine, const DomainDisk *disk);
/* After the monitor was lost and found: takes over from QEMU which tray is open and which drive is
 * empty, and drops nodes of media that no drive has. */
bool hotplug_co_refresh_media(Machine *machine, GError **err);
/* Writes what is known of the run for a next daemon, as it is now; failure is logged. Waits nowhere
 * and needs no lock. */
void hotplug_save_status(Machine *machine);
/* Finds out in the background, as soon as QEMU answers, what has come of what is late; again
 * meanwhile: nothing. Needs no lock: the background takes it, and has a reference of its own. */
void hotplug_settle(Machine *machine);

#endif
