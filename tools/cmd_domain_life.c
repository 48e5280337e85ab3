/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of a guest: start, shutdown, reboot, reset, destroy, suspend, resume.
 *
 * Each asks the daemon once and reports; none waits for the guest. What has become of it shows in
 * `domstate` and `event`.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/console.h"

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

static const Option start_options[] = {
    OPTION_DOMAIN,
    {"console", OPTION_BOOL, 0, "connect to its console", NULL},
    {"paused", OPTION_BOOL, 0, "leave the guest paused", NULL},
    {"autodestroy", OPTION_BOOL, 0, "destroy the guest when this connection ends", NULL},
    {"bypass-cache", OPTION_BOOL, 0, "read saved memory without the page cache", NULL},
    {"force-boot", OPTION_BOOL, 0, "boot afresh: throw saved memory away", NULL},
    {"reset-nvram", OPTION_BOOL, 0, "start with fresh firmware variables", NULL},
    {0},
};

static const OptionFlag start_flags[] = {
    {"paused", VMRPC_DOMAIN_START_PAUSED},
    {"autodestroy", VMRPC_DOMAIN_START_AUTODESTROY},
    {"bypass-cache", VMRPC_DOMAIN_START_BYPASS_CACHE},
    {"force-boot", VMRPC_DOMAIN_START_FORCE_BOOT},
    {"reset-nvram", VMRPC_DOMAIN_START_RESET_NVRAM},
    {0},
};

static bool run_start(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_id(domain) >= 0)
        return tool_fail(NULL, "Domain is already active");
    if (vmrpc_domain_start(domain, arguments_flags(arguments, start_flags), &error) < 0)
        return tool_fail(error, "Failed to start domain '%s'", vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' started", vmrpc_domain_name(domain));
    return !arguments_has(arguments, "console") || console_connect(tool, domain);
}

static const struct ShutdownMode {
    const char *word;
    unsigned flag;
} shutdown_modes[] = {
    {"acpi", VMRPC_DOMAIN_SHUTDOWN_ACPI_BUTTON},  {"agent", VMRPC_DOMAIN_SHUTDOWN_GUEST_AGENT},
    {"initctl", VMRPC_DOMAIN_SHUTDOWN_INITCTL},   {"signal", VMRPC_DOMAIN_SHUTDOWN_SIGNAL},
    {"paravirt", VMRPC_DOMAIN_SHUTDOWN_PARAVIRT},
};

static char **complete_modes(Tool *tool)
{
    char **words = g_new0(char *, G_N_ELEMENTS(shutdown_modes) + 1);

    (void) tool;
    for (guint i = 0; i < G_N_ELEMENTS(shutdown_modes); i++)
        words[i] = g_strdup(shutdown_modes[i].word);
    return words;
}

static const Option shutdown_options[] = {
    OPTION_DOMAIN,
    {"mode", OPTION_STRING, 0, "ways to ask: acpi, agent, initctl, signal, paravirt; with commas",
     complete_modes},
    {0},
};

static bool parse_modes(const char *text, unsigned *ret_flags)
{
    g_auto(GStrv) words = g_strsplit(text ? text : "", ",", -1);
    unsigned flags = 0;

    for (char **word = words; *word; word++) {
        guint i = 0;

        while (i < G_N_ELEMENTS(shutdown_modes) && strcmp(*word, shutdown_modes[i].word))
            i++;
        if (i == G_N_ELEMENTS(shutdown_modes))
            return tool_fail(NULL,
                             "Unknown mode %s specified, expecting 'acpi', 'agent', 'initctl', "
                             "'signal', or 'paravirt'",
                             *word);
        flags |= shutdown_modes[i].flag;
    }
    *ret_flags = flags;
    return true;
}

typedef int (*FlaggedFunc)(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
typedef int (*PlainFunc)(VmrpcDomain *domain, VmrpcError **error);

/* One of func and plain; verb and done are for "Failed to VERB domain" and "Domain 'x' DONE". */
static bool act(Tool *tool, const Arguments *arguments, FlaggedFunc func, PlainFunc plain,
                unsigned flags, const char *verb, const char *done)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if ((func ? func(domain, flags, &error) : plain(domain, &error)) < 0)
        return tool_fail(error, "Failed to %s domain '%s'", verb, vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' %s", vmrpc_domain_name(domain), done);
    return true;
}

static bool run_shutdown(Tool *tool, const Arguments *arguments)
{
    unsigned flags;

    return parse_modes(arguments_string(arguments, "mode"), &flags) &&
           act(tool, arguments, vmrpc_domain_shutdown, NULL, flags, "shutdown",
               "is being shutdown");
}

static bool run_reboot(Tool *tool, const Arguments *arguments)
{
    unsigned flags;

    return parse_modes(arguments_string(arguments, "mode"), &flags) &&
           act(tool, arguments, vmrpc_domain_reboot, NULL, flags, "reboot", "is being rebooted");
}

static bool run_reset(Tool *tool, const Arguments *arguments)
{
    return act(tool, arguments, NULL, vmrpc_domain_reset, 0, "reset", "was reset");
}

static const Option destroy_options[] = {
    OPTION_DOMAIN,
    {"graceful", OPTION_BOOL, 0, "fail rather than kill an emulator that does not end", NULL},
    {"remove-logs", OPTION_BOOL, 0, "remove the guest's log files too", NULL},
    {0},
};

static const OptionFlag destroy_flags[] = {
    {"graceful", VMRPC_DOMAIN_DESTROY_GRACEFUL},
    {"remove-logs", VMRPC_DOMAIN_DESTROY_REMOVE_LOGS},
    {0},
};

static bool run_destroy(Tool *tool, const Arguments *arguments)
{
    return act(tool, arguments, vmrpc_domain_destroy, NULL,
               arguments_flags(arguments, destroy_flags), "destroy", "destroyed");
}

static bool run_suspend(Tool *tool, const Arguments *arguments)
{
    return act(tool, arguments, NULL, vmrpc_domain_suspend, 0, "suspend", "suspended");
}

static bool run_resume(Tool *tool, const Arguments *arguments)
{
    return act(tool, arguments, NULL, vmrpc_domain_resume, 0, "resume", "resumed");
}

const Command commands_domain_life[] = {
    {"start", "start a defined domain",
     "Starts a domain that is defined and does not run. If the emulator fails, its own words are\n"
     "    in the error.",
     start_options, 0, run_start},
    {"shutdown", "ask a guest to shut down",
     "Asks the guest to shut down, as its power button would, and does not wait for it. A guest\n"
     "    may ignore that; 'destroy' it cannot.",
     shutdown_options, 0, run_shutdown},
    {"reboot", "ask a guest to restart",
     "Asks the guest to restart, and does not wait for it. The emulator goes on running.",
     shutdown_options, 0, run_reboot},
    {"reset", "restart a guest at once",
     "Presses the reset button: the guest starts again from its firmware and is not asked before.",
     domain_only, 0, run_reset},
    {"destroy", "stop a guest at once",
     "Takes the power away. What the guest has not written yet is lost; the definition stays.",
     destroy_options, 0, run_destroy},
    {"suspend", "stop the CPUs of a guest",
     "Stops the virtual CPUs. Memory and devices stay as they are until 'resume'.", domain_only, 0,
     run_suspend},
    {"resume", "let the CPUs of a guest go on", "Lets a paused guest go on.", domain_only, 0,
     run_resume},
    {0},
};
