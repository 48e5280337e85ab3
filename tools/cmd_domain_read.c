/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Single facts of a domain: domid, domname, domuuid, desc, metadata. They change nothing.
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

#define OPTIONS_AFFECT                                                                             \
    {"live", OPTION_BOOL, 0, "of the running guest", NULL},                                        \
        {"config", OPTION_BOOL, 0, "of the definition, as of the next start", NULL},               \
    {                                                                                              \
        "current", OPTION_BOOL, 0, "of the guest if it runs, else of the definition", NULL         \
    }

static const OptionFlag affect_flags[] = {
    {"live", VMRPC_AFFECT_LIVE},
    {"config", VMRPC_AFFECT_CONFIG},
    {0},
};

static bool check_affect(const Arguments *arguments)
{
    return arguments_exclusive(arguments, "current", "live") &&
           arguments_exclusive(arguments, "current", "config") &&
           arguments_exclusive(arguments, "live", "config");
}

static const Option desc_options[] = {
    OPTION_DOMAIN,
    OPTIONS_AFFECT,
    {"title", OPTION_BOOL, 0, "the title rather than the description", NULL},
    {0},
};

static bool run_desc(Tool *tool, const Arguments *arguments)
{
    bool title = arguments_has(arguments, "title");
    const char *what = title ? "title" : "description";
    int type = title ? VMRPC_METADATA_TITLE : VMRPC_METADATA_DESCRIPTION;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *text = NULL;
    VmrpcError *error = NULL;

    if (!check_affect(arguments))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    text =
        vmrpc_domain_metadata(domain, type, NULL, arguments_flags(arguments, affect_flags), &error);
    if (!text && vmrpc_error_code(error) != VMRPC_ERR_NO_DOMAIN_METADATA)
        return tool_fail(error, "Failed to get the %s of domain '%s'", what,
                         vmrpc_domain_name(domain));
    vmrpc_error_free(error);
    if (tool->json) {
        output_json(json_pack("{s:o}", what, output_json_text(text)));
    } else if (text) {
        output_document(text);
    } else {
        g_autofree char *none =
            g_strdup_printf("No %s for domain: %s", what, vmrpc_domain_name(domain));

        output_line(none);
    }
    return true;
}

static const Option metadata_options[] = {
    OPTION_DOMAIN,
    {"uri", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "XML namespace of the element",
     NULL},
    OPTIONS_AFFECT,
    {0},
};

static bool run_metadata(Tool *tool, const Arguments *arguments)
{
    const char *uri = arguments_string(arguments, "uri");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *text = NULL;
    VmrpcError *error = NULL;

    if (!check_affect(arguments))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    text = vmrpc_domain_metadata(domain, VMRPC_METADATA_ELEMENT, uri,
                                 arguments_flags(arguments, affect_flags), &error);
    if (!text)
        return tool_fail(error, "Failed to get the metadata of domain '%s'",
                         vmrpc_domain_name(domain));
    if (tool->json)
        output_json(
            json_pack("{s:o, s:o}", "uri", output_json_text(uri), "xml", output_json_text(text)));
    else
        output_document(text);
    return true;
}

const Command commands_domain_read[] = {
    {"domid", "print the id of a domain",
     "Prints the number a domain has while it runs, or '-' if it does not run.", domain_only,
     COMMAND_JSON, run_domid},
    {"domname", "print the name of a domain", "Prints the name, whatever was given to find it.",
     domain_only, COMMAND_JSON, run_domname},
    {"domuuid", "print the UUID of a domain", "Prints the UUID, whatever was given to find it.",
     domain_only, COMMAND_JSON, run_domuuid},
    {"desc", "print the description or the title of a domain",
     "Prints the text a domain was given for people.", desc_options, COMMAND_JSON, run_desc},
    {"metadata", "print an element of a domain's metadata",
     "Prints the element of the given XML namespace below <metadata>, which applications put\n"
     "    there for themselves.",
     metadata_options, COMMAND_JSON, run_metadata},
    {0},
};
