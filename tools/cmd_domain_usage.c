/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What one domain uses: domblkinfo, domblkerror, domblkstat, domifstat, dommemstat, cpu-stats.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tools/affect.h"
#include "tools/commands.h"
#include "tools/cpu_list.h"
#include "tools/output.h"
#include "tools/params.h"
#include "tools/size.h"

/* ---- domblkinfo ---- */

static const Option domblkinfo_options[] = {
    OPTION_DOMAIN,
    {"device", OPTION_STRING, OPTION_POSITIONAL, "target of a disk, or path of its image", NULL},
    {"human", OPTION_BOOL, 0, "print sizes with units", NULL},
    {"all", OPTION_BOOL, 0, "print all the disks", NULL},
    {0},
};

static char *size_text(uint64_t bytes, bool human)
{
    return human ? size_format_decimals(bytes, 3) : g_strdup_printf("%" PRIu64, bytes);
}

static void print_size(const char *label, uint64_t bytes, bool human)
{
    g_autofree char *text = size_text(bytes, human);

    output_field(15, label, "%s", text);
}

static json_t *info_json(const char *target, const VmrpcDomainBlockInfo *info)
{
    json_t *object = json_object();

    if (target)
        json_object_set_new(object, "target", output_json_text(target));
    json_object_set_new(object, "capacity_bytes",
                        info ? json_integer((json_int_t) info->capacity) : json_null());
    json_object_set_new(object, "allocation_bytes",
                        info ? json_integer((json_int_t) info->allocation) : json_null());
    json_object_set_new(object, "physical_bytes",
                        info ? json_integer((json_int_t) info->physical) : json_null());
    return object;
}

static char **info_row(const char *target, const VmrpcDomainBlockInfo *info, bool human)
{
    char **cells = g_new0(char *, 5);

    cells[0] = g_strdup(target);
    cells[1] = info ? size_text(info->capacity, human) : g_strdup("-");
    cells[2] = info ? size_text(info->allocation, human) : g_strdup("-");
    cells[3] = info ? size_text(info->physical, human) : g_strdup("-");
    return cells;
}

/* All the disks that the statistics name; one that has no image has no sizes. */
static bool print_all_infos(Tool *tool, VmrpcDomain *domain, bool human)
{
    VmrpcDomain *const domains[] = {domain, NULL};
    const char *const head[] = {"Target", "Capacity", "Allocation", "Physical", NULL};
    g_autoptr(Table) table = table_new(head);
    g_autoptr(json_t) list = json_array();
    VmrpcDomainStats **stats = NULL;
    VmrpcError *error = NULL;
    const char *target;
    unsigned i = 0;

    if (vmrpc_domain_stats_list(tool->connection, domains, VMRPC_DOMAIN_STATS_GROUP_BLOCK, 0,
                                &stats, &error) < 0)
        return tool_fail(error, "Failed to get the disks of domain '%s'",
                         vmrpc_domain_name(domain));
    while (*stats) {
        g_autofree char *key = g_strdup_printf("block.%u.name", i++);
        VmrpcDomainBlockInfo info;
        bool known;

        target = vmrpc_params_string(vmrpc_domain_stats_params(*stats), key);
        if (!target)
            break;
        known = vmrpc_domain_block_info(domain, target, 0, &info, NULL) == 0;
        if (tool->json)
            json_array_append_new(list, info_json(target, known ? &info : NULL));
        else
            table_add(table, info_row(target, known ? &info : NULL, human));
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "disks", list));
    else
        table_print(table, !tool->quiet);
    vmrpc_domain_stats_list_free(stats);
    return true;
}

static bool run_domblkinfo(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    const char *device = arguments_string(arguments, "device");
    bool human = arguments_has(arguments, "human");
    VmrpcError *error = NULL;
    VmrpcDomainBlockInfo info;

    if (!domain || !arguments_exclusive(arguments, "all", "device"))
        return false;
    if (arguments_has(arguments, "all"))
        return print_all_infos(tool, domain, human);
    if (!device)
        return tool_fail(NULL, "command 'domblkinfo' requires <device> or --all");
    if (vmrpc_domain_block_info(domain, device, 0, &info, &error) < 0)
        return tool_fail(error, "Failed to get the sizes of disk '%s'", device);
    if (tool->json) {
        output_json(info_json(NULL, &info));
        return true;
    }
    print_size("Capacity:", info.capacity, human);
    print_size("Allocation:", info.allocation, human);
    print_size("Physical:", info.physical, human);
    return true;
}

