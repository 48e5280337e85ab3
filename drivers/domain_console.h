/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Consoles and screens of running domains, as streams. Opening takes no job lock, so it never waits
 * for another change of the domain; only a screenshot waits, for the guest's hypervisor.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_CONSOLE_H
#define VMRPC_DRIVERS_DOMAIN_CONSOLE_H

#include "drivers/domain_driver.h"

/* For hypervisors: the serial port or console that a client means by an alias ("serial0", also
 * "console0" for the console that mirrors it) or by the path of its terminal; NULL: the first
 * console or, without any, the first port. Borrowed. ERR_INTERNAL, as libvirt has it, if there is
 * none. */
const DomainChardev *domain_console_device(const DomainDef *def, const char *wanted, GError **err);

extern const RemoteHandlers domain_console_handlers;

#endif
