/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processors of a guest one by one: see domain_vcpu.h. */
#include "conf/domain_vcpu.h"

#include "conf/domain.h"

ENUM_DEFINE(domain_mem_access, DomainMemAccess, DOMAIN_MEM_ACCESS_LAST, NULL, "shared", "private");

static DomainVcpu *vcpu_at(const DomainDef *def, unsigned number)
{
    return &g_array_index(def->vcpu_list, DomainVcpu, number);
}

bool domain_vcpu_is_enabled(const DomainDef *def, unsigned number)
{
    if (!def->vcpu_list)
        return number < def->vcpus;
    return number < def->vcpu_list->len && vcpu_at(def, number)->enabled;
}

bool domain_vcpu_is_hotpluggable(const DomainDef *def, unsigned number)
{
    return def->vcpu_list && number < def->vcpu_list->len && vcpu_at(def, number)->hotpluggable;
}

unsigned domain_vcpus_at_boot(const DomainDef *def)
{
    unsigned count = 0;

    for (unsigned i = 0; i < def->max_vcpus; i++)
        count += domain_vcpu_is_enabled(def, i) && !domain_vcpu_is_hotpluggable(def, i);
    return count;
}

GArray *domain_vcpu_list(DomainDef *def)
{
    if (def->vcpu_list)
        return def->vcpu_list;
    def->vcpu_list = g_array_sized_new(FALSE, TRUE, sizeof(DomainVcpu), def->max_vcpus);
    g_array_set_size(def->vcpu_list, def->max_vcpus);
    for (unsigned i = 0; i < def->max_vcpus; i++) {
        vcpu_at(def, i)->enabled = i < def->vcpus;
        vcpu_at(def, i)->hotpluggable = i >= def->vcpus;
    }
    return def->vcpu_list;
}

/* Orders are right only until something changes. */
static void forget_orders(DomainDef *def)
{
    for (unsigned i = 0; def->vcpu_list && i < def->vcpu_list->len; i++)
        vcpu_at(def, i)->order = 0;
}

void domain_vcpu_set_enabled(DomainDef *def, unsigned number, bool enabled)
{
    DomainVcpu *vcpu;

    domain_vcpu_list(def);
    vcpu = vcpu_at(def, number);
    if (vcpu->enabled == enabled)
        return;
    vcpu->enabled = enabled;
    if (enabled)
        def->vcpus++;
    else
        def->vcpus--;
    forget_orders(def);
}

void domain_vcpus_set_number(DomainDef *def, unsigned number, bool hotpluggable)
{
    if (!def->vcpu_list && !hotpluggable) {
        def->vcpus = number;
        return;
    }
    domain_vcpu_list(def);
    for (unsigned i = 0; i < def->max_vcpus && def->vcpus < number; i++) {
        if (vcpu_at(def, i)->enabled)
            continue;
        domain_vcpu_set_enabled(def, i, true);
        vcpu_at(def, i)->hotpluggable =
            hotpluggable || (i > 0 && domain_vcpu_is_hotpluggable(def, i - 1));
    }
    for (unsigned i = def->max_vcpus; i-- > 1 && def->vcpus > number;) {
        vcpu_at(def, i)->hotpluggable = true;
        domain_vcpu_set_enabled(def, i, false);
    }
}

void domain_vcpus_set_maximum(DomainDef *def, unsigned number)
{
    if (def->vcpu_list) {
        for (unsigned i = number; i < def->max_vcpus; i++)
            domain_vcpu_set_enabled(def, i, false);
        g_array_set_size(def->vcpu_list, number);
        for (unsigned i = def->max_vcpus; i < number; i++)
            vcpu_at(def, i)->hotpluggable = true;
    }
    def->max_vcpus = number;
    def->vcpus = MIN(def->vcpus, number);
    for (unsigned i = def->vcpu_pins->len; i-- > 0;) {
        if (g_array_index(def->vcpu_pins, CpuPin, i).number >= number)
            g_array_remove_index(def->vcpu_pins, i);
    }
}

