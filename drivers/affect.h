/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a change concerns: what runs (live), the definition (config), or both, as the flags LIVE,
 * CONFIG and CURRENT of a call say.
 *
 *     if (!affect_resolve(domain, args->flags, &affect, err))
 *         return false;
 *     if (affect.live && !... change the guest, then affect.live, then write the status file)
 *     if (affect.config) {
 *         g_autoptr(DomainDef) changed = domain_def_copy(affect.config);
 *         ...
 *         return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
 *     }
 *
 * The caller holds the domain's job lock, or waits nowhere. Both pointers are the domain's own:
 * after a wait in which the guest may have stopped, resolve again.
 */
#ifndef VMRPC_DRIVERS_AFFECT_H
#define VMRPC_DRIVERS_AFFECT_H

#include "drivers/domain_driver.h"

typedef struct Affect {
    DomainDef *live;   /* NULL: what runs is not concerned */
    DomainDef *config; /* NULL: the definition is not concerned */
} Affect;

/* flags: bits of DOMAIN_AFFECT_LIVE and DOMAIN_AFFECT_CONFIG; neither means what runs if the domain
 * is active and its definition if not. ERR_OPERATION_INVALID for live of what does not run, and for
 * config of a transient domain. */
bool affect_resolve(Domain *domain, unsigned flags, Affect *ret, GError **err);
/* For reads, which can tell of one only: ERR_INVALID_ARG if flags name both. Borrowed. */
DomainDef *affect_resolve_one(Domain *domain, unsigned flags, GError **err);

/* Puts changed, which it takes over also on failure, in the place of the persistent definition: on
 * disk first, then in memory, where what was running before may have ended by then. Name and uuid
 * must be the same. ERR_NO_DOMAIN for a transient domain that has ended meanwhile. */
bool affect_co_replace_config(DomainDriver *driver, Domain *domain, DomainDef *changed,
                              GError **err);
/* For a definition that was changed in place: writes it as it stands in memory. Who gets false has
 * to put back what it changed. */
bool affect_co_save_config(DomainDriver *driver, Domain *domain, GError **err);

#endif
