/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions: made, replaced, removed, marked for autostart. The procedures of the
 * domain_life group that start and stop nothing.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DEFINE_H
#define VMRPC_DRIVERS_DOMAIN_DEFINE_H

#include "drivers/domain_driver.h"

/* A client's document, parsed and completed; for define and for create. */
DomainDef *domain_define_parse(DomainDriver *driver, const char *xml, GError **err);

extern const RemoteHandlers domain_define_handlers;

#endif
