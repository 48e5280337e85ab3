/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Single facts of a domain: domid, domname, domuuid. They change nothing.
 */
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

/* One value under a key: its text on a line, or an object with that member. */
static void print_member(Tool *tool, const char *key, const char *text, json_t *value)
{
    g_autoptr(json_t) owned = value;

    if (tool->json)
        output_json(json_pack("{s:O}", key, owned));
    else
        output_line(text);
}

static bool run_domid(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree char *text = NULL;
    int id;

    if (!domain)
        return false;
    id = vmrpc_domain_id(domain);
    text = id < 0 ? g_strdup("-") : g_strdup_printf("%d", id);
    print_member(tool, "id", text, id < 0 ? json_null() : json_integer(id));
    return true;
}

static bool print_text(Tool *tool, const Arguments *arguments, const char *key,
                       const char *(*get)(const VmrpcDomain *domain))
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));

    if (!domain)
        return false;
    print_member(tool, key, get(domain), output_json_text(get(domain)));
    return true;
}

static bool run_domname(Tool *tool, const Arguments *arguments)
{
    return print_text(tool, arguments, "name", vmrpc_domain_name);
}

static bool run_domuuid(Tool *tool, const Arguments *arguments)
{
    return print_text(tool, arguments, "uuid", vmrpc_domain_uuid_string);
}

const Command commands_domain_read[] = {
    {"domid", "print the id of a domain",
     "Prints the number a domain has while it runs, or '-' if it does not run.", domain_only,
     COMMAND_JSON, run_domid},
    {"domname", "print the name of a domain", "Prints the name, whatever was given to find it.",
     domain_only, COMMAND_JSON, run_domname},
    {"domuuid", "print the UUID of a domain", "Prints the UUID, whatever was given to find it.",
     domain_only, COMMAND_JSON, run_domuuid},
    {0},
};
