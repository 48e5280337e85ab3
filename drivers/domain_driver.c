/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all hypervisor drivers share: see domain_driver.h. This file records changes of state and
 * tells of them; what may be changed when is decided in domain_define.c and domain_life.c.
 *
 * State, reason and id of a domain change here and nowhere else, always together with the event.
 */
#include "drivers/domain_driver.h"

#include <string.h>

#include "drivers/domain_change.h"
#include "drivers/domain_list.h"
#include "drivers/domain_stats.h"
#include "drivers/host.h"
#include "drivers/moment_forget.h"

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
        host->emit(host->emit_data, &driver->driver, body);
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