const CpuMap *domain_vcpu_pin(const DomainDef *def, unsigned vcpu)
{
    return cpu_pins_find(def->vcpu_pins, vcpu);
}

void domain_vcpu_set_pin(DomainDef *def, unsigned vcpu, const CpuMap *map)
{
    cpu_pins_set(def->vcpu_pins, vcpu, map);
}

static bool check_list(const DomainDef *def, GError **err)
{
    bool behind = false;

    if (!def->vcpu_list)
        return true;
    if (!vcpu_at(def, 0)->enabled || vcpu_at(def, 0)->hotpluggable)
        return error_set(err, ERR_XML, "<vcpus>: CPU 0 must be enabled, and not hotpluggable");
    for (unsigned i = 1; i < def->max_vcpus; i++) {
        const DomainVcpu *vcpu = vcpu_at(def, i);

        if (!vcpu->enabled && !vcpu->hotpluggable)
            return error_set(err, ERR_XML, "<vcpus>: CPU %u is neither enabled nor hotpluggable",
                             i);
        if (behind && !vcpu->hotpluggable)
            return error_set(err, ERR_XML,
                             "<vcpus>: CPU %u is not hotpluggable, but one before it is", i);
        behind = vcpu->hotpluggable;
    }
    return true;
}

static bool check_cells(const DomainDef *def, GError **err)
{
    const GArray *cells = def->cpu ? def->cpu->cells : NULL;
    uint64_t memory = domain_def_dimm_memory(def);
    CpuMap seen = {{0}};

    if (!cells || cells->len == 0)
        return true;
    for (unsigned i = 0; i < cells->len; i++) {
        const DomainNumaCell *cell = &g_array_index(cells, DomainNumaCell, i);

        memory += cell->memory_kib;
        for (unsigned cpu = 0, end = cpu_map_end(&cell->cpus); cpu < end; cpu++) {
            if (!cpu_map_has(&cell->cpus, cpu))
                continue;
            if (cpu >= def->max_vcpus)
                return error_set(err, ERR_XML, "NUMA cell %u: there is no CPU %u", i, cpu);
            if (cpu_map_has(&seen, cpu))
                return error_set(err, ERR_XML, "CPU %u is in two NUMA cells", cpu);
            cpu_map_set(&seen, cpu, true);
        }
        if (cell->distances[i] && cell->distances[i] != DOMAIN_NUMA_DISTANCE_SELF)
            return error_set(err, ERR_XML, "NUMA cell %u: the distance to itself is %u, not %u", i,
                             DOMAIN_NUMA_DISTANCE_SELF, cell->distances[i]);
        for (unsigned other = cells->len; other < DOMAIN_NUMA_CELLS_MAX; other++) {
            if (cell->distances[other])
                return error_set(err, ERR_XML, "NUMA cell %u: there is no cell %u", i, other);
        }
    }
    if (cpu_map_count(&seen) != def->max_vcpus)
        return error_set(err, ERR_XML, "the NUMA cells have %u CPUs, the domain has %u",
                         cpu_map_count(&seen), def->max_vcpus);
    if (memory != def->memory_kib)
        return error_set(err, ERR_XML,
                         "the NUMA cells%s have %" G_GUINT64_FORMAT
                         " KiB of memory together, <memory> says %" G_GUINT64_FORMAT " KiB",
                         def->memories->len ? " and memory devices" : "", memory, def->memory_kib);
    return true;
}

bool domain_vcpus_check(const DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->vcpu_pins->len; i++) {
        unsigned vcpu = g_array_index(def->vcpu_pins, CpuPin, i).number;

        if (vcpu >= def->max_vcpus)
            return error_set(err, ERR_XML, "<vcpupin>: there is no CPU %u, only %u", vcpu,
                             def->max_vcpus);
    }
    return check_list(def, err) && check_cells(def, err);
}
