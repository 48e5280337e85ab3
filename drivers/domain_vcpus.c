/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many processors a domain has, and which: see domain_vcpus.h. Live first, then the definition:
 * a guest that does not give a processor back leaves the definition as it was.
 */
#include "drivers/domain_vcpus.h"

#include "drivers/affect.h"
#include "drivers/domain_pin.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

#define VCPU_OFFLINE 0
#define VCPU_RUNNING 1
#define AFFECT_FLAGS (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)

/* ---- the running guest ---- */

static bool live_co_set(DomainDriver *driver, Domain *domain, unsigned number, bool enabled,
                        GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    if (hypervisor->co_set_vcpu)
        return hypervisor->co_set_vcpu(driver, domain, number, enabled, err);
    domain_vcpu_set_enabled(domain->def, number, enabled);
    return true;
}

/* Before anything is done: whether that many can go. */
static bool live_check_removal(const DomainDef *def, unsigned number, GError **err)
{
    unsigned removable = 0;

    for (unsigned i = 0; i < def->max_vcpus; i++)
        removable += domain_vcpu_is_enabled(def, i) && domain_vcpu_is_hotpluggable(def, i);
    if (def->vcpus - number <= removable)
        return true;
    return error_set(err, ERR_OPERATION_INVALID,
                     "domain '%s': only %u of its %u CPUs can be unplugged, the others were there "
                     "when it started",
                     def->name, removable, def->vcpus);
}

static bool still_runs(const Domain *domain, GError **err)
{
    return domain_is_active(domain) ||
           error_set(err, ERR_OPERATION_FAILED, "domain '%s' has stopped meanwhile",
                     domain->def->name);
}

static bool live_co_set_number(DomainDriver *driver, Domain *domain, unsigned number, GError **err)
{
    if (number < domain->def->vcpus && !live_check_removal(domain->def, number, err))
        return false;
    for (unsigned i = 0; i < domain->def->max_vcpus && domain->def->vcpus < number; i++) {
        if (!domain_vcpu_is_enabled(domain->def, i) &&
            (!live_co_set(driver, domain, i, true, err) || !still_runs(domain, err)))
            return false;
    }
    for (unsigned i = domain->def->max_vcpus; i-- > 0 && domain->def->vcpus > number;) {
        if (domain_vcpu_is_enabled(domain->def, i) && domain_vcpu_is_hotpluggable(domain->def, i) &&
            (!live_co_set(driver, domain, i, false, err) || !still_runs(domain, err)))
            return false;
    }
    return true;
}

/* ---- the number ---- */

static bool check_number(const DomainDef *def, const char *which, unsigned number, GError **err)
{
    if (!def || number <= def->max_vcpus)
        return true;
    return error_set(err, ERR_INVALID_ARG,
                     "requested vcpus is greater than max allowable vcpus for the %s domain: "
                     "%u > %u",
                     which, number, def->max_vcpus);
}

static bool co_set_maximum(DomainDriver *driver, Domain *domain, const Affect *affect,
                           unsigned number, GError **err)
{
    g_autoptr(DomainDef) changed = NULL;
    const DomainCpu *cpu;

    if (affect->live)
        return error_set(err, ERR_OPERATION_INVALID,
                         "maximum vcpu count of a live domain can't be modified");
    if (number > DOMAIN_VCPUS_MAX)
        return error_set(err, ERR_INVALID_ARG, "a domain has at most %d CPUs", DOMAIN_VCPUS_MAX);
    cpu = affect->config->cpu;
    if (cpu && cpu->sockets && cpu->sockets * cpu->dies * cpu->cores * cpu->threads != number)
        return error_set(err, ERR_INVALID_ARG,
                         "CPU topology doesn't match the desired vcpu count: %u sockets, %u dies, "
                         "%u cores and %u threads are not %u CPUs",
                         cpu->sockets, cpu->dies, cpu->cores, cpu->threads, number);
    changed = domain_def_copy(affect->config);
    domain_vcpus_set_maximum(changed, number);
    return domain_def_check(changed, err) &&
           affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool co_set(DriverCall *call, const remote_domain *dom, unsigned number, unsigned flags,
                   GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, dom, "set vcpus", err);
    g_autoptr(DomainDef) changed = NULL;
    Affect affect;

    if (!domain || !affect_resolve(domain, flags & AFFECT_FLAGS, &affect, err))
        return false;
    if (number == 0)
        return error_set(err, ERR_INVALID_ARG, "a domain needs at least one CPU");
    if (flags & DOMAIN_VCPU_MAXIMUM)
        return co_set_maximum(driver, domain, &affect, number, err);
    if (!check_number(affect.live, "live", number, err) ||
        !check_number(affect.config, "persistent", number, err))
        return false;
    if (affect.config) {
        changed = domain_def_copy(affect.config);
        domain_vcpus_set_number(changed, number, flags & DOMAIN_VCPU_HOTPLUGGABLE);
        if (!domain_def_check(changed, err))
            return false;
    }
    if (affect.live && !live_co_set_number(driver, domain, number, err))
        return false;
    return !changed || affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool domain_vcpus_co_set(DriverCall *call, const domain_set_vcpus_args *args, GError **err)
{
    return co_set(call, &args->dom, args->nvcpus, DOMAIN_AFFECT_LIVE, err);
}

/* The domain, referenced, whose guest is to be asked; there must be somebody to ask. */
static Domain *find_guest(const DriverCall *call, const remote_domain *wanted, unsigned flags,
                          bool agents, GError **err)
{
    Domain *domain = domain_find(call, wanted, err);

    if (!domain)
        return NULL;
    if (flags & DOMAIN_AFFECT_CONFIG)
        error_set(err, ERR_INVALID_ARG, "the guest is asked of what runs, not of the definition");
    else if (!domain_is_active(domain))
        error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    else if (!agents)
        error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                  "QEMU guest agent is not configured: the guest cannot be asked");
    else
        return domain_ref(domain);
    return NULL;
}

