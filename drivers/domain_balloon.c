/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How much memory a domain has: see domain_balloon.h. A guest gives memory back when it can, so
 * what it has now (current_memory_kib of what runs) is what the balloon reports, not what was asked
 * for.
 */
#include "drivers/domain_balloon.h"

#include "conf/units.h"
#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/flags.h"

#define AFFECT_FLAGS (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)

static bool co_set_maximum(DomainDriver *driver, Domain *domain, const Affect *affect, uint64_t kib,
                           GError **err)
{
    g_autoptr(DomainDef) changed = NULL;

    if (affect->live)
        return error_set(err, ERR_OPERATION_INVALID,
                         "cannot resize the maximum memory on an active domain");
    if (affect->config->cpu && affect->config->cpu->cells->len > 0)
        return error_set(err, ERR_OPERATION_INVALID,
                         "initial memory size of a domain with NUMA nodes cannot be modified with "
                         "this API: its cells say it");
    changed = domain_def_copy(affect->config);
    changed->memory_kib = kib;
    changed->current_memory_kib = MIN(changed->current_memory_kib, kib);
    return domain_def_check(changed, err) &&
           affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool check_size(const DomainDef *def, uint64_t kib, GError **err)
{
    if (!def || kib <= def->memory_kib)
        return true;
    return error_set(err, ERR_INVALID_ARG,
                     "cannot set memory higher than max memory: %" G_GUINT64_FORMAT
                     " KiB of %" G_GUINT64_FORMAT " KiB",
                     kib, def->memory_kib);
}

static bool live_co_set(DomainDriver *driver, Domain *domain, uint64_t kib, GError **err)
{
    if (driver->hypervisor->co_set_memory)
        return driver->hypervisor->co_set_memory(driver, domain, kib, err);
    domain->def->current_memory_kib = kib;
    return true;
}

static bool co_set(DriverCall *call, const remote_domain *dom, uint64_t kib, unsigned flags,
                   GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) changed = NULL;
    Affect affect;

    if (!flags_check(flags, AFFECT_FLAGS | DOMAIN_MEMORY_MAXIMUM, "domain_set_memory_flags", err))
        return false;
    if (kib == 0 || kib > UNITS_KIB_MAX)
        return error_set(err, ERR_INVALID_ARG, "%" G_GUINT64_FORMAT " KiB is no size of a guest",
                         kib);
    domain = claim_co_wanted(call, dom, "set memory", err);
    if (!domain || !affect_resolve(domain, flags & AFFECT_FLAGS, &affect, err))
        return false;
    if (flags & DOMAIN_MEMORY_MAXIMUM)
        return co_set_maximum(driver, domain, &affect, kib, err);
    if (!check_size(affect.live, kib, err) || !check_size(affect.config, kib, err) ||
        (affect.live && !live_co_set(driver, domain, kib, err)))
        return false;
    if (!affect.config)
        return true;
    if (!affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err))
        return false;
    changed = domain_def_copy(affect.config);
    changed->current_memory_kib = kib;
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool domain_balloon_co_set(DriverCall *call, const domain_set_memory_args *args,
                                  GError **err)
{
    return co_set(call, &args->dom, args->memory, DOMAIN_AFFECT_LIVE, err);
}

static bool domain_balloon_co_set_flags(DriverCall *call, const domain_set_memory_flags_args *args,
                                        GError **err)
{
    return co_set(call, &args->dom, args->memory, args->flags, err);
}

static bool domain_balloon_co_set_maximum(DriverCall *call, const domain_set_max_memory_args *args,
                                          GError **err)
{
    return co_set(call, &args->dom, args->memory, DOMAIN_MEMORY_MAXIMUM, err);
}

static bool check_balloon(const DomainDef *def, GError **err)
{
    if (!def || (def->memballoon && def->memballoon->model == DOMAIN_MEMBALLOON_VIRTIO))
        return true;
    return error_set(err, ERR_OPERATION_INVALID,
                     "Memory balloon model must be virtio to set the collection period");
}

static bool live_co_set_period(DomainDriver *driver, Domain *domain, unsigned seconds, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    if (hypervisor->co_set_stats_period &&
        !hypervisor->co_set_stats_period(driver, domain, seconds, err))
        return false;
    domain->def->memballoon->stats_period = seconds;
    return domain_driver_save_live(driver, domain, err);
}

static bool domain_balloon_co_set_period(DriverCall *call,
                                         const domain_set_memory_stats_period_args *args,
                                         GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) changed = NULL;
    Affect affect;

    if (!flags_check(args->flags, AFFECT_FLAGS, "domain_set_memory_stats_period", err))
        return false;
    if (args->period < 0)
        return error_set(err, ERR_INVALID_ARG, "a period of %d seconds is not possible",
                         args->period);
    domain = claim_co_wanted(call, &args->dom, "set memory period", err);
    if (!domain || !affect_resolve(domain, args->flags, &affect, err) ||
        !check_balloon(affect.live, err) || !check_balloon(affect.config, err) ||
        (affect.live && !live_co_set_period(driver, domain, (unsigned) args->period, err)))
        return false;
    if (!affect.config)
        return true;
    if (!affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err))
        return false;
    changed = domain_def_copy(affect.config);
    changed->memballoon->stats_period = (unsigned) args->period;
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

const RemoteHandlers domain_balloon_handlers = {
    .domain_set_memory = domain_balloon_co_set,
    .domain_set_memory_flags = domain_balloon_co_set_flags,
    .domain_set_max_memory = domain_balloon_co_set_maximum,
    .domain_set_memory_stats_period = domain_balloon_co_set_period,
};