/* ---- domblkerror ---- */

static const Option domblkerror_options[] = {OPTION_DOMAIN, {0}};

static const char *disk_error_text(int reason)
{
    return reason == VMRPC_DOMAIN_DISK_ERROR_REASON_NO_SPACE ? "no space" : "unspecified error";
}

static void print_disk_errors(const Tool *tool, const VmrpcDomainDiskError *errors, int count)
{
    json_t *list = tool->json ? json_array() : NULL;

    for (int i = 0; i < count; i++) {
        const char *text = disk_error_text(errors[i].reason);
        g_autofree char *line = g_strdup_printf("%s: %s", errors[i].disk, text);

        if (list)
            json_array_append_new(list, json_pack("{s:o, s:s}", "target",
                                                  output_json_text(errors[i].disk), "error", text));
        else
            output_line(line);
    }
    if (list)
        output_json(json_pack("{s:o}", "errors", list));
    else if (count == 0)
        output_line("No errors found");
}

static bool run_domblkerror(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree VmrpcDomainDiskError *errors = NULL;
    VmrpcError *error = NULL;
    int count;

    if (!domain)
        return false;
    count = vmrpc_domain_disk_errors(domain, 0, &errors, &error);
    if (count < 0)
        return tool_fail(error, "Failed to get the errors of disks");
    print_disk_errors(tool, errors, count);
    return true;
}

/* ---- domblkstat ---- */

static const Option domblkstat_options[] = {
    OPTION_DOMAIN,
    {"device", OPTION_STRING, OPTION_POSITIONAL,
     "target of a disk, or path of its image; all together if it is not given", NULL},
    {"human", OPTION_BOOL, 0, "print words for the figures", NULL},
    {0},
};

/* In the order of printing: the name in the interface, the short one, the words. */
static const struct {
    const char *key, *name, *words;
} block_figures[] = {
    {"rd_operations", "rd_req", "number of read operations:"},
    {"rd_bytes", "rd_bytes", "number of bytes read:"},
    {"wr_operations", "wr_req", "number of write operations:"},
    {"wr_bytes", "wr_bytes", "number of bytes written:"},
    {"errs", "errs", "error count:"},
    {"flush_operations", "flush_operations", "number of flush operations:"},
    {"rd_total_times", "rd_total_times", "total duration of reads (ns):"},
    {"wr_total_times", "wr_total_times", "total duration of writes (ns):"},
    {"flush_total_times", "flush_total_times", "total duration of flushes (ns):"},
};

static void print_block_figures(const VmrpcParams *params, const char *device, bool human)
{
    g_autofree char *name = output_printable(device);

    if (human)
        printf("Device: %s\n", name);
    for (unsigned i = 0; i < G_N_ELEMENTS(block_figures); i++) {
        int64_t value;

        if (!vmrpc_params_int64(params, block_figures[i].key, &value))
            continue;
        if (human)
            printf(" %-31s %" PRIi64 "\n", block_figures[i].words, value);
        else
            printf("%s %s %" PRIi64 "\n", name, block_figures[i].name, value);
    }
}

static bool run_domblkstat(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    const char *device = arguments_string(arguments, "device");
    g_autoptr(VmrpcParams) params = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    params = vmrpc_domain_block_stats(domain, device ? device : "", 0, &error);
    if (!params)
        return tool_fail(error, "Failed to get block stats for domain '%s' device '%s'",
                         vmrpc_domain_name(domain), device ? device : "");
    if (tool->json)
        output_json(params_json(vmrpc_params_at(params, 0), vmrpc_params_count(params)));
    else
        print_block_figures(params, device ? device : "", arguments_has(arguments, "human"));
    return true;
}

/* ---- domifstat ---- */

static const Option domifstat_options[] = {
    OPTION_DOMAIN,
    {"interface", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "name of the interface on the host, or its MAC address", NULL},
    {0},
};

