/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The drivers of this daemon, by URI. Made once at start; the order of --driver decides which one a
 * connection without a URI gets.
 */
#ifndef VMRPC_DRIVERS_REGISTRY_H
#define VMRPC_DRIVERS_REGISTRY_H

#include "drivers/driver.h"

typedef struct Registry Registry;

Registry *registry_new(void);
void registry_free(Registry *registry); /* frees the drivers as well */

/* Creates the driver and adds it; may wait. */
bool registry_co_add(Registry *registry, const DriverOps *ops, const DriverHost *host,
                     GError **err);
/* The driver that serves uri (NULL or "": the first one). ERR_NO_CONNECT if there is none. */
Driver *registry_find(const Registry *registry, const char *uri, GError **err);
/* The companion that answers this row of the table; NULL: none does. */
Driver *registry_find_companion(const Registry *registry, const DispatchTable *table,
                                const DispatchRow *row);
bool registry_busy(const Registry *registry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Registry, registry_free)

#endif
