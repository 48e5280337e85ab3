/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What reaches a guest from outside: send-key, inject-nmi, dompmwakeup; and what follows the end of
 * its run: set-lifecycle-action.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/key_names.h"

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

/* The place of a word in a list that NULL ends; -1: it is not there. */
static int find_word(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

/* ---- send-key ---- */

static const char *const codesets[] = {"linux",  "xt",  "atset1", "atset2", "atset3", "os_x",
                                       "xt_kbd", "usb", "win32",  "qnum",   NULL};

static char **complete_codesets(Tool *tool)
{
    (void) tool;
    return g_strdupv((char **) codesets);
}

static const Option send_key_options[] = {
    OPTION_DOMAIN,
    {"codeset", OPTION_STRING, 0, "what numbers mean: linux (the default), xt, usb, qnum ...",
     complete_codesets},
    {"holdtime", OPTION_NUMBER, 0, "milliseconds to hold them", NULL},
    {"keycode", OPTION_REST, OPTION_REQUIRED, "keys to press together: names or numbers",
     key_names_list},
    {0},
};

static bool parse_key(const char *word, unsigned codeset, unsigned *ret_key)
{
    bool hex = g_str_has_prefix(word, "0x");
    guint64 number;

    if (g_ascii_string_to_unsigned(hex ? word + 2 : word, hex ? 16 : 10, 0, G_MAXUINT16, &number,
                                   NULL)) {
        *ret_key = (unsigned) number;
        return true;
    }
    if (codeset == VMRPC_DOMAIN_KEYCODE_SET_LINUX && key_names_find(word, ret_key))
        return true;
    return tool_fail(NULL, "invalid keycode: '%s'", word);
}

static bool run_send_key(Tool *tool, const Arguments *arguments)
{
    const char *const *words = arguments_rest(arguments, "keycode");
    const char *set = arguments_string(arguments, "codeset");
    int codeset = set ? find_word(codesets, set) : VMRPC_DOMAIN_KEYCODE_SET_LINUX;
    unsigned keys[VMRPC_DOMAIN_SEND_KEY_MAX];
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    size_t n = 0;

    if (codeset < 0)
        return tool_fail(NULL, "unknown codeset: '%s'", set);
    for (; *words; words++) {
        if (n == VMRPC_DOMAIN_SEND_KEY_MAX)
            return tool_fail(NULL, "too many keycodes");
        if (!parse_key(*words, (unsigned) codeset, &keys[n++]))
            return false;
    }
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    return vmrpc_domain_send_key(domain, codeset, arguments_number(arguments, "holdtime"), keys, n,
                                 &error) == 0 ||
           tool_fail(error, "Failed to send keys to domain '%s'", vmrpc_domain_name(domain));
}

/* ---- inject-nmi, dompmwakeup ---- */

static bool run_inject_nmi(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    return domain && (vmrpc_domain_inject_nmi(domain, &error) == 0 ||
                      tool_fail(error, "Failed to inject an NMI into domain '%s'",
                                vmrpc_domain_name(domain)));
}

static bool run_wakeup(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_wakeup(domain, &error) < 0)
        return tool_fail(error, "Domain '%s' could not be woken up", vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' successfully woken up", vmrpc_domain_name(domain));
    return true;
}

/* ---- set-lifecycle-action ---- */

static const char *const lifecycle_types[] = {"poweroff", "reboot", "crash", NULL};
static const char *const lifecycle_actions[] = {"destroy",  "restart",          "rename-restart",
                                                "preserve", "coredump-destroy", "coredump-restart",
                                                NULL};

static char **complete_types(Tool *tool)
{
    (void) tool;
    return g_strdupv((char **) lifecycle_types);
}

static char **complete_actions(Tool *tool)
{
    (void) tool;
    return g_strdupv((char **) lifecycle_actions);
}

static const Option lifecycle_options[] = {
    OPTION_DOMAIN,
    {"type", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "poweroff, reboot or crash",
     complete_types},
    {"action", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "what follows: restart ...",
     complete_actions},
    {"live", OPTION_BOOL, 0, "of the running guest", NULL},
    {"config", OPTION_BOOL, 0, "of the definition, as of the next start", NULL},
    {"current", OPTION_BOOL, 0, "of the guest if it runs, else of the definition", NULL},
    {0},
};

static const OptionFlag affect_flags[] = {
    {"live", VMRPC_DOMAIN_AFFECT_LIVE},
    {"config", VMRPC_DOMAIN_AFFECT_CONFIG},
    {0},
};

static bool run_lifecycle(Tool *tool, const Arguments *arguments)
{
    int type = find_word(lifecycle_types, arguments_string(arguments, "type"));
    int action = find_word(lifecycle_actions, arguments_string(arguments, "action"));
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "current", "live") ||
        !arguments_exclusive(arguments, "current", "config"))
        return false;
    if (type < 0)
        return tool_fail(NULL, "Invalid lifecycle type '%s'.", arguments_string(arguments, "type"));
    if (action < 0)
        return tool_fail(NULL, "Invalid lifecycle action '%s'.",
                         arguments_string(arguments, "action"));
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    return vmrpc_domain_set_lifecycle_action(
               domain, type, action, arguments_flags(arguments, affect_flags), &error) == 0 ||
           tool_fail(error, "Unable to change lifecycle action.");
}

const Command commands_domain_nudge[] = {
    {"dompmwakeup", "wake a guest that sleeps", "Wakes a guest that has suspended itself.",
     domain_only, 0, run_wakeup},
    {"inject-nmi", "inject a non-maskable interrupt into a guest",
     "Interrupts the guest in a way that it cannot put off; many systems answer with a dump.",
     domain_only, 0, run_inject_nmi},
    {"send-key", "press keys of a guest's keyboard",
     "Presses keys together, for a moment: names as KEY_ENTER, or numbers of a codeset.",
     send_key_options, 0, run_send_key},
    {"set-lifecycle-action", "say what follows the end of a guest's run",
     "Changes what happens when the guest powers itself off, reboots or crashes.",
     lifecycle_options, 0, run_lifecycle},
    {0},
};
