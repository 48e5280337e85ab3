/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of processors, where they run, NUMA cells as text: the counterpart of
 * domain_parse_vcpu.c. */
#include "conf/domain_format.h"

static void format_list(XmlWriter *xml, const DomainDef *def)
{
    if (!def->vcpu_list)
        return;
    xml_writer_open(xml, "vcpus");
    for (unsigned i = 0; i < def->max_vcpus; i++) {
        const DomainVcpu *vcpu = &g_array_index(def->vcpu_list, DomainVcpu, i);

        xml_writer_open(xml, "vcpu");
        xml_writer_attr_number(xml, "id", i);
        xml_writer_attr(xml, "enabled", vcpu->enabled ? "yes" : "no");
        xml_writer_attr(xml, "hotpluggable", vcpu->hotpluggable ? "yes" : "no");
        if (vcpu->order)
            xml_writer_attr_number(xml, "order", vcpu->order);
        xml_writer_close(xml, "vcpu");
    }
    xml_writer_close(xml, "vcpus");
}

static void format_cpus(XmlWriter *xml, const char *name, const CpuMap *map)
{
    g_autofree char *text = cpu_map_format(map);

    xml_writer_attr(xml, name, text);
}

static void format_pins(XmlWriter *xml, const GArray *pins, const char *name, const char *number)
{
    for (unsigned i = 0; i < pins->len; i++) {
        const CpuPin *pin = &g_array_index(pins, CpuPin, i);

        xml_writer_open(xml, name);
        xml_writer_attr_number(xml, number, pin->number);
        format_cpus(xml, "cpuset", &pin->cpus);
        xml_writer_close(xml, name);
    }
}

static void format_tune(XmlWriter *xml, const DomainDef *def)
{
    if (def->vcpu_pins->len == 0 && !def->emulator_pin && def->iothread_pins->len == 0)
        return;
    xml_writer_open(xml, "cputune");
    format_pins(xml, def->vcpu_pins, "vcpupin", "vcpu");
    if (def->emulator_pin) {
        xml_writer_open(xml, "emulatorpin");
        format_cpus(xml, "cpuset", def->emulator_pin);
        xml_writer_close(xml, "emulatorpin");
    }
    format_pins(xml, def->iothread_pins, "iothreadpin", "iothread");
    xml_writer_close(xml, "cputune");
}

void domain_format_vcpu(XmlWriter *xml, const DomainDef *def)
{
    g_autofree char *text = g_strdup_printf("%u", def->max_vcpus);

    xml_writer_open(xml, "vcpu");
    xml_writer_attr(xml, "placement", def->vcpu_placement);
    xml_writer_attr(xml, "cpuset", def->vcpu_cpuset);
    if (def->vcpus != def->max_vcpus)
        xml_writer_attr_number(xml, "current", def->vcpus);
    xml_writer_text(xml, text);
    xml_writer_close(xml, "vcpu");
    format_list(xml, def);
    domain_format_iothreads(xml, def);
    format_tune(xml, def);
}

static void format_distances(XmlWriter *xml, const DomainNumaCell *cell, unsigned cells)
{
    bool any = false;

    for (unsigned i = 0; i < cells; i++)
        any |= cell->distances[i] > 0;
    if (!any)
        return;
    xml_writer_open(xml, "distances");
    for (unsigned i = 0; i < cells; i++) {
        if (!cell->distances[i])
            continue;
        xml_writer_open(xml, "sibling");
        xml_writer_attr_number(xml, "id", i);
        xml_writer_attr_number(xml, "value", cell->distances[i]);
        xml_writer_close(xml, "sibling");
    }
    xml_writer_close(xml, "distances");
}

void domain_format_numa(XmlWriter *xml, const DomainCpu *cpu)
{
    if (cpu->cells->len == 0)
        return;
    xml_writer_open(xml, "numa");
    for (unsigned i = 0; i < cpu->cells->len; i++) {
        const DomainNumaCell *cell = &g_array_index(cpu->cells, DomainNumaCell, i);

        xml_writer_open(xml, "cell");
        xml_writer_attr_number(xml, "id", i);
        if (cpu_map_end(&cell->cpus) > 0)
            format_cpus(xml, "cpus", &cell->cpus);
        xml_writer_attr_number(xml, "memory", (int64_t) cell->memory_kib);
        xml_writer_attr(xml, "unit", "KiB");
        xml_writer_attr(xml, "memAccess", domain_mem_access_to_string(cell->access));
        format_distances(xml, cell, cpu->cells->len);
        xml_writer_close(xml, "cell");
    }
    xml_writer_close(xml, "numa");
}
