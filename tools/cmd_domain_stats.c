/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domstats: figures of many domains in one call; domdirtyrate-calc, which has one of them measured.
 */
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/params.h"

static const Option domstats_options[] = {
    {"state", OPTION_BOOL, 0, "print the state", NULL},
    {"cpu-total", OPTION_BOOL, 0, "print CPU time", NULL},
    {"balloon", OPTION_BOOL, 0, "print memory", NULL},
    {"vcpu", OPTION_BOOL, 0, "print the time of each virtual CPU", NULL},
    {"interface", OPTION_BOOL, 0, "print the traffic of network interfaces", NULL},
    {"block", OPTION_BOOL, 0, "print the traffic and sizes of disks", NULL},
    {"perf", OPTION_BOOL, 0, "print perf events, which the daemon does not have", NULL},
    {"iothread", OPTION_BOOL, 0, "print how I/O threads ask for work", NULL},
    {"memory", OPTION_BOOL, 0, "print memory bandwidth, which the daemon does not have", NULL},
    {"dirtyrate", OPTION_BOOL, 0, "print what domdirtyrate-calc has measured", NULL},
    {"vm", OPTION_BOOL, 0, "print counters of KVM, which the daemon does not have", NULL},
    {"list-active", OPTION_BOOL, 0, "only domains that run", NULL},
    {"list-inactive", OPTION_BOOL, 0, "only domains that do not run", NULL},
    {"list-persistent", OPTION_BOOL, 0, "only domains with a definition", NULL},
    {"list-transient", OPTION_BOOL, 0, "only domains without a definition", NULL},
    {"list-running", OPTION_BOOL, 0, "only domains that are running", NULL},
    {"list-paused", OPTION_BOOL, 0, "only domains that are paused", NULL},
    {"list-shutoff", OPTION_BOOL, 0, "only domains that are shut off", NULL},
    {"list-other", OPTION_BOOL, 0, "only domains in another state", NULL},
    {"raw", OPTION_BOOL, 0, "print figures as they are, as always", NULL},
    {"enforce", OPTION_BOOL, 0, "fail if the daemon does not have a group", NULL},
    {"backing", OPTION_BOOL, 0, "print the images that disks are based on, too", NULL},
    {"nowait", OPTION_BOOL, 0, "wait for no guest, as always", NULL},
    {"domain", OPTION_REST, 0, "names, UUIDs or ids of domains", complete_domains},
    {0},
};

static const OptionFlag groups[] = {
    {"state", VMRPC_DOMAIN_STATS_GROUP_STATE},
    {"cpu-total", VMRPC_DOMAIN_STATS_GROUP_CPU_TOTAL},
    {"balloon", VMRPC_DOMAIN_STATS_GROUP_BALLOON},
    {"vcpu", VMRPC_DOMAIN_STATS_GROUP_VCPU},
    {"interface", VMRPC_DOMAIN_STATS_GROUP_INTERFACE},
    {"block", VMRPC_DOMAIN_STATS_GROUP_BLOCK},
    {"perf", VMRPC_DOMAIN_STATS_GROUP_PERF},
    {"iothread", VMRPC_DOMAIN_STATS_GROUP_IOTHREAD},
    {"memory", VMRPC_DOMAIN_STATS_GROUP_MEMORY},
    {"dirtyrate", VMRPC_DOMAIN_STATS_GROUP_DIRTYRATE},
    {"vm", VMRPC_DOMAIN_STATS_GROUP_VM},
    {0},
};

static const OptionFlag modes[] = {
    {"list-active", VMRPC_DOMAIN_LIST_ACTIVE},
    {"list-inactive", VMRPC_DOMAIN_LIST_INACTIVE},
    {"list-persistent", VMRPC_DOMAIN_LIST_PERSISTENT},
    {"list-transient", VMRPC_DOMAIN_LIST_TRANSIENT},
    {"list-running", VMRPC_DOMAIN_LIST_RUNNING},
    {"list-paused", VMRPC_DOMAIN_LIST_PAUSED},
    {"list-shutoff", VMRPC_DOMAIN_LIST_SHUTOFF},
    {"list-other", VMRPC_DOMAIN_LIST_OTHER},
    {"enforce", VMRPC_DOMAIN_STATS_LIST_ENFORCE},
    {"backing", VMRPC_DOMAIN_STATS_LIST_BACKING},
    {"nowait", VMRPC_DOMAIN_STATS_LIST_NOWAIT},
    {0},
};

