/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a change concerns: see affect.h. Knows which document is which and how the persistent one is
 * replaced; what is changed in them is the caller's.
 */
#include "drivers/affect.h"

#include "drivers/domain_disk.h"
#include "drivers/domain_list.h"

/* The persistent definition, NULL for a transient domain. */
static DomainDef *affect_config(const Domain *domain)
{
    if (!domain->persistent)
        return NULL;
    return domain->next_def ? domain->next_def : domain->def;
}

bool affect_resolve(Domain *domain, unsigned flags, Affect *ret, GError **err)
{
    bool active = domain_is_active(domain);
    Affect affect = {NULL, NULL};

    if (flags & ~(unsigned) (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG))
        return error_set(err, ERR_INVALID_ARG, "unsupported flags (0x%x): only live and config",
                         flags);
    if (flags == DOMAIN_AFFECT_CURRENT)
        flags = active ? DOMAIN_AFFECT_LIVE : DOMAIN_AFFECT_CONFIG;
    if ((flags & DOMAIN_AFFECT_LIVE) && !active)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    if ((flags & DOMAIN_AFFECT_CONFIG) && !domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID,
                         "transient domain '%s' has no persistent definition", domain->def->name);
    if (flags & DOMAIN_AFFECT_LIVE)
        affect.live = domain->def;
    if (flags & DOMAIN_AFFECT_CONFIG)
        affect.config = affect_config(domain);
    *ret = affect;
    return true;
}

DomainDef *affect_resolve_one(Domain *domain, unsigned flags, GError **err)
{
    Affect affect;

    if (flags == (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)) {
        error_set(err, ERR_INVALID_ARG,
                  "what runs (live) and what is defined (config) differ: "
                  "only one of them can be read");
        return NULL;
    }
    if (!affect_resolve(domain, flags, &affect, err))
        return NULL;
    return affect.live ? affect.live : affect.config;
}

bool affect_co_replace_config(DomainDriver *driver, Domain *domain, DomainDef *changed,
                              GError **err)
{
    g_autoptr(DomainDef) owned = changed;
    DomainDef *old;

    if (!domain_disk_co_save(driver, domain, owned, err))
        return false;
    if (!domain->listed)
        return error_set(err, ERR_NO_DOMAIN, "domain '%s' is gone", owned->name);
    if (domain_is_active(domain)) {
        old = domain->next_def;
        domain->next_def = g_steal_pointer(&owned);
    } else {
        old = domain_list_set_def(driver->domains, domain, g_steal_pointer(&owned));
    }
    domain_def_free(old);
    return true;
}

bool affect_co_save_config(DomainDriver *driver, Domain *domain, GError **err)
{
    return domain_disk_co_save(driver, domain, affect_config(domain), err);
}
