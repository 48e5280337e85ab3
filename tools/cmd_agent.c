/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the agent in a guest is asked: qemu-agent-command, guest-agent-timeout, domtime,
 * domhostname, guestinfo, guestvcpus. File systems and users are in cmd_agent_files.c.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/params.h"

/* ---- qemu-agent-command ---- */

static const Option command_options[] = {
    OPTION_DOMAIN,
    {"timeout", OPTION_NUMBER, 0, "wait for the answer so many seconds", NULL},
    {"async", OPTION_BOOL, 0, "do not wait for an answer", NULL},
    {"block", OPTION_BOOL, 0, "wait as long as it takes", NULL},
    {"pretty", OPTION_BOOL, 0, "the answer over several lines", NULL},
    {"cmd", OPTION_REST, OPTION_REQUIRED, "the command: JSON", NULL},
    {0},
};

static bool print_pretty(const char *answer)
{
    g_autoptr(json_t) reply = json_loads(answer, JSON_DECODE_ANY, NULL);
    char *text = reply ? json_dumps(reply, JSON_ENCODE_ANY | JSON_INDENT(2)) : NULL;

    if (!text)
        return tool_fail(NULL, "the answer is no JSON: %s", answer);
    output_document(text);
    free(text);
    return true;
}

static bool run_agent_command(Tool *tool, const Arguments *arguments)
{
    int timeout = arguments_has(arguments, "async")   ? VMRPC_DOMAIN_AGENT_TIMEOUT_NOWAIT
                  : arguments_has(arguments, "block") ? VMRPC_DOMAIN_AGENT_TIMEOUT_BLOCK
                  : arguments_has(arguments, "timeout")
                      ? (int) arguments_number(arguments, "timeout")
                      : VMRPC_DOMAIN_AGENT_TIMEOUT_DEFAULT;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *command = NULL, *answer = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "async", "block") ||
        !arguments_exclusive(arguments, "async", "timeout") ||
        !arguments_exclusive(arguments, "block", "timeout") ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    command = g_strjoinv(" ", (char **) arguments_rest(arguments, "cmd"));
    if (vmrpc_domain_agent_command(domain, command, timeout, 0, &answer, &error) < 0)
        return tool_fail(error, "Failed to send the command to the agent of domain '%s'",
                         vmrpc_domain_name(domain));
    if (answer && arguments_has(arguments, "pretty"))
        return print_pretty(answer);
    if (answer)
        output_document(answer);
    return true;
}

/* ---- guest-agent-timeout ---- */

static const Option timeout_options[] = {
    OPTION_DOMAIN,
    {"timeout", OPTION_STRING, 0,
     "seconds; -2: as long as it takes (default), -1: a few, 0: not at all", NULL},
    {0},
};

static bool run_timeout(Tool *tool, const Arguments *arguments)
{
    const char *text = arguments_string(arguments, "timeout");
    g_autoptr(VmrpcDomain) domain = NULL;
    gint64 timeout = VMRPC_DOMAIN_AGENT_TIMEOUT_BLOCK;
    VmrpcError *error = NULL;

    if (text && !g_ascii_string_to_signed(text, 10, VMRPC_DOMAIN_AGENT_TIMEOUT_BLOCK, G_MAXINT,
                                          &timeout, NULL))
        return tool_fail(NULL, "Invalid timeout '%s': expecting seconds, -2, -1 or 0", text);
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if (vmrpc_domain_agent_set_timeout(domain, (int) timeout, 0, &error) < 0)
        return tool_fail(error, "Failed to set how long the agent of domain '%s' is waited for",
                         vmrpc_domain_name(domain));
    return true;
}

/* ---- domtime ---- */

static const Option time_options[] = {
    OPTION_DOMAIN,
    {"now", OPTION_BOOL, 0, "set the guest's time to this machine's", NULL},
    {"pretty", OPTION_BOOL, 0, "print it for people", NULL},
    {"sync", OPTION_BOOL, 0, "set it to the guest's hardware clock", NULL},
    {"time", OPTION_STRING, 0, "set it to this: seconds since 1970", NULL},
    {0},
};

