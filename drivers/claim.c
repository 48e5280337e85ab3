/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Getting hold of a domain to change it: see claim.h. Decides nothing about what may be changed.
 */
#include "drivers/claim.h"

#include "drivers/domain_find.h"
#include "drivers/domain_list.h"

ClaimedDomain *claim_co_wanted(const DriverCall *call, const remote_domain *wanted, const char *job,
                               GError **err)
{
    g_autoptr(Domain) domain = domain_find(call, wanted, err);

    if (!domain)
        return NULL;
    domain_ref(domain);
    if (!domain_co_begin_job(domain, job, err))
        return NULL;
    return g_steal_pointer(&domain);
}

ClaimedDomain *claim_co_active(const DriverCall *call, const remote_domain *wanted, const char *job,
                               GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, wanted, job, err);

    if (domain && !domain_is_active(domain)) {
        error_set(err, ERR_OPERATION_INVALID, "domain is not running");
        return NULL;
    }
    return g_steal_pointer(&domain);
}

bool claim_co_same(DomainDriver *driver, const DomainDef *def, const char *job,
                   ClaimedDomain **ret_domain, GError **err)
{
    for (;;) {
        Domain *found = domain_list_claimable(driver->domains, def->uuid);
        g_autoptr(Domain) domain = NULL;
        g_autoptr(GError) why = NULL;

        if (!domain_list_check(driver->domains, found, def, err))
            return false;
        if (!found) {
            *ret_domain = NULL;
            return true;
        }
        domain = domain_ref(found);
        if (domain_co_begin_job(domain, job, &why)) {
            *ret_domain = g_steal_pointer(&domain);
            return true;
        }
        if (domain->listed) {
            g_propagate_error(err, g_steal_pointer(&why));
            return false;
        }
        /* It went while we waited for it: look again. */
    }
}

void claim_release(ClaimedDomain *domain)
{
    if (!domain)
        return;
    domain_end_job(domain);
    domain_unref(domain);
}