static void print_record(const VmrpcDomainStats *stats)
{
    const VmrpcParams *params = vmrpc_domain_stats_params(stats);
    g_autofree char *name = output_printable(vmrpc_domain_name(vmrpc_domain_stats_domain(stats)));

    printf("Domain: '%s'\n", name);
    for (size_t i = 0; i < vmrpc_params_count(params); i++) {
        g_autofree char *text = param_text(vmrpc_params_at(params, i));
        g_autofree char *line =
            g_strdup_printf("  %s=%s", vmrpc_params_at(params, i)->name, text ? text : "");

        output_line(line);
    }
    putchar('\n');
}

static json_t *record_json(const VmrpcDomainStats *stats)
{
    VmrpcDomain *domain = vmrpc_domain_stats_domain(stats);
    const VmrpcParams *params = vmrpc_domain_stats_params(stats);
    size_t n = vmrpc_params_count(params);

    return json_pack("{s:o, s:o, s:o}", "name", output_json_text(vmrpc_domain_name(domain)), "uuid",
                     output_json_text(vmrpc_domain_uuid_string(domain)), "stats",
                     params_json(n > 0 ? vmrpc_params_at(params, 0) : NULL, n));
}

/* The domains that the words name; NULL after a problem, which is printed. */
static GPtrArray *named_domains(Tool *tool, const Arguments *arguments)
{
    g_autoptr(GPtrArray) domains =
        g_ptr_array_new_with_free_func((GDestroyNotify) vmrpc_domain_unref);

    for (const char *const *word = arguments_rest(arguments, "domain"); *word; word++) {
        VmrpcDomain *domain = tool_domain(tool, *word);

        if (!domain)
            return NULL;
        g_ptr_array_add(domains, domain);
    }
    g_ptr_array_add(domains, NULL);
    return g_steal_pointer(&domains);
}

static bool run_domstats(Tool *tool, const Arguments *arguments)
{
    g_autoptr(GPtrArray) domains = named_domains(tool, arguments);
    g_autoptr(json_t) list = json_array();
    VmrpcDomainStats **stats = NULL;
    VmrpcError *error = NULL;

    if (!domains)
        return false;
    if (vmrpc_domain_stats_list(tool->connection,
                                domains->len > 1 ? (VmrpcDomain **) domains->pdata : NULL,
                                arguments_flags(arguments, groups),
                                arguments_flags(arguments, modes), &stats, &error) < 0)
        return tool_fail(error, "Failed to get the statistics of domains");
    for (VmrpcDomainStats **at = stats; *at; at++) {
        if (tool->json)
            json_array_append_new(list, record_json(*at));
        else
            print_record(*at);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "domains", list));
    vmrpc_domain_stats_list_free(stats);
    return true;
}

/* ---- domdirtyrate-calc ---- */

static const Option dirtyrate_options[] = {
    OPTION_DOMAIN,
    {"seconds", OPTION_NUMBER, 0, "how long to measure, 1 to 60 (default: 1)", NULL},
    {"mode", OPTION_STRING, 0, "page-sampling (default) or dirty-bitmap", NULL},
    {0},
};

static bool run_dirtyrate(Tool *tool, const Arguments *arguments)
{
    static const char *const words[] = {"page-sampling", "dirty-bitmap", "dirty-ring", NULL};
    const char *mode = arguments_string(arguments, "mode");
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    unsigned seconds = arguments_number(arguments, "seconds");
    VmrpcError *error = NULL;
    unsigned number = 0;

    if (!domain)
        return false;
    while (mode && words[number] && !g_str_equal(mode, words[number]))
        number++;
    if (!words[number])
        return tool_fail(NULL, "Unknown calculation mode '%s'", mode);
    if (vmrpc_domain_measure_dirty_rate(domain, seconds ? seconds : 1, number, &error) < 0)
        return tool_fail(error, "Failed to measure how fast domain '%s' changes its memory",
                         vmrpc_domain_name(domain));
    tool_say(tool, "Start to calculate domain's memory dirty rate successfully.");
    return true;
}

const Command commands_domain_stats[] = {
    {"domstats", "print figures of domains",
     "Prints what domains use of CPU, memory, disks and network, of all domains or of those that\n"
     "    are named, all groups of figures or those that are asked for. They are what the daemon\n"
     "    knows, without asking a guest: vmrpc.age_ms.* tells how old those of a group are.",
     domstats_options, COMMAND_JSON, run_domstats},
    {"domdirtyrate-calc", "measure how fast a domain changes its memory",
     "Has the daemon measure it, and returns at once; 'domstats --dirtyrate' has the result then.",
     dirtyrate_options, 0, run_dirtyrate},
    {0},
};
