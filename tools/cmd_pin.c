/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the processors of a domain run, and its I/O threads: vcpuinfo, vcpupin, emulatorpin,
 * iothreadinfo. */
#include <stdio.h>

#include "tools/affect.h"
#include "tools/commands.h"
#include "tools/cpu_list.h"
#include "tools/output.h"

/* What the machine has; 0 after an error, which is printed. */
static unsigned host_cpus(Tool *tool)
{
    VmrpcError *error = NULL;
    int cpus = vmrpc_node_cpu_map(tool->connection, NULL, NULL, &error);

    if (cpus > 0)
        return (unsigned) cpus;
    tool_fail(error, "Failed to get the number of CPUs of the machine");
    return 0;
}

/* ---- vcpuinfo ---- */

static const Option vcpuinfo_options[] = {
    OPTION_DOMAIN,
    {"pretty", OPTION_BOOL, 0, "print lists of numbers", NULL},
    {0},
};

static const char *state_word(int state)
{
    static const char *const words[] = {"offline", "running", "blocked"};

    return state >= 0 && state < (int) G_N_ELEMENTS(words) ? words[state] : "no state";
}

static void print_info(const VmrpcDomainVcpuInfo *info, const unsigned char *map, unsigned cpus,
                       bool pretty)
{
    g_autofree char *list = cpu_list_format(map, cpus), *letters = cpu_list_letters(map, cpus);

    output_field(15, "VCPU:", "%u", info->number);
    if (info->cpu >= 0)
        output_field(15, "CPU:", "%d", info->cpu);
    else
        output_field(15, "CPU:", "N/A");
    output_field(15, "State:", "%s", state_word(info->state));
    if (info->cpu_time_ns > 0)
        output_field(15, "CPU time:", "%.1fs", (double) info->cpu_time_ns / 1e9);
    if (pretty)
        output_field(15, "CPU Affinity:", "%s (out of %u)", list, cpus);
    else
        output_field(15, "CPU Affinity:", "%s", letters);
}

static json_t *info_json(const VmrpcDomainVcpuInfo *info, const unsigned char *map, unsigned cpus)
{
    g_autofree char *list = cpu_list_format(map, cpus);

    return json_pack("{s:i, s:o, s:s, s:I, s:s}", "vcpu", (int) info->number, "cpu",
                     info->cpu >= 0 ? json_integer(info->cpu) : json_null(), "state",
                     state_word(info->state), "cpu_time_ns", (json_int_t) info->cpu_time_ns,
                     "affinity", list);
}

static bool run_vcpuinfo(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(json_t) list = json_array();
    g_autofree VmrpcDomainVcpuInfo *infos = NULL;
    g_autofree unsigned char *maps = NULL;
    VmrpcError *error = NULL;
    unsigned cpus;
    size_t size;
    int count;

    if (!domain || !(cpus = host_cpus(tool)))
        return false;
    size = (cpus + 7) / 8;
    count = vmrpc_domain_vcpu_infos(domain, size, &infos, &maps, &error);
    if (count < 0)
        return tool_fail(error, "Failed to get the CPUs of domain '%s'", vmrpc_domain_name(domain));
    for (int i = 0; i < count; i++) {
        if (tool->json) {
            json_array_append_new(list, info_json(&infos[i], maps + (size_t) i * size, cpus));
        } else {
            print_info(&infos[i], maps + (size_t) i * size, cpus,
                       arguments_has(arguments, "pretty"));
            if (i + 1 < count)
                putchar('\n');
        }
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "vcpus", list));
    return true;
}

/* ---- vcpupin ---- */

static const Option vcpupin_options[] = {
    OPTION_DOMAIN,
    {"vcpu", OPTION_STRING, OPTION_POSITIONAL, "number of a CPU of the guest", NULL},
    {"cpulist", OPTION_STRING, OPTION_POSITIONAL, "CPUs of the machine: 0-3,^2; r for all", NULL},
    OPTIONS_AFFECT,
    {0},
};

static bool print_pins(Tool *tool, VmrpcDomain *domain, const Arguments *arguments, int only,
                       unsigned cpus)
{
    const char *const head[] = {"VCPU", "CPU Affinity", NULL};
    g_autoptr(Table) table = table_new(head);
    g_autoptr(json_t) list = json_array();
    unsigned flags = affect_flags(arguments);
    size_t size = (cpus + 7) / 8;
    VmrpcError *error = NULL;
    int max = vmrpc_domain_vcpus(domain, flags | VMRPC_DOMAIN_VCPUS_MAXIMUM, &error), count = -1;
    g_autofree uint8_t *maps = NULL;

    if (max >= 0)
        count = vmrpc_domain_vcpu_pins(domain, (unsigned) max, size, flags, &maps, &error);
    if (count < 0)
        return tool_fail(error, "Failed to get where the CPUs of domain '%s' run",
                         vmrpc_domain_name(domain));
    if (only >= count)
        return tool_fail(NULL, "vcpu %d is out of range of cpu count %d", only, count);
    for (int i = 0; i < count; i++) {
        g_autofree char *text = cpu_list_format(maps + (size_t) i * size, cpus);
        char **cells;

        if (only >= 0 && i != only)
            continue;
        json_array_append_new(list, json_pack("{s:i, s:s}", "vcpu", i, "affinity", text));
        cells = g_new0(char *, 3);
        cells[0] = g_strdup_printf("%d", i);
        cells[1] = g_steal_pointer(&text);
        table_add(table, cells);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "vcpus", list));
    else
        table_print(table, !tool->quiet);
    return true;
}

