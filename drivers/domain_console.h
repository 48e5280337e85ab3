/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Consoles and screens of running domains, as streams. Opening takes no job lock, so it never waits
 * for another change of the domain; only a screenshot waits, for the guest's hypervisor.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_CONSOLE_H
#define VMRPC_DRIVERS_DOMAIN_CONSOLE_H

#include "drivers/domain_driver.h"

bool domain_console_open(DriverCall *call, const domain_open_console_args *args, GError **err);
bool domain_console_co_screenshot(DriverCall *call, const domain_screenshot_args *args,
                                  domain_screenshot_ret *ret, GError **err);
bool domain_console_co_open_graphics(DriverCall *call, const domain_open_graphics_fd_args *args,
                                     GError **err);

/* For hypervisors: the serial port or console that a client means by an alias ("serial0", also
 * "console0" for the console that mirrors it) or by the path of its terminal; NULL: the first
 * console or, without any, the first port. Borrowed. ERR_INTERNAL, as libvirt has it, if there is
 * none. */
const DomainChardev *domain_console_device(const DomainDef *def, const char *wanted, GError **err);

#endif
