/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices of a running guest: plugged in, changed, taken out.
 *
 * A device stands in domain->def, and in the status file, from before QEMU is asked to add it until
 * after QEMU has let go of it and of all that it was made of. So a daemon that finds one there
 * which QEMU does not have knows that it never came, or has gone: hotplug_co_refresh(). What the
 * guest lets go of after everybody has stopped waiting for it is cleaned up by the event.
 */
#ifndef VMRPC_QEMU_HOTPLUG_H
#define VMRPC_QEMU_HOTPLUG_H

#include "qemu/machine.h"

/* How long a call waits for the guest to let go of a device. */
#define HOTPLUG_DETACH_US (5 * G_USEC_PER_SEC)
/* The same for a tray. */
#define HOTPLUG_TRAY_US (3 * G_USEC_PER_SEC)

/* For the Hypervisor; see there. */
bool hotplug_co_attach(DomainDriver *driver, Domain *domain, DomainDevice device, GError **err);
bool hotplug_co_detach(DomainDriver *driver, Domain *domain, const char *alias, GError **err);
bool hotplug_co_await_detached(DomainDriver *driver, Domain *domain, const char *alias,
                               GError **err);
bool hotplug_co_update(DomainDriver *driver, Domain *domain, const DomainDevice *found,
                       const DomainDevice *wanted, bool force, GError **err);

/* Changes the medium of a cdrom or floppy drive, NULL: takes it out. The medium stays the caller's.
 * ERR_OPERATION_FAILED if the guest has locked the tray, unless it is opened by force. */
bool hotplug_co_change_medium(Machine *machine, DomainDisk *disk, const DomainImage *medium,
                              bool force, GError **err);

/* Events of QEMU's: a device is gone, which is taken note of once nobody has the job lock; the
 * guest keeps it. */
void hotplug_device_deleted(Machine *machine, const char *alias);
void hotplug_unplug_refused(Machine *machine, const char *alias);

/* After the monitor was lost and found: what happened to devices meanwhile. Takes the job lock. */
bool hotplug_co_refresh(Machine *machine, GError **err);
/* After that: ends in the background what a daemon before has left half done. */
void hotplug_settle_found(Machine *machine);

#endif
