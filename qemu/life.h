/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of a running machine, as the driver contract (Hypervisor) wants them. Starting is in
 * start.h. Each command is followed by the event that QEMU sends for it, so state changes are
 * recorded by events.c; these functions ask, and wait until it has happened.
 */
#ifndef VMRPC_QEMU_LIFE_H
#define VMRPC_QEMU_LIFE_H

#include "qemu/machine.h"

bool life_co_shutdown(DomainDriver *driver, Domain *domain, unsigned flags, GError **err);
bool life_co_reboot(DomainDriver *driver, Domain *domain, unsigned flags, GError **err);
/* Hypervisor.co_ask_guest */
bool life_co_ask_guest(DomainDriver *driver, Domain *domain, DomainGuestEnd end, GError **err);
bool life_co_reset(DomainDriver *driver, Domain *domain, GError **err);
bool life_co_suspend(DomainDriver *driver, Domain *domain, GError **err);
bool life_co_resume(DomainDriver *driver, Domain *domain, GError **err);
/* Hypervisor.co_set_reboot_action */
bool life_co_set_reboot_action(DomainDriver *driver, Domain *domain, DomainAction action,
                               GError **err);
bool life_co_destroy(DomainDriver *driver, Domain *domain, bool graceful, GError **err);

/* Resets a machine that QEMU has stopped (after power-off or panic) and lets it run again; starts a
 * coroutine for it. */
void life_restart(Machine *machine);

#endif