static bool co_use_in_guest(DriverCall *call, const domain_set_vcpus_flags_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const Hypervisor *hypervisor = driver->hypervisor;
    g_autoptr(Domain) domain = NULL;

    if (args->flags & (DOMAIN_VCPU_MAXIMUM | DOMAIN_VCPU_HOTPLUGGABLE))
        return error_set(err, ERR_INVALID_ARG, "the guest chooses only which processors it uses");
    domain = find_guest(call, &args->dom, args->flags, hypervisor->co_use_guest_vcpus, err);
    return domain && hypervisor->co_use_guest_vcpus(driver, domain, args->nvcpus, err);
}

static bool co_count_in_guest(DriverCall *call, const domain_get_vcpus_flags_args *args,
                              domain_get_vcpus_flags_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const Hypervisor *hypervisor = driver->hypervisor;
    g_autoptr(Domain) domain =
        find_guest(call, &args->dom, args->flags, hypervisor->co_count_guest_vcpus, err);
    unsigned count;

    if (!domain || !hypervisor->co_count_guest_vcpus(
                       driver, domain, args->flags & DOMAIN_VCPU_MAXIMUM, &count, err))
        return false;
    ret->num = (int) count;
    return true;
}

static bool domain_vcpus_co_set_flags(DriverCall *call, const domain_set_vcpus_flags_args *args,
                                      GError **err)
{
    const unsigned known =
        AFFECT_FLAGS | DOMAIN_VCPU_MAXIMUM | DOMAIN_VCPU_GUEST | DOMAIN_VCPU_HOTPLUGGABLE;

    if (!flags_check(args->flags, known, "domain_set_vcpus_flags", err))
        return false;
    if (args->flags & DOMAIN_VCPU_GUEST)
        return co_use_in_guest(call, args, err);
    if ((args->flags & DOMAIN_VCPU_MAXIMUM) && (args->flags & DOMAIN_VCPU_HOTPLUGGABLE))
        return error_set(err, ERR_INVALID_ARG, "the maximum is neither pluggable nor not");
    return co_set(call, &args->dom, args->nvcpus, args->flags, err);
}

/* ---- single ones ---- */

static bool check_one(const DomainDef *def, unsigned number, bool live, bool enable, GError **err)
{
    if (number >= def->max_vcpus)
        return error_set(err, ERR_INVALID_ARG, "vCPU '%u' is not present in domain: it has %u",
                         number, def->max_vcpus);
    if (number == 0)
        return error_set(err, ERR_INVALID_ARG, "vCPU '0' can't be modified");
    if (live && !enable && domain_vcpu_is_enabled(def, number) &&
        !domain_vcpu_is_hotpluggable(def, number))
        return error_set(err, ERR_OPERATION_INVALID,
                         "vCPU '%u' can't be hotunplugged: it was there when the domain started",
                         number);
    return true;
}

static bool check_map(const DomainDef *def, const CpuMap *map, bool live, bool enable, GError **err)
{
    for (unsigned i = 0; def && i < cpu_map_end(map); i++) {
        if (cpu_map_has(map, i) && !check_one(def, i, live, enable, err))
            return false;
    }
    return true;
}

static DomainDef *change_config(const DomainDef *config, const CpuMap *map, bool enable)
{
    DomainDef *changed = domain_def_copy(config);
    GArray *list = domain_vcpu_list(changed);

    for (unsigned i = 0; i < changed->max_vcpus; i++) {
        if (!cpu_map_has(map, i))
            continue;
        g_array_index(list, DomainVcpu, i).hotpluggable = true;
        domain_vcpu_set_enabled(changed, i, enable);
    }
    return changed;
}

