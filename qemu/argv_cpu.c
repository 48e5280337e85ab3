/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processors and memory on the command line, and the NUMA cells that both belong to. Processors
 * that may be unplugged are not on it: they are plugged in before the guest runs (qemu/vcpus.h).
 */
#include "qemu/argv_private.h"

#include <string.h>

static void argv_cpu_features(const DomainCpu *cpu, GString *text)
{
    for (unsigned i = 0; i < cpu->features->len; i++) {
        const DomainCpuFeature *feature = &g_array_index(cpu->features, DomainCpuFeature, i);
        bool on = feature->policy != DOMAIN_CPU_POLICY_DISABLE &&
                  feature->policy != DOMAIN_CPU_POLICY_FORBID;

        g_string_append_printf(text, ",%s=%s", feature->name, on ? "on" : "off");
    }
}

/* Those that are properties of the CPU by another name than that of the document. */
static void argv_cpu_hyperv_feature(const DomainHyperv *hyperv, DomainHypervFeature feature,
                                    GString *text)
{
    bool on = hyperv->states[feature] == TRISTATE_ON;

    if (feature == DOMAIN_HYPERV_SPINLOCKS) {
        if (on)
            g_string_append_printf(text, ",hv-spinlocks=%u", hyperv->retries);
    } else if (feature == DOMAIN_HYPERV_VENDOR_ID) {
        if (on)
            g_string_append_printf(text, ",hv-vendor-id=%s", hyperv->vendor_id);
    } else if (hyperv->states[feature]) {
        g_string_append_printf(text, ",hv-%s=%s", domain_hyperv_feature_to_string(feature),
                               on ? "on" : "off");
    }
}

/* Emulation has none of them. */
static void argv_cpu_hyperv(const DomainDef *def, GString *text)
{
    if (def->type != DOMAIN_TYPE_KVM)
        return;
    for (unsigned i = 0; i < DOMAIN_HYPERV_LAST; i++)
        argv_cpu_hyperv_feature(&def->hyperv, i, text);
}

/* Timers that are properties of the CPU. */
static void argv_cpu_timers(const DomainDef *def, GString *text)
{
    for (unsigned i = 0; i < def->clock.n_timers; i++) {
        const DomainTimer *timer = &def->clock.timers[i];
        const char *feature = timer->name == DOMAIN_TIMER_KVMCLOCK ? "kvmclock"
                              : timer->name == DOMAIN_TIMER_TSC    ? "tsc"
                                                                   : NULL;

        if (timer->name == DOMAIN_TIMER_HYPERVCLOCK && def->type == DOMAIN_TYPE_KVM)
            feature = "hv-time";

        if (feature && timer->present)
            g_string_append_printf(text, ",%s=%s", feature, tristate_on_to_string(timer->present));
    }
}

/* Without a model, QEMU's own default (qemu64), named only if something is said about it. */
void argv_cpu(Argv *argv)
{
    const DomainDef *def = argv->def;
    const DomainCpu *cpu = def->cpu;
    const char *model = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    if (cpu && cpu->has_mode) {
        if (cpu->mode == DOMAIN_CPU_CUSTOM)
            model = cpu->model;
        else if (cpu->mode == DOMAIN_CPU_MAXIMUM || def->type != DOMAIN_TYPE_KVM)
            model = "max";
        else
            model = "host";
        if (cpu->migratable)
            g_string_append_printf(text, ",migratable=%s", tristate_on_to_string(cpu->migratable));
    }
    if (cpu)
        argv_cpu_features(cpu, text);
    argv_cpu_hyperv(def, text);
    argv_cpu_timers(def, text);
    if (model || text->len > 0)
        argv_addf(argv, "-cpu", "%s%s", model ? model : "qemu64", text->str);
}

void argv_smp(Argv *argv)
{
    const DomainDef *def = argv->def;
    const DomainCpu *cpu = def->cpu;
    unsigned number = domain_vcpus_at_boot(def);

    if (cpu && cpu->sockets)
        argv_addf(argv, "-smp", "%u,maxcpus=%u,sockets=%u,dies=%u,cores=%u,threads=%u", number,
                  def->max_vcpus, cpu->sockets, MAX(cpu->dies, 1), cpu->cores, cpu->threads);
    else
        argv_addf(argv, "-smp", "%u,maxcpus=%u,sockets=%u,cores=1,threads=1", number,
                  def->max_vcpus, def->max_vcpus);
}

void argv_memory(Argv *argv)
{
    const DomainDef *def = argv->def;
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "size=%" G_GUINT64_FORMAT "k",
                    def->memory_kib - domain_def_dimm_memory(def));
    if (def->max_memory_kib)
        g_string_append_printf(text, ",slots=%u,maxmem=%" G_GUINT64_FORMAT "k", def->memory_slots,
                               def->max_memory_kib);
    argv_add(argv, "-m", text->str);
}

static void argv_cell(Argv *argv, const DomainNumaCell *cell, unsigned number)
{
    g_autofree char *id = g_strdup_printf("ram-node%u", number);
    g_autofree char *list = cpu_map_format(&cell->cpus);
    g_auto(GStrv) parts = g_strsplit(list, ",", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    json_t *object = json_pack("{s:s, s:s, s:I}", "qom-type", "memory-backend-ram", "id", id,
                               "size", (json_int_t) cell->memory_kib * 1024);

    if (cell->access)
        json_object_set_new(object, "share",
                            json_boolean(cell->access == DOMAIN_MEM_ACCESS_SHARED));
    argv_add_json(argv, "-object", object);
    g_string_printf(text, "node,nodeid=%u", number);
    for (unsigned i = 0; parts[i] && *parts[i]; i++)
        g_string_append_printf(text, ",cpus=%s", parts[i]);
    g_string_append_printf(text, ",memdev=%s", id);
    argv_add(argv, "-numa", text->str);
}

void argv_numa(Argv *argv)
{
    const GArray *cells = argv->def->cpu ? argv->def->cpu->cells : NULL;

    for (unsigned i = 0; cells && i < cells->len; i++)
        argv_cell(argv, &g_array_index(cells, DomainNumaCell, i), i);
    for (unsigned i = 0; cells && i < cells->len; i++) {
        const DomainNumaCell *cell = &g_array_index(cells, DomainNumaCell, i);

        for (unsigned other = 0; other < cells->len; other++) {
            if (cell->distances[other])
                argv_addf(argv, "-numa", "dist,src=%u,dst=%u,val=%u", i, other,
                          cell->distances[other]);
        }
    }
}