static bool print_time(Tool *tool, const Arguments *arguments, VmrpcDomain *domain)
{
    g_autoptr(GDateTime) time = NULL;
    g_autofree char *text = NULL;
    VmrpcError *error = NULL;
    unsigned nseconds;
    int64_t seconds;

    if (vmrpc_domain_time(domain, 0, &seconds, &nseconds, &error) < 0)
        return tool_fail(error, "Failed to get the time of domain '%s'", vmrpc_domain_name(domain));
    if (tool->json) {
        output_json(json_pack("{s:I, s:I}", "seconds", (json_int_t) seconds, "nanoseconds",
                              (json_int_t) nseconds));
        return true;
    }
    if (arguments_has(arguments, "pretty"))
        time = g_date_time_new_from_unix_utc(seconds);
    text =
        time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S") : g_strdup_printf("%" PRId64, seconds);
    printf("Time: %s\n", text);
    return true;
}

static bool set_time(const Arguments *arguments, VmrpcDomain *domain)
{
    const char *text = arguments_string(arguments, "time");
    gint64 us = g_get_real_time(), seconds = us / G_USEC_PER_SEC;
    unsigned nseconds = text ? 0 : (unsigned) (us % G_USEC_PER_SEC) * 1000;
    VmrpcError *error = NULL;

    if (text && !g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &seconds, NULL))
        return tool_fail(NULL, "Invalid time '%s': expecting seconds since 1970", text);
    if (vmrpc_domain_set_time(domain, seconds, nseconds,
                              arguments_has(arguments, "sync") ? VMRPC_DOMAIN_SET_TIME_SYNC : 0,
                              &error) < 0)
        return tool_fail(error, "Failed to set the time of domain '%s'", vmrpc_domain_name(domain));
    return true;
}

static bool run_time(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;

    if (!arguments_exclusive(arguments, "time", "now") ||
        !arguments_exclusive(arguments, "time", "sync") ||
        !arguments_exclusive(arguments, "now", "sync") ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (arguments_has(arguments, "now") || arguments_has(arguments, "sync") ||
        arguments_has(arguments, "time"))
        return set_time(arguments, domain);
    return print_time(tool, arguments, domain);
}

/* ---- domhostname ---- */

static char **complete_sources(Tool *tool)
{
    (void) tool;
    return g_strsplit("agent lease", " ", -1);
}

static const Option hostname_options[] = {
    OPTION_DOMAIN,
    {"source", OPTION_STRING, 0, "who is asked: agent, lease", complete_sources},
    {0},
};

static bool run_hostname(Tool *tool, const Arguments *arguments)
{
    const char *source = arguments_string(arguments, "source");
    bool lease = g_strcmp0(source, "lease") == 0;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *name = NULL;
    VmrpcError *error = NULL;

    if (source && !lease && !g_str_equal(source, "agent"))
        return tool_fail(NULL, "Unknown data source '%s': expecting agent or lease", source);
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    name = vmrpc_domain_hostname(domain, lease ? VMRPC_DOMAIN_HOSTNAME_LEASE : 0, &error);
    if (!name)
        return tool_fail(error, "Failed to get the host name of domain '%s'",
                         vmrpc_domain_name(domain));
    output_word(tool->json, "hostname", name);
    return true;
}

/* ---- guestinfo, guestvcpus ---- */

static const Option info_options[] = {
    OPTION_DOMAIN,
    {"user", OPTION_BOOL, 0, "who is logged in", NULL},
    {"os", OPTION_BOOL, 0, "the operating system", NULL},
    {"timezone", OPTION_BOOL, 0, "the time zone", NULL},
    {"hostname", OPTION_BOOL, 0, "the guest's name", NULL},
    {"filesystem", OPTION_BOOL, 0, "what is mounted", NULL},
    {"disk", OPTION_BOOL, 0, "disks", NULL},
    {"interface", OPTION_BOOL, 0, "interfaces and their addresses", NULL},
    {0},
};

static const OptionFlag info_types[] = {
    {"user", VMRPC_DOMAIN_GUEST_INFO_TYPE_USERS},
    {"os", VMRPC_DOMAIN_GUEST_INFO_TYPE_OS},
    {"timezone", VMRPC_DOMAIN_GUEST_INFO_TYPE_TIMEZONE},
    {"hostname", VMRPC_DOMAIN_GUEST_INFO_TYPE_HOSTNAME},
    {"filesystem", VMRPC_DOMAIN_GUEST_INFO_TYPE_FILESYSTEM},
    {"disk", VMRPC_DOMAIN_GUEST_INFO_TYPE_DISKS},
    {"interface", VMRPC_DOMAIN_GUEST_INFO_TYPE_INTERFACES},
    {0},
};

/* One a line, or an object. */
static void print_params(const Tool *tool, const VmrpcParams *params, int width)
{
    size_t n = vmrpc_params_count(params);

    if (tool->json) {
        output_json(params_json(vmrpc_params_at(params, 0), n));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const VmrpcParam *param = vmrpc_params_at(params, i);
        g_autofree char *text = param_text(param);
        g_autofree char *line = g_strdup_printf("%-*s: %s", width, param->name, text ? text : "");

        output_line(line);
    }
}

static bool run_info(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcParams) params = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    params = vmrpc_domain_guest_info(domain, arguments_flags(arguments, info_types), 0, &error);
    if (!params)
        return tool_fail(error, "Failed to ask the agent of domain '%s'",
                         vmrpc_domain_name(domain));
    print_params(tool, params, 20);
    return true;
}

