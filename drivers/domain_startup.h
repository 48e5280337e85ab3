/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a daemon begins with: the domains that are on disk, and those of them that are to run from
 * the beginning. A driver does both once, in this order, the second when it can start domains.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_STARTUP_H
#define VMRPC_DRIVERS_DOMAIN_STARTUP_H

#include "drivers/domain_driver.h"

/* Reads all persistent definitions, autostart marks and snapshots, after an earlier daemon's
 * renaming or forgetting has been brought to its end; a file that does not parse is logged with its
 * name and left alone. Domains already listed (found running) get their definition attached: call
 * it after those have been added. Emits nothing. */
bool domain_startup_load(DomainDriver *driver, GError **err);
/* Starts what is marked for autostart and does not run, one after the other; failures are logged.
 */
void domain_startup_co_autostart(DomainDriver *driver);

#endif