static bool run_domifstat(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    const char *interface = arguments_string(arguments, "interface");
    g_autofree char *name = output_printable(interface);
    g_autoptr(json_t) object = json_object();
    VmrpcError *error = NULL;
    VmrpcDomainInterfaceStats stats;

    if (!domain)
        return false;
    if (vmrpc_domain_interface_stats(domain, interface, &stats, &error) < 0)
        return tool_fail(error, "Failed to get interface stats %s %s", vmrpc_domain_name(domain),
                         interface);
    const struct {
        const char *name;
        int64_t value;
    } figures[] = {
        {"rx_bytes", stats.rx_bytes}, {"rx_packets", stats.rx_packets},
        {"rx_errs", stats.rx_errs},   {"rx_drop", stats.rx_drop},
        {"tx_bytes", stats.tx_bytes}, {"tx_packets", stats.tx_packets},
        {"tx_errs", stats.tx_errs},   {"tx_drop", stats.tx_drop},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(figures); i++) {
        if (figures[i].value < 0)
            continue;
        json_object_set_new(object, figures[i].name, json_integer(figures[i].value));
        if (!tool->json)
            printf("%s %s %" PRIi64 "\n", name, figures[i].name, figures[i].value);
    }
    if (tool->json)
        output_json(g_steal_pointer(&object));
    return true;
}

/* ---- dommemstat ---- */

static const Option dommemstat_options[] = {
    OPTION_DOMAIN,
    {"period", OPTION_STRING, 0, "have the guest report every so many seconds; 0: never", NULL},
    OPTIONS_AFFECT,
    {0},
};

/* By tag. */
static const char *const memory_names[] = {
    "swap_in",        "swap_out", "major_fault", "minor_fault", "unused",      "available",
    "actual",         "rss",      "usable",      "last_update", "disk_caches", "hugetlb_pgalloc",
    "hugetlb_pgfail",
};

static bool set_period(VmrpcDomain *domain, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    unsigned seconds;

    if (!number_parse(arguments_string(arguments, "period"), "period", &seconds))
        return false;
    return vmrpc_domain_set_memory_stats_period(domain, seconds, affect_flags(arguments), &error) ==
               0 ||
           tool_fail(error, "Unable to change balloon collection period of domain '%s'",
                     vmrpc_domain_name(domain));
}

static bool run_dommemstat(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(json_t) object = json_object();
    g_autofree VmrpcDomainMemoryStat *stats = NULL;
    VmrpcError *error = NULL;
    int n;

    if (!domain || !affect_check(arguments, false))
        return false;
    if (arguments_has(arguments, "period"))
        return set_period(domain, arguments);
    n = vmrpc_domain_memory_stats(domain, 0, &stats, &error);
    if (n < 0)
        return tool_fail(error, "Failed to get memory statistics for domain %s",
                         vmrpc_domain_name(domain));
    for (int i = 0; i < n; i++) {
        if (stats[i].tag < 0 || stats[i].tag >= (int) G_N_ELEMENTS(memory_names))
            continue;
        json_object_set_new(object, memory_names[stats[i].tag],
                            json_integer((json_int_t) stats[i].value));
        if (!tool->json)
            printf("%s %" PRIu64 "\n", memory_names[stats[i].tag], stats[i].value);
    }
    if (tool->json)
        output_json(g_steal_pointer(&object));
    return true;
}

/* ---- cpu-stats ---- */

static const Option cpu_stats_options[] = {
    OPTION_DOMAIN,
    {"total", OPTION_BOOL, 0, "print the total only", NULL},
    {"start", OPTION_STRING, OPTION_POSITIONAL, "from this CPU of the host on", NULL},
    {"count", OPTION_NUMBER, OPTION_POSITIONAL, "so many of them", NULL},
    {0},
};

static void print_times(const VmrpcParams *params, const char *title)
{
    printf("%s:\n", title);
    for (size_t i = 0; i < vmrpc_params_count(params); i++) {
        const VmrpcParam *param = vmrpc_params_at(params, i);
        g_autofree char *name = output_printable(param->name);
        uint64_t ns;

        if (vmrpc_params_uint64(params, param->name, &ns))
            printf("\t%-12s %9" PRIu64 ".%09" PRIu64 " seconds\n", name, ns / 1000000000,
                   ns % 1000000000);
    }
}