static const Option vcpus_options[] = {
    OPTION_DOMAIN,
    {"cpulist", OPTION_STRING, OPTION_POSITIONAL, "which of them: 0-3,5", NULL},
    {"enable", OPTION_BOOL, 0, "the guest shall use them", NULL},
    {"disable", OPTION_BOOL, 0, "the guest shall not use them", NULL},
    {0},
};

static bool run_vcpus(Tool *tool, const Arguments *arguments)
{
    const char *list = arguments_string(arguments, "cpulist");
    bool enable = arguments_has(arguments, "enable"), disable = arguments_has(arguments, "disable");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcParams) params = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "enable", "disable"))
        return false;
    if ((enable || disable) != (list != NULL))
        return tool_fail(NULL,
                         "a list of processors needs --enable or --disable, and they need it");
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if (list) {
        if (vmrpc_domain_set_guest_vcpus(domain, list, enable, 0, &error) < 0)
            return tool_fail(error, "Failed to change the processors of domain '%s'",
                             vmrpc_domain_name(domain));
        return true;
    }
    params = vmrpc_domain_guest_vcpus(domain, 0, &error);
    if (!params)
        return tool_fail(error, "Failed to ask the agent of domain '%s'",
                         vmrpc_domain_name(domain));
    print_params(tool, params, 15);
    return true;
}

const Command commands_agent[] = {
    {"domhostname", "print the name that a guest gives itself", "Asks the agent in the guest.",
     hostname_options, COMMAND_JSON, run_hostname},
    {"domtime", "print or set a guest's time",
     "Prints the time that it is in the guest, or sets it and the guest's hardware clock.",
     time_options, COMMAND_JSON, run_time},
    {"guest-agent-timeout", "set how long a guest's agent is waited for",
     "Says how long answers of the agent in the guest are waited for, as long as it runs.",
     timeout_options, COMMAND_SLOW, run_timeout},
    {"guestinfo", "print what a guest says of itself",
     "Asks the agent in the guest for users, system, time zone, name, file systems, disks and\n"
     "    interfaces: those that are named, or all that it knows.",
     info_options, COMMAND_JSON | COMMAND_SLOW, run_info},
    {"guestvcpus", "print or change which processors a guest uses",
     "Prints which processors the guest sees, uses and could do without; or has it use some, or\n"
     "    not. The domain's processors stay as they are.",
     vcpus_options, COMMAND_JSON | COMMAND_SLOW, run_vcpus},
    {"qemu-agent-command", "send a command to the agent in a guest",
     "Sends a command of the agent's own and prints its answer, its refusals included.",
     command_options, COMMAND_JSON | COMMAND_SLOW, run_agent_command},
    {0},
};
