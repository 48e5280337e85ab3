/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dumpxml: the document of a domain, as the daemon has it.
 */
#include "tools/commands.h"
#include "tools/document.h"

static const Option dumpxml_options[] = {
    OPTION_DOMAIN,
    {"inactive", OPTION_BOOL, 0, "the definition, as of the next start", NULL},
    {"security-info", OPTION_BOOL, 0, "with passwords", NULL},
    {"update-cpu", OPTION_BOOL, 0, "with the CPU the host would give it", NULL},
    {"migratable", OPTION_BOOL, 0, "as another host should get it", NULL},
    OPTIONS_XPATH,
    {0},
};

static const OptionFlag dumpxml_flags[] = {
    {"inactive", VMRPC_DOMAIN_XML_INACTIVE},
    {"security-info", VMRPC_DOMAIN_XML_SECURE},
    {"update-cpu", VMRPC_DOMAIN_XML_UPDATE_CPU},
    {"migratable", VMRPC_DOMAIN_XML_MIGRATABLE},
    {0},
};

static bool run_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    xml = vmrpc_domain_xml(domain, arguments_flags(arguments, dumpxml_flags), &error);
    if (!xml)
        return tool_fail(error, "Failed to get the document of domain '%s'",
                         vmrpc_domain_name(domain));
    return document_print(tool->json, arguments, xml);
}

const Command commands_domain_xml[] = {
    {"dumpxml", "print a domain as an XML document",
     "Prints the <domain> document: of the running guest, or the definition if it does not run.",
     dumpxml_options, COMMAND_JSON, run_dumpxml},
    {0},
};
