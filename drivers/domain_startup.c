/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a daemon begins with: see domain_startup.h. */
#include "drivers/domain_startup.h"

#include "base/log.h"
#include "drivers/domain_life.h"
#include "drivers/domain_list.h"
#include "drivers/domain_rename.h"
#include "drivers/domain_store.h"
#include "drivers/moment_forget.h"
#include "drivers/moment_store.h"

static bool startup_add(DomainDef *def, bool autostart, void *data, GError **err)
{
    DomainDriver *driver = data;
    g_autoptr(DomainDef) owned = def;
    Domain *domain = domain_list_by_uuid(driver->domains, def->uuid);

    if (domain && (!domain_is_active(domain) || domain->next_def))
        return error_set(err, ERR_DOM_EXIST, "its uuid is that of '%s'", domain->def->name);
    if (!domain_list_check(driver->domains, domain, def, err))
        return false;
    if (domain)
        domain->next_def = g_steal_pointer(&owned);
    else
        domain = domain_list_add(driver->domains, g_steal_pointer(&owned), err);
    if (!domain)
        return false;
    domain->persistent = true;
    domain->autostart = autostart;
    return true;
}

bool domain_startup_load(DomainDriver *driver, GError **err)
{
    gpointer cursor = NULL;
    Domain *domain;

    if (!domain_rename_recover(driver, err) ||
        !domain_store_load(driver->folder, driver->hypervisor->parse_flags, startup_add, driver,
                           err))
        return false;
    moment_forget_recover(driver);
    while ((domain = domain_list_next(driver->domains, &cursor)))
        moment_store_load(driver, domain);
    return true;
}

void domain_startup_co_autostart(DomainDriver *driver)
{
    g_autoptr(GPtrArray) marked = g_ptr_array_new_with_free_func((GDestroyNotify) domain_unref);
    gpointer cursor = NULL;
    Domain *domain;

    while ((domain = domain_list_next(driver->domains, &cursor))) {
        if (domain->autostart && !domain_is_active(domain))
            g_ptr_array_add(marked, domain_ref(domain));
    }
    for (unsigned i = 0; i < marked->len; i++) {
        g_autoptr(GError) why = NULL;

        domain = marked->pdata[i];
        if (!domain_life_co_start(driver, domain, &why))
            log_warning("domain '%s' is not started with the daemon: %s", domain->def->name,
                        why->message);
    }
}
