/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is kept on disk of the domains of a driver: domain_store.h in threads of the worker. Who
 * calls holds the domain's job lock, and whoever waits for it is told what it waits for.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DISK_H
#define VMRPC_DRIVERS_DOMAIN_DISK_H

#include "drivers/domain_driver.h"

/* def as the domain's persistent definition; it is read before the first wait. */
bool domain_disk_co_save(DomainDriver *driver, Domain *domain, const DomainDef *def, GError **err);
bool domain_disk_co_remove(DomainDriver *driver, Domain *domain, GError **err);
bool domain_disk_co_set_autostart(DomainDriver *driver, Domain *domain, bool autostart,
                                  GError **err);
/* Any file of the domain; it is fine if it is not there. */
bool domain_disk_co_remove_file(DomainDriver *driver, Domain *domain, const char *path,
                                GError **err);

#endif
