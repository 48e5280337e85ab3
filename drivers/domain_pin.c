/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the processors of a guest, and the emulator's other threads, run on the host: see
 * domain_pin.h. What is not pinned follows <vcpu cpuset=>, or may run anywhere.
 */
#include "drivers/domain_pin.h"

#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/node_load.h"

#define AFFECT_FLAGS (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)
#define EMULATOR (-1)

/* own NULL: it has none. */
static CpuMap pin_or_default(const DomainDef *def, const CpuMap *own)
{
    CpuMap map;

    if (own)
        return *own;
    if (def->vcpu_cpuset && cpu_map_parse(def->vcpu_cpuset, &map))
        return map;
    return cpu_map_first(node_count_cpus(""));
}

CpuMap domain_pin_of(const DomainDef *def, int vcpu)
{
    return pin_or_default(def,
                          vcpu >= 0 ? domain_vcpu_pin(def, (unsigned) vcpu) : def->emulator_pin);
}

CpuMap domain_pin_of_iothread(const DomainDef *def, unsigned id)
{
    return pin_or_default(def, cpu_pins_find(def->iothread_pins, id));
}

static void set_pin(DomainDef *def, int vcpu, const CpuMap *map)
{
    if (vcpu >= 0) {
        domain_vcpu_set_pin(def, (unsigned) vcpu, map);
        return;
    }
    g_free(def->emulator_pin);
    def->emulator_pin = g_memdup2(map, sizeof *map);
}

static bool check_vcpu(const DomainDef *def, const char *which, int vcpu, GError **err)
{
    if (!def || vcpu < 0 || (unsigned) vcpu < def->max_vcpus)
        return true;
    return error_set(err, ERR_INVALID_ARG, "vcpu %d is out of range of %s cpu count %u", vcpu,
                     which, def->max_vcpus);
}

static bool live_co_pin(DomainDriver *driver, Domain *domain, int vcpu, const CpuMap *map,
                        GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;
    bool there = vcpu < 0 || domain_vcpu_is_enabled(domain->def, (unsigned) vcpu);

    if (there && hypervisor->pin && !hypervisor->pin(driver, domain, vcpu, map, err))
        return false;
    set_pin(domain->def, vcpu, map);
    return domain_driver_save_live(driver, domain, err);
}

static bool co_pin(DriverCall *call, const remote_domain *dom, int vcpu, const void *bytes,
                   size_t size, unsigned flags, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) changed = NULL;
    Affect affect;
    CpuMap map;

    if (!flags_check(flags, AFFECT_FLAGS, "domain_pin", err))
        return false;
    if (!cpu_map_from_bytes(bytes, size, &map))
        return error_set(err, ERR_INVALID_ARG, "Empty cpu list for pinning");
    domain = claim_co_wanted(call, dom, "pin", err);
    if (!domain || !affect_resolve(domain, flags, &affect, err) ||
        !check_vcpu(affect.live, "live", vcpu, err) ||
        !check_vcpu(affect.config, "persistent", vcpu, err))
        return false;
    if (affect.live && !live_co_pin(driver, domain, vcpu, &map, err))
        return false;
    if (!affect.config)
        return true;
    changed = domain_def_copy(affect.config);
    set_pin(changed, vcpu, &map);
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool domain_pin_co_vcpu(DriverCall *call, const domain_pin_vcpu_args *args, GError **err)
{
    return co_pin(call, &args->dom, (int) MIN(args->vcpu, G_MAXINT), args->cpumap.cpumap_val,
                  args->cpumap.cpumap_len, DOMAIN_AFFECT_LIVE, err);
}

static bool domain_pin_co_vcpu_flags(DriverCall *call, const domain_pin_vcpu_flags_args *args,
                                     GError **err)
{
    return co_pin(call, &args->dom, (int) MIN(args->vcpu, G_MAXINT), args->cpumap.cpumap_val,
                  args->cpumap.cpumap_len, args->flags, err);
}

static bool domain_pin_co_emulator(DriverCall *call, const domain_pin_emulator_args *args,
                                   GError **err)
{
    return co_pin(call, &args->dom, EMULATOR, args->cpumap.cpumap_val, args->cpumap.cpumap_len,
                  args->flags, err);
}

/* The document that a read means, and that maps of this size can be told. */
static const DomainDef *find_def(DriverCall *call, const remote_domain *dom, unsigned flags,
                                 int maps, int size, GError **err)
{
    Domain *domain;

    if (!flags_check(flags, AFFECT_FLAGS, "domain_get_pin_info", err))
        return NULL;
    if (maps < 0 || size < 0 || size > REMOTE_CPUMAP_MAX ||
        (int64_t) maps * size > REMOTE_CPUMAPS_MAX) {
        error_set(err, ERR_INVALID_ARG, "%d maps of %d bytes are not possible", maps, size);
        return NULL;
    }
    domain = domain_find(call, dom, err);
    return domain ? affect_resolve_one(domain, flags, err) : NULL;
}

static bool domain_pin_get_vcpus(DriverCall *call, const domain_get_vcpu_pin_info_args *args,
                                 domain_get_vcpu_pin_info_ret *ret, GError **err)
{
    const DomainDef *def = find_def(call, &args->dom, args->flags, args->maps, args->maplen, err);
    size_t size = (size_t) args->maplen;
    unsigned count;

    if (!def)
        return false;
    count = MIN((unsigned) args->maps, def->max_vcpus);
    ret->cpumaps.cpumaps_val = g_malloc0(MAX(count * size, 1));
    ret->cpumaps.cpumaps_len = (u_int) (count * size);
    for (unsigned i = 0; i < count; i++) {
        CpuMap map = domain_pin_of(def, (int) i);

        cpu_map_to_bytes(&map, ret->cpumaps.cpumaps_val + i * size, size);
    }
    ret->num = (int) count;
    return true;
}

static bool domain_pin_get_emulator(DriverCall *call, const domain_get_emulator_pin_info_args *args,
                                    domain_get_emulator_pin_info_ret *ret, GError **err)
{
    const DomainDef *def = find_def(call, &args->dom, args->flags, 1, args->maplen, err);
    CpuMap map;

    if (!def)
        return false;
    map = domain_pin_of(def, EMULATOR);
    ret->cpumaps.cpumaps_val = g_malloc0(MAX((size_t) args->maplen, 1));
    ret->cpumaps.cpumaps_len = (u_int) args->maplen;
    cpu_map_to_bytes(&map, ret->cpumaps.cpumaps_val, (size_t) args->maplen);
    ret->result = 1;
    return true;
}

const RemoteHandlers domain_pin_handlers = {
    .domain_pin_vcpu = domain_pin_co_vcpu,
    .domain_pin_vcpu_flags = domain_pin_co_vcpu_flags,
    .domain_get_vcpu_pin_info = domain_pin_get_vcpus,
    .domain_pin_emulator = domain_pin_co_emulator,
    .domain_get_emulator_pin_info = domain_pin_get_emulator,
};