static bool run_vcpupin(Tool *tool, const Arguments *arguments)
{
    const char *vcpu = arguments_string(arguments, "vcpu");
    const char *cpulist = arguments_string(arguments, "cpulist");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree unsigned char *map = NULL;
    VmrpcError *error = NULL;
    unsigned number = 0, cpus;

    if (!affect_check(arguments, !cpulist) || (vcpu && !number_parse(vcpu, "vcpu", &number)))
        return false;
    if (cpulist && !vcpu)
        return tool_fail(NULL, "vcpupin: Missing vCPU number in pin mode.");
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain || !(cpus = host_cpus(tool)))
        return false;
    if (!cpulist)
        return print_pins(tool, domain, arguments, vcpu ? (int) number : -1, cpus);
    map = cpu_list_parse(cpulist, cpus);
    if (!map)
        return false;
    return vmrpc_domain_set_vcpu_pin(domain, number, map, (cpus + 7) / 8, affect_flags(arguments),
                                     &error) == 0 ||
           tool_fail(error, "Failed to pin CPU %u of domain '%s'", number,
                     vmrpc_domain_name(domain));
}

/* ---- emulatorpin ---- */

static const Option emulatorpin_options[] = {
    OPTION_DOMAIN,
    {"cpulist", OPTION_STRING, OPTION_POSITIONAL, "CPUs of the machine: 0-3,^2; r for all", NULL},
    OPTIONS_AFFECT,
    {0},
};

static bool run_emulatorpin(Tool *tool, const Arguments *arguments)
{
    const char *cpulist = arguments_string(arguments, "cpulist");
    unsigned flags = affect_flags(arguments), cpus;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree unsigned char *map = NULL;
    g_autofree char *text = NULL;
    VmrpcError *error = NULL;

    if (!affect_check(arguments, !cpulist) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))) ||
        !(cpus = host_cpus(tool)))
        return false;
    if (cpulist) {
        map = cpu_list_parse(cpulist, cpus);
        if (!map)
            return false;
        return vmrpc_domain_set_emulator_pin(domain, map, (cpus + 7) / 8, flags, &error) == 0 ||
               tool_fail(error, "Failed to pin the emulator of domain '%s'",
                         vmrpc_domain_name(domain));
    }
    if (vmrpc_domain_emulator_pin(domain, (cpus + 7) / 8, flags, &map, &error) < 0)
        return tool_fail(error, "Failed to get where the emulator of domain '%s' runs",
                         vmrpc_domain_name(domain));
    text = cpu_list_format(map, cpus);
    if (tool->json) {
        output_json(json_pack("{s:s}", "affinity", text));
        return true;
    }
    printf("emulator: CPU Affinity\n----------------------------------\n       *: %s\n", text);
    return true;
}

/* ---- iothreadinfo ---- */

static const Option iothreadinfo_options[] = {OPTION_DOMAIN, OPTIONS_AFFECT, {0}};

static bool run_iothreadinfo(Tool *tool, const Arguments *arguments)
{
    const char *const head[] = {"IOThread ID", "CPU Affinity", NULL};
    g_autoptr(Table) table = table_new(head);
    g_autoptr(json_t) list = json_array();
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree unsigned *ids = NULL;
    g_autofree unsigned char *maps = NULL;
    VmrpcError *error = NULL;
    unsigned cpus;
    int count;

    if (!affect_check(arguments, true) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))) ||
        !(cpus = host_cpus(tool)))
        return false;
    count = vmrpc_domain_iothreads(domain, (cpus + 7) / 8, affect_flags(arguments), &ids, &maps,
                                   &error);
    if (count < 0)
        return tool_fail(error, "Unable to get domain IOThreads information");
    for (int i = 0; i < count; i++) {
        g_autofree char *text = cpu_list_format(maps + (size_t) i * ((cpus + 7) / 8), cpus);
        char **cells = g_new0(char *, 3);

        json_array_append_new(list,
                              json_pack("{s:i, s:s}", "iothread", (int) ids[i], "affinity", text));
        cells[0] = g_strdup_printf("%u", ids[i]);
        cells[1] = g_steal_pointer(&text);
        table_add(table, cells);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "iothreads", list));
    else if (count > 0)
        table_print(table, !tool->quiet);
    else if (!tool->quiet)
        puts("No IOThreads found for the domain");
    return true;
}

const Command commands_pin[] = {
    {"emulatorpin", "show or set where a guest's emulator runs",
     "Prints or sets on which CPUs of the machine the threads of the emulator run that are no CPUs "
     "of the guest.",
     emulatorpin_options, COMMAND_JSON, run_emulatorpin},
    {"iothreadinfo", "print the I/O threads of a domain",
     "Prints the numbers of the threads that serve disks, and on which CPUs of the machine they "
     "run.",
     iothreadinfo_options, COMMAND_JSON, run_iothreadinfo},
    {"vcpuinfo", "show what the CPUs of a guest do",
     "Prints for each CPU of a running guest where it is, how long it has run, and where it may.",
     vcpuinfo_options, COMMAND_JSON, run_vcpuinfo},
    {"vcpupin", "show or set where the CPUs of a domain run",
     "Prints or sets on which CPUs of the machine a CPU of a domain runs.", vcpupin_options,
     COMMAND_JSON, run_vcpupin},
    {0},
};
