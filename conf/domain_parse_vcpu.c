/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many processors a guest has, which of them are there, where they run and to which NUMA cells
 * they belong: <vcpu>, <vcpus>, <cputune> and <numa>.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

/* What is read, and the CPUs that have been told of. */
typedef struct {
    DomainDef *def;
    CpuMap seen;
} VcpuReading;
G_STATIC_ASSERT(DOMAIN_VCPUS_MAX <= CPU_MAP_MAX);

static bool is_first(xmlNode *node, VcpuReading *reading, unsigned number, GError **err)
{
    if (cpu_map_has(&reading->seen, number))
        return xml_invalid(node, err, "CPU %u is there twice", number);
    cpu_map_set(&reading->seen, number, true);
    return true;
}

bool domain_parse_vcpu(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *text = NULL;
    uint64_t max = 1;
    CpuMap map;

    if (!xml_get_text(node, "placement cpuset current", &text, err) ||
        !xml_text_unsigned(node, text, 1, DOMAIN_VCPUS_MAX, &max, err))
        return false;
    def->max_vcpus = (unsigned) max;
    def->vcpus = def->max_vcpus;
    xml_attr_string(node, "placement", &def->vcpu_placement);
    xml_attr_string(node, "cpuset", &def->vcpu_cpuset);
    if (def->vcpu_placement && strcmp(def->vcpu_placement, "static") != 0 &&
        strcmp(def->vcpu_placement, "auto") != 0)
        return xml_invalid(node, err, "placement '%s' is neither static nor auto",
                           def->vcpu_placement);
    if (def->vcpu_cpuset && !cpu_map_parse(def->vcpu_cpuset, &map))
        return xml_invalid(node, err, "cpuset '%s' is not a list like 0-3,^2", def->vcpu_cpuset);
    return xml_attr_unsigned(node, "current", 1, def->max_vcpus, &def->vcpus, err);
}

/* The list may be longer or shorter than max_vcpus until domain_settle_vcpus(). */
static bool parse_one(xmlNode *node, void *target, GError **err)
{
    VcpuReading *reading = target;
    DomainDef *def = reading->def;
    Tristate enabled = TRISTATE_ABSENT, hotpluggable = TRISTATE_ABSENT;
    unsigned number = UINT_MAX, order = 0, before = def->vcpu_list->len;
    DomainVcpu *vcpu;

    if (!xml_check_empty(node, "id enabled hotpluggable order", err) ||
        !xml_attr_unsigned(node, "id", 0, DOMAIN_VCPUS_MAX - 1, &number, err) ||
        !XML_ATTR_ENUM(node, "enabled", tristate_yes, &enabled, err) ||
        !XML_ATTR_ENUM(node, "hotpluggable", tristate_yes, &hotpluggable, err) ||
        !xml_attr_unsigned(node, "order", 1, DOMAIN_VCPUS_MAX, &order, err))
        return false;
    if (number == UINT_MAX || !enabled)
        return xml_invalid(node, err, "needs 'id' and 'enabled'");
    if (!is_first(node, reading, number, err))
        return false;
    if (number >= before)
        g_array_set_size(def->vcpu_list, number + 1);
    for (unsigned i = before; i < number; i++)
        g_array_index(def->vcpu_list, DomainVcpu, i).hotpluggable = true;
    vcpu = &g_array_index(def->vcpu_list, DomainVcpu, number);
    vcpu->enabled = enabled == TRISTATE_ON;
    vcpu->hotpluggable = hotpluggable ? hotpluggable == TRISTATE_ON : !vcpu->enabled;
    vcpu->order = order;
    return true;
}

bool domain_parse_vcpus(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"vcpu", XML_MANY, parse_one}, {0}};
    static const XmlShape shape = {"", children};
    VcpuReading reading = {.def = target};

    reading.def->vcpu_list = g_array_new(FALSE, TRUE, sizeof(DomainVcpu));
    return xml_walk(node, &shape, &reading, NULL, err);
}

bool domain_settle_vcpus(DomainDef *def, GError **err)
{
    unsigned count = 0, given;

    if (!def->vcpu_list)
        return true;
    given = def->vcpu_list->len;
    if (given > def->max_vcpus)
        return error_set(err, ERR_XML, "<vcpus>: there is no CPU %u, only %u", given - 1,
                         def->max_vcpus);
    g_array_set_size(def->vcpu_list, def->max_vcpus);
    for (unsigned i = 0; i < def->max_vcpus; i++) {
        DomainVcpu *vcpu = &g_array_index(def->vcpu_list, DomainVcpu, i);

        vcpu->hotpluggable |= i >= given;
        count += vcpu->enabled;
    }
    if (def->vcpus != def->max_vcpus && def->vcpus != count)
        return error_set(err, ERR_XML, "<vcpus> has %u enabled CPUs, <vcpu> says %u", count,
                         def->vcpus);
    def->vcpus = count;
    return true;
}

static bool read_cpus(xmlNode *node, const char *name, CpuMap *ret_map, GError **err)
{
    g_autofree char *text = xml_attr(node, name);

    if (!xml_need_attr(node, name, err))
        return false;
    return cpu_map_parse(text, ret_map) ||
           xml_invalid(node, err, "%s '%s' is not a list like 0-3,^2", name, text);
}

/* At the end of the list, which is put in order when all are there. */
static bool parse_vcpu_pin(xmlNode *node, void *target, GError **err)
{
    VcpuReading *reading = target;
    CpuPin pin = {0};

    if (!xml_check_empty(node, "vcpu cpuset", err) || !xml_need_attr(node, "vcpu", err) ||
        !xml_attr_unsigned(node, "vcpu", 0, DOMAIN_VCPUS_MAX - 1, &pin.number, err) ||
        !read_cpus(node, "cpuset", &pin.cpus, err))
        return false;
    g_array_append_val(reading->def->vcpu_pins, pin);
    return is_first(node, reading, pin.number, err);
}

