/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit: the definition of a domain through the user's editor.
 */
#include "tools/commands.h"
#include "tools/editor.h"

static char *get_definition(void *object)
{
    VmrpcError *error = NULL;
    char *xml =
        vmrpc_domain_xml(object, VMRPC_DOMAIN_XML_INACTIVE | VMRPC_DOMAIN_XML_SECURE, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of domain '%s'", vmrpc_domain_name(object));
    return xml;
}

static bool define(Tool *tool, void *object, const char *xml)
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcDomain) defined = vmrpc_domain_define(tool->connection, xml, 0, &error);

    return defined || tool_fail(error, "Failed to define domain '%s'", vmrpc_domain_name(object));
}

static bool run_edit(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree char *what = NULL;
    g_autofree char *title = NULL;

    if (!domain)
        return false;
    what = g_strdup_printf("domain '%s'", vmrpc_domain_name(domain));
    title = g_strdup_printf("Domain '%s'", vmrpc_domain_name(domain));
    return editor_run(tool, &(Edit){.what = what,
                                    .title = title,
                                    .object = domain,
                                    .get = get_definition,
                                    .define = define});
}

static const Option edit_options[] = {OPTION_DOMAIN, {0}};

const Command commands_edit[] = {
    {"edit", "change the definition of a domain in an editor",
     "Opens the definition in $VISUAL, $EDITOR or vi, and defines what was saved. If that fails "
     "on\n"
     "    a terminal, it offers to edit again.",
     edit_options, 0, run_edit},
    {0},
};
