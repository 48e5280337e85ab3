/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processors of a domain: setvcpus, setvcpu, vcpucount; and of any: maxvcpus, cpu-models. Where
 * they run is in cmd_pin.c.
 */
#include <stdio.h>

#include "tools/affect.h"
#include "tools/commands.h"
#include "tools/output.h"

/* ---- setvcpus, setvcpu ---- */

static const Option setvcpus_options[] = {
    OPTION_DOMAIN,
    {"count", OPTION_NUMBER, OPTION_REQUIRED | OPTION_POSITIONAL, "how many", NULL},
    {"maximum", OPTION_BOOL, 0, "as many as there may ever be", NULL},
    OPTIONS_AFFECT,
    {"guest", OPTION_BOOL, 0, "by the guest's agent", NULL},
    {"hotpluggable", OPTION_BOOL, 0, "those that are added may be unplugged", NULL},
    {0},
};

static const OptionFlag vcpu_flags[] = {
    {"maximum", VMRPC_DOMAIN_VCPUS_MAXIMUM},
    {"guest", VMRPC_DOMAIN_VCPUS_GUEST},
    {0},
};

static bool run_setvcpus(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    unsigned flags;

    if (!affect_check(arguments, false) || !arguments_exclusive(arguments, "maximum", "guest") ||
        !arguments_exclusive(arguments, "maximum", "hotpluggable") ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    flags = affect_flags(arguments) | arguments_flags(arguments, vcpu_flags);
    if (arguments_has(arguments, "hotpluggable"))
        flags |= VMRPC_DOMAIN_VCPUS_HOTPLUGGABLE;
    return vmrpc_domain_set_vcpus(domain, arguments_number(arguments, "count"), flags, &error) ==
               0 ||
           tool_fail(error, "Failed to set the number of CPUs of domain '%s'",
                     vmrpc_domain_name(domain));
}

static const Option setvcpu_options[] = {
    OPTION_DOMAIN,
    {"vcpulist", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "numbers of CPUs: 1,3-4",
     NULL},
    {"enable", OPTION_BOOL, 0, "plug them in", NULL},
    {"disable", OPTION_BOOL, 0, "plug them out", NULL},
    OPTIONS_AFFECT,
    {0},
};

static bool run_setvcpu(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    bool enable = arguments_has(arguments, "enable");
    VmrpcError *error = NULL;

    if (!affect_check(arguments, false) || !arguments_exclusive(arguments, "enable", "disable"))
        return false;
    if (!enable && !arguments_has(arguments, "disable"))
        return tool_fail(NULL, "either --enable or --disable must be specified");
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    return vmrpc_domain_set_vcpus_enabled(domain, arguments_string(arguments, "vcpulist"), enable,
                                          affect_flags(arguments), &error) == 0 ||
           tool_fail(error, "Failed to change CPUs of domain '%s'", vmrpc_domain_name(domain));
}

/* ---- vcpucount ---- */

static const Option vcpucount_options[] = {
    OPTION_DOMAIN,
    {"maximum", OPTION_BOOL, 0, "as many as there may ever be", NULL},
    {"active", OPTION_BOOL, 0, "as many as there are", NULL},
    OPTIONS_AFFECT,
    {"guest", OPTION_BOOL, 0, "by the guest's agent", NULL},
    {0},
};

/* -1 also if it has none of that kind. */
static int count(VmrpcDomain *domain, unsigned flags)
{
    return vmrpc_domain_vcpus(domain, flags, NULL);
}

static json_t *count_json(int number)
{
    return number < 0 ? json_null() : json_integer(number);
}

static void count_line(const char *which, const char *what, int number)
{
    if (number >= 0)
        printf("%-12s %-12s %3d\n", which, what, number);
}

static bool print_counts(Tool *tool, VmrpcDomain *domain)
{
    int max_config = count(domain, VMRPC_DOMAIN_VCPUS_MAXIMUM | VMRPC_DOMAIN_AFFECT_CONFIG);
    int max_live = count(domain, VMRPC_DOMAIN_VCPUS_MAXIMUM | VMRPC_DOMAIN_AFFECT_LIVE);
    int config = count(domain, VMRPC_DOMAIN_AFFECT_CONFIG),
        live = count(domain, VMRPC_DOMAIN_AFFECT_LIVE);
    VmrpcError *error = NULL;

    if (config < 0 && live < 0) {
        vmrpc_domain_vcpus(domain, 0, &error);
        return tool_fail(error, "Failed to get the number of CPUs of domain '%s'",
                         vmrpc_domain_name(domain));
    }
    if (tool->json) {
        output_json(json_pack("{s:{s:o, s:o}, s:{s:o, s:o}}", "maximum", "config",
                              count_json(max_config), "live", count_json(max_live), "current",
                              "config", count_json(config), "live", count_json(live)));
        return true;
    }
    count_line("maximum", "config", max_config);
    count_line("maximum", "live", max_live);
    count_line("current", "config", config);
    count_line("current", "live", live);
    return true;
}

static bool run_vcpucount(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    unsigned flags = affect_flags(arguments) | arguments_flags(arguments, vcpu_flags);
    VmrpcError *error = NULL;
    int number;

    if (!affect_check(arguments, true) || !arguments_exclusive(arguments, "maximum", "active") ||
        !arguments_exclusive(arguments, "maximum", "guest") ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (!flags && !arguments_has(arguments, "active") && !arguments_has(arguments, "current"))
        return print_counts(tool, domain);
    number = vmrpc_domain_vcpus(domain, flags, &error);
    if (number < 0)
        return tool_fail(error, "Failed to get the number of CPUs of domain '%s'",
                         vmrpc_domain_name(domain));
    if (tool->json)
        output_json(json_pack("{s:i}", "vcpus", number));
    else
        printf("%d\n", number);
    return true;
}

/* ---- maxvcpus, cpu-models ---- */

static const Option maxvcpus_options[] = {
    {"type", OPTION_STRING, OPTION_POSITIONAL, "type of domain: kvm, qemu", NULL},
    {0},
};

static bool run_maxvcpus(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    int number =
        vmrpc_connection_max_vcpus(tool->connection, arguments_string(arguments, "type"), &error);

    if (number < 0)
        return tool_fail(error, "failed to get the number of CPUs a domain can have");
    if (tool->json)
        output_json(json_pack("{s:i}", "maximum", number));
    else
        printf("%d\n", number);
    return true;
}

static const Option cpu_models_options[] = {
    {"arch", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "architecture of the guest", NULL},
    {0},
};

static bool run_cpu_models(Tool *tool, const Arguments *arguments)
{
    g_autoptr(json_t) list = json_array();
    VmrpcError *error = NULL;
    char **models =
        vmrpc_connection_cpu_models(tool->connection, arguments_string(arguments, "arch"), &error);

    if (!models)
        return tool_fail(error, "failed to get CPU model names");
    for (unsigned i = 0; models[i]; i++) {
        json_array_append_new(list, output_json_text(models[i]));
        if (!tool->json)
            output_line(models[i]);
    }
    vmrpc_string_list_free(models);
    if (tool->json)
        output_json(json_pack("{s:O}", "models", list));
    return true;
}

const Command commands_vcpu[] = {
    {"cpu-models", "list the CPU models that guests can have",
     "Prints the names of the CPU models that guests can have.", cpu_models_options, COMMAND_JSON,
     run_cpu_models},
    {"maxvcpus", "print how many CPUs a domain can have",
     "Prints how many CPUs a domain of that type, or of any, can have.", maxvcpus_options,
     COMMAND_JSON, run_maxvcpus},
    {"setvcpu", "plug single CPUs in or out",
     "Gives a domain CPUs by their numbers, or takes them away.", setvcpu_options, 0, run_setvcpu},
    {"setvcpus", "change the number of CPUs", "Changes how many CPUs a domain has.",
     setvcpus_options, 0, run_setvcpus},
    {"vcpucount", "print how many CPUs a domain has",
     "Prints how many CPUs a domain has and may have; without options all that is known.",
     vcpucount_options, COMMAND_JSON, run_vcpucount},
    {0},
};