static bool parse_emulator_pin(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = ((VcpuReading *) target)->def;

    def->emulator_pin = g_new0(CpuMap, 1);
    return xml_check_empty(node, "cpuset", err) &&
           read_cpus(node, "cpuset", def->emulator_pin, err);
}

/* Not looked for among those before: they are compared when they are in order. */
static bool parse_iothread_pin(xmlNode *node, void *target, GError **err)
{
    GArray *pins = ((VcpuReading *) target)->def->iothread_pins;
    CpuPin pin = {0};

    if (!xml_check_empty(node, "iothread cpuset", err) || !xml_need_attr(node, "iothread", err) ||
        !xml_attr_unsigned(node, "iothread", 1, INT_MAX, &pin.number, err) ||
        !read_cpus(node, "cpuset", &pin.cpus, err))
        return false;
    if (pins->len == DOMAIN_IOTHREADS_MAX)
        return xml_invalid(node, err, "more than %d of them", DOMAIN_IOTHREADS_MAX);
    g_array_append_val(pins, pin);
    return true;
}

static bool check_iothread_pins(xmlNode *node, const GArray *pins, GError **err)
{
    for (unsigned i = 1; i < pins->len; i++) {
        unsigned number = g_array_index(pins, CpuPin, i).number;

        if (number == g_array_index(pins, CpuPin, i - 1).number)
            return xml_invalid(node, err, "I/O thread %u is pinned twice", number);
    }
    return true;
}

bool domain_parse_cputune(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"vcpupin", XML_MANY, parse_vcpu_pin},
        {"emulatorpin", XML_ONE, parse_emulator_pin},
        {"cachetune", XML_REFUSE, NULL},
        {"emulator_period", XML_REFUSE, NULL},
        {"emulator_quota", XML_REFUSE, NULL},
        {"emulatorsched", XML_REFUSE, NULL},
        {"global_period", XML_REFUSE, NULL},
        {"global_quota", XML_REFUSE, NULL},
        {"iothread_period", XML_REFUSE, NULL},
        {"iothread_quota", XML_REFUSE, NULL},
        {"iothreadpin", XML_MANY, parse_iothread_pin},
        {"iothreadsched", XML_REFUSE, NULL},
        {"memorytune", XML_REFUSE, NULL},
        {"period", XML_REFUSE, NULL},
        {"quota", XML_REFUSE, NULL},
        {"shares", XML_REFUSE, NULL},
        {"vcpusched", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"", children};
    VcpuReading reading = {.def = target};

    if (!xml_walk(node, &shape, &reading, NULL, err))
        return false;
    cpu_pins_sort(reading.def->vcpu_pins);
    cpu_pins_sort(reading.def->iothread_pins);
    return check_iothread_pins(node, reading.def->iothread_pins, err);
}

static bool parse_sibling(xmlNode *node, void *target, GError **err)
{
    DomainNumaCell *cell = target;
    unsigned other = 0, distance = 0;

    if (!xml_check_empty(node, "id value", err) || !xml_need_attr(node, "id", err) ||
        !xml_need_attr(node, "value", err) ||
        !xml_attr_unsigned(node, "id", 0, DOMAIN_NUMA_CELLS_MAX - 1, &other, err) ||
        !xml_attr_unsigned(node, "value", DOMAIN_NUMA_DISTANCE_SELF, UINT8_MAX, &distance, err))
        return false;
    if (cell->distances[other])
        return xml_invalid(node, err, "cell %u is there twice", other);
    cell->distances[other] = (uint8_t) distance;
    return true;
}

static bool parse_distances(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"sibling", XML_MANY, parse_sibling}, {0}};
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

static bool read_cell(xmlNode *node, DomainNumaCell *cell, GError **err)
{
    static const XmlChild children[] = {
        {"distances", XML_ONE, parse_distances}, {"cache", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"id cpus memory unit memAccess discard", children};
    g_autofree char *cpus = xml_attr(node, "cpus");
    Tristate discard = TRISTATE_ABSENT;

    if (!XML_ATTR_ENUM(node, "discard", tristate_yes, &discard, err))
        return false;
    if (discard == TRISTATE_ON)
        return xml_unsupported(node, err, "discard='yes'");
    return (!cpus || read_cpus(node, "cpus", &cell->cpus, err)) &&
           XML_ATTR_ENUM(node, "memAccess", domain_mem_access, &cell->access, err) &&
           domain_parse_size_attr(node, "memory", "unit", &cell->memory_kib, err) &&
           xml_walk(node, &shape, cell, NULL, err);
}

static bool parse_cell(xmlNode *node, void *target, GError **err)
{
    DomainCpu *cpu = target;
    DomainNumaCell cell = {0};
    unsigned number = cpu->cells->len;

    if (!xml_attr_unsigned(node, "id", 0, DOMAIN_NUMA_CELLS_MAX - 1, &number, err))
        return false;
    if (number != cpu->cells->len)
        return xml_invalid(node, err, "id %u: cells are numbered from 0 and come in that order",
                           number);
    if (number == DOMAIN_NUMA_CELLS_MAX)
        return xml_invalid(node, err, "more than %d cells", DOMAIN_NUMA_CELLS_MAX);
    if (!read_cell(node, &cell, err))
        return false;
    if (!cell.memory_kib)
        return xml_invalid(node, err, "has no attribute 'memory' above 0");
    g_array_append_val(cpu->cells, cell);
    return true;
}

bool domain_parse_numa(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"cell", XML_MANY, parse_cell}, {"interconnects", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}
