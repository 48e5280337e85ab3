/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Managed saves: files of saved domains that belong to the daemon, one for each domain at most,
 * from which its next start goes on. They are called by uuid, so that a domain can be renamed.
 *
 * domain->managed_save says whether there is one. The file goes when its guest runs again, and by
 * no error before that.
 */
#ifndef VMRPC_QEMU_MANAGED_SAVE_H
#define VMRPC_QEMU_MANAGED_SAVE_H

#include "qemu/machine.h"

/* To be freed. */
char *managed_save_path(const QemuDriver *driver, const Domain *domain);

/* At the daemon's start: which domains have one, and what is left of saves that were cut short. */
bool managed_save_load(QemuDriver *driver, GError **err);
/* A save to this path has been finished; it need not be a managed one. */
void managed_save_note(QemuDriver *driver, Domain *domain, const char *path);

/* Hypervisor.co_start_saved and .co_forget_saved. */
bool managed_save_co_start(DomainDriver *driver, Domain *domain, bool paused, GError **err);
bool managed_save_co_forget(DomainDriver *driver, Domain *domain, GError **err);

/* The guest runs: the file it came from (machine->consumed), if any, goes. */
void managed_save_co_consume(Machine *machine);
/* The same for one that has ended without its having been known to run; blocks. */
void managed_save_drop(Machine *machine);

extern const RemoteHandlers managed_save_handlers;

#endif