static bool live_co_set_map(DomainDriver *driver, Domain *domain, const CpuMap *map, bool enable,
                            GError **err)
{
    for (unsigned i = 0; i < cpu_map_end(map); i++) {
        if (cpu_map_has(map, i) && domain_vcpu_is_enabled(domain->def, i) != enable &&
            (!live_co_set(driver, domain, i, enable, err) || !still_runs(domain, err)))
            return false;
    }
    return true;
}

static bool domain_vcpus_co_set_one(DriverCall *call, const domain_set_vcpu_args *args,
                                    GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) changed = NULL;
    bool enable = args->state == 1;
    Affect affect;
    CpuMap map;

    if (!flags_check(args->flags, AFFECT_FLAGS, "domain_set_vcpu", err))
        return false;
    if (args->state != 0 && args->state != 1)
        return error_set(err, ERR_INVALID_ARG, "unsupported state value: %d", args->state);
    if (!cpu_map_parse(args->cpumap, &map))
        return error_set(err, ERR_INVALID_ARG, "no vcpus selected for modification by '%s'",
                         args->cpumap);
    domain = claim_co_wanted(call, &args->dom, "set vcpu", err);
    if (!domain || !affect_resolve(domain, args->flags, &affect, err) ||
        !check_map(affect.live, &map, true, enable, err) ||
        !check_map(affect.config, &map, false, enable, err))
        return false;
    if (affect.config) {
        changed = change_config(affect.config, &map, enable);
        if (!domain_def_check(changed, err))
            return false;
    }
    if (affect.live && !live_co_set_map(driver, domain, &map, enable, err))
        return false;
    return !changed || affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

/* ---- reading ---- */

static bool domain_vcpus_co_get_flags(DriverCall *call, const domain_get_vcpus_flags_args *args,
                                      domain_get_vcpus_flags_ret *ret, GError **err)
{
    const unsigned known = AFFECT_FLAGS | DOMAIN_VCPU_MAXIMUM | DOMAIN_VCPU_GUEST;
    Domain *domain;
    const DomainDef *def;

    if (!flags_check(args->flags, known, "domain_get_vcpus_flags", err))
        return false;
    if (args->flags & DOMAIN_VCPU_GUEST)
        return co_count_in_guest(call, args, ret, err);
    domain = domain_find(call, &args->dom, err);
    if (!domain)
        return false;
    def = affect_resolve_one(domain, args->flags & AFFECT_FLAGS, err);
    if (!def)
        return false;
    ret->num = (int) (args->flags & DOMAIN_VCPU_MAXIMUM ? def->max_vcpus : def->vcpus);
    return true;
}

static void fill_vcpu(DomainDriver *driver, Domain *domain, unsigned number, remote_vcpu_info *info)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    *info = (remote_vcpu_info){.number = number, .state = VCPU_RUNNING, .cpu = -1};
    if (hypervisor->vcpu_usage)
        hypervisor->vcpu_usage(driver, domain, number, &info->cpu_time, &info->cpu);
}

static bool domain_vcpus_get(DriverCall *call, const domain_get_vcpus_args *args,
                             domain_get_vcpus_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    Domain *domain = domain_find(call, &args->dom, err);
    unsigned wanted, count = 0, size = (unsigned) MAX(args->maplen, 0);

    if (!domain)
        return false;
    if (!domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID,
                         "cannot retrieve vcpu information for inactive domain");
    wanted = MIN((unsigned) MAX(args->maxinfo, 0), domain->def->vcpus);
    if (size > REMOTE_CPUMAP_MAX || (uint64_t) wanted * size > REMOTE_CPUMAPS_MAX)
        return error_set(err, ERR_INVALID_ARG, "maps of %u bytes for %u CPUs are too large", size,
                         wanted);
    ret->info.info_val = g_new0(remote_vcpu_info, MAX(wanted, 1));
    ret->cpumaps.cpumaps_val = g_malloc0(MAX(wanted * size, 1));
    for (unsigned i = 0; i < domain->def->max_vcpus && count < wanted; i++) {
        CpuMap map;

        if (!domain_vcpu_is_enabled(domain->def, i))
            continue;
        fill_vcpu(driver, domain, i, &ret->info.info_val[count]);
        map = domain_pin_of(domain->def, (int) i);
        cpu_map_to_bytes(&map, ret->cpumaps.cpumaps_val + (size_t) count * size, size);
        count++;
    }
    ret->info.info_len = count;
    ret->cpumaps.cpumaps_len = count * size;
    return true;
}

const RemoteHandlers domain_vcpus_handlers = {
    .domain_set_vcpus = domain_vcpus_co_set,
    .domain_set_vcpus_flags = domain_vcpus_co_set_flags,
    .domain_set_vcpu = domain_vcpus_co_set_one,
    .domain_get_vcpus_flags = domain_vcpus_co_get_flags,
    .domain_get_vcpus = domain_vcpus_get,
};
