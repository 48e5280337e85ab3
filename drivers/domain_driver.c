/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all hypervisor drivers share: see domain_driver.h. This file records changes of state and
 * tells of them; what may be changed when is decided in domain_define.c and domain_life.c.
 *
 * State, reason and id of a domain change here and nowhere else, always together with the event.
 */
#include "drivers/domain_driver.h"

#include <string.h>

#include "base/log.h"
#include "drivers/domain_change.h"
#include "drivers/domain_life.h"
#include "drivers/domain_list.h"
#include "drivers/domain_rename.h"
#include "drivers/domain_stats.h"
#include "drivers/domain_store.h"
#include "drivers/host.h"
#include "drivers/moment_forget.h"
#include "drivers/moment_store.h"

void domain_driver_init(DomainDriver *driver, const DriverOps *ops, const DriverHost *host,
                        const Hypervisor *hypervisor, const char *folder, const char *uri)
{
    *driver = (DomainDriver){.folder = NULL};
    driver_init(&driver->driver, ops, host);
    driver->hypervisor = hypervisor;
    driver->domains = domain_list_new();
    if (host->job_timeout > 0)
        domain_list_set_job_timeout(driver->domains, host->job_timeout * (int64_t) G_USEC_PER_SEC);
    driver->folder = g_strdup(folder);
    driver->uri = g_strdup(uri);
    host_read_once();
}

void domain_driver_clear(DomainDriver *driver)
{
    moment_forget_finish(driver);
    g_clear_pointer(&driver->domains, domain_list_free);
    g_clear_pointer(&driver->folder, g_free);
    g_clear_pointer(&driver->uri, g_free);
}

static bool driver_load_one(DomainDef *def, bool autostart, void *data, GError **err)
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

bool domain_driver_load(DomainDriver *driver, GError **err)
{
    gpointer cursor = NULL;
    Domain *domain;

    if (!domain_rename_recover(driver, err) ||
        !domain_store_load(driver->folder, driver->hypervisor->parse_flags, driver_load_one, driver,
                           err))
        return false;
    moment_forget_recover(driver);
    while ((domain = domain_list_next(driver->domains, &cursor)))
        moment_store_load(driver, domain);
    return true;
}

void domain_driver_co_autostart(DomainDriver *driver)
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
        if (!domain_life_co_start(driver, domain, false, &why))
            log_warning("domain '%s' is not started with the daemon: %s", domain->def->name,
                        why->message);
    }
}

bool domain_driver_busy(const DomainDriver *driver)
{
    gpointer cursor = NULL;
    const Domain *domain;

    while ((domain = domain_list_next(driver->domains, &cursor))) {
        if (domain_is_active(domain))
            return true;
    }
    return false;
}

static void driver_emit_lifecycle(DomainDriver *driver, const Domain *domain, int type, int detail)
{
    event body = {.kind = EVENT_LIFECYCLE};

    if (type < 0)
        return;
    body.event_u.lifecycle.dom = domain_driver_ref(domain);
    body.event_u.lifecycle.happened = type;
    body.event_u.lifecycle.detail = detail;
    domain_driver_emit(driver, &body);
}

void domain_driver_set_state(DomainDriver *driver, Domain *domain, int state, int reason,
                             int event_type, int event_detail)
{
    if (event_type == DOMAIN_EVENT_STARTED && !domain_is_active(domain))
        domain_list_set_id(driver->domains, domain, domain_list_next_id(driver->domains));
    domain->state = state;
    domain->reason = reason;
    driver_emit_lifecycle(driver, domain, event_type, event_detail);
}

void domain_driver_stopped(DomainDriver *driver, Domain *domain, int state, int reason,
                           int event_type, int event_detail)
{
    g_assert(!domain->machine);
    domain_list_set_id(driver->domains, domain, -1);
    if (domain->next_def)
        domain_def_free(
            domain_list_set_def(driver->domains, domain, g_steal_pointer(&domain->next_def)));
    domain->cpu_time_ns = 0;
    domain->sampled_us = 0;
    g_clear_pointer(&domain->stats, domain_stats_free);
    domain_change_forget_all(domain);
    domain_driver_set_state(driver, domain, state, reason, event_type, event_detail);
    if (!domain->persistent && domain->listed) {
        moment_forget_later(driver, domain);
        domain_list_remove(driver->domains, domain);
    }
}

void domain_driver_emit(DomainDriver *driver, const event *body)
{
    const DriverHost *host = driver->driver.host;

    if (host->emit)
        host->emit(host->emit_data, body);
}

bool domain_driver_save_live(DomainDriver *driver, Domain *domain, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    return !hypervisor->save_live || !domain_is_active(domain) ||
           hypervisor->save_live(driver, domain, err);
}

remote_domain domain_driver_ref(const Domain *domain)
{
    remote_domain dom = {.name = domain->def->name, .id = domain->id};

    memcpy(dom.uuid, domain->def->uuid, sizeof dom.uuid);
    return dom;
}