/* One CPU, or all for -1; false after a problem. *ret_any: whether there was anything to print. */
static bool add_times(Tool *tool, VmrpcDomain *domain, int cpu, json_t *object, bool *ret_any)
{
    g_autofree char *title = cpu < 0 ? g_strdup("Total") : g_strdup_printf("CPU%d", cpu);
    g_autofree char *key = g_ascii_strdown(title, -1);
    g_autoptr(VmrpcParams) params = NULL;
    VmrpcError *error = NULL;

    params = vmrpc_domain_cpu_stats(domain, cpu, 0, &error);
    if (!params)
        return tool_fail(error, "Failed to retrieve CPU statistics for domain '%s'",
                         vmrpc_domain_name(domain));
    *ret_any = vmrpc_params_count(params) > 0;
    if (*ret_any && tool->json)
        json_object_set_new(object, key,
                            params_json(vmrpc_params_at(params, 0), vmrpc_params_count(params)));
    else if (*ret_any)
        print_times(params, title);
    return true;
}

/* The host's CPUs that are asked for; false after a problem. */
static bool cpu_range(VmrpcDomain *domain, const Arguments *arguments, int *ret_first, int *ret_end)
{
    const char *start = arguments_string(arguments, "start");
    VmrpcError *error = NULL;
    guint64 first = 0, count = arguments_number(arguments, "count");
    int cpus;

    if (start && !g_ascii_string_to_unsigned(start, 10, 0, G_MAXINT, &first, NULL))
        return tool_fail(NULL, "Invalid value for start CPU");
    cpus = vmrpc_domain_cpu_stats_count(domain, 0, &error);
    if (cpus < 0)
        return tool_fail(error, "Failed to retrieve CPU statistics for domain '%s'",
                         vmrpc_domain_name(domain));
    if (first >= (guint64) cpus)
        return tool_fail(NULL, "Start CPU %d is out of range (min: 0, max: %d)", (int) first,
                         cpus - 1);
    *ret_first = (int) first;
    *ret_end = count && first + count < (guint64) cpus ? (int) (first + count) : cpus;
    return true;
}

static bool run_cpu_stats(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    bool single = arguments_has(arguments, "start") || arguments_has(arguments, "count");
    bool total = arguments_has(arguments, "total");
    g_autoptr(json_t) object = json_object();
    int cpu = 0, end = 0;
    bool any = true;

    if (!domain || ((!total || single) && !cpu_range(domain, arguments, &cpu, &end)))
        return false;
    for (; cpu < end && any; cpu++) {
        if (!add_times(tool, domain, cpu, object, &any))
            return false;
    }
    if (!any && !tool->json)
        puts("No per-CPU stats available");
    if ((total || !single) && !add_times(tool, domain, -1, object, &any))
        return false;
    if (tool->json)
        output_json(g_steal_pointer(&object));
    return true;
}

const Command commands_domain_usage[] = {
    {"domblkinfo", "show the sizes of a disk",
     "Prints how large a disk is for the guest, how much of it is taken up, and how long its file\n"
     "    is. The domain need not run.",
     domblkinfo_options, COMMAND_JSON, run_domblkinfo},
    {"domblkerror", "show the errors of a guest's disks",
     "Prints which disks have stopped a domain that runs, and why, until it goes on.",
     domblkerror_options, COMMAND_JSON, run_domblkerror},
    {"domblkstat", "show the traffic of a disk",
     "Prints what a disk of a domain that runs has done since it was started.", domblkstat_options,
     COMMAND_JSON, run_domblkstat},
    {"domifstat", "show the traffic of a network interface",
     "Prints what has passed an interface of a domain that runs, as the guest sees it.",
     domifstat_options, COMMAND_JSON, run_domifstat},
    {"dommemstat", "show what a guest's memory is used for",
     "Prints what the guest tells of its memory, in KiB, and what its process takes up.",
     dommemstat_options, COMMAND_JSON, run_dommemstat},
    {"cpu-stats", "show the processor time of a guest",
     "Prints the time of the host's CPUs that a domain has used, where the daemon knows it by "
     "CPU,\n"
     "    and the total.",
     cpu_stats_options, COMMAND_JSON, run_cpu_stats},
    {0},
};
