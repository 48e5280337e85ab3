/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the commands that change devices: see device.h. */
#include "tools/device.h"

#include <string.h>

#include "tools/output.h"
#include "tools/xpath.h"

bool device_command_begin(Tool *tool, const Arguments *arguments, DeviceCommand *ret)
{
    VmrpcError *error = NULL;
    VmrpcDomain *domain;
    int active = 0;

    if (!affect_check(arguments, false) || !arguments_exclusive(arguments, "persistent", "current"))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    ret->domain = domain;
    ret->flags = affect_flags(arguments);
    if (!arguments_has(arguments, "persistent"))
        return true;
    active = vmrpc_domain_is_active(domain, &error);
    if (active < 0)
        return tool_fail(error, "Failed to get the state of domain '%s'",
                         vmrpc_domain_name(domain));
    ret->flags |= VMRPC_DOMAIN_AFFECT_CONFIG | (active ? VMRPC_DOMAIN_AFFECT_LIVE : 0);
    return true;
}

void device_command_clear(DeviceCommand *command)
{
    g_clear_pointer(&command->domain, vmrpc_domain_unref);
}

bool device_check_word(const char *word)
{
    return !strpbrk(word, "'\"") || tool_fail(NULL, "no device is called '%s'", word);
}

bool device_attach(Tool *tool, const Arguments *arguments, const char *xml, const char *what)
{
    g_auto(DeviceCommand) command = {0};
    VmrpcError *error = NULL;

    if (arguments_has(arguments, "print-xml")) {
        output_document(xml);
        return true;
    }
    if (!device_command_begin(tool, arguments, &command))
        return false;
    if (vmrpc_domain_device_attach(command.domain, xml, command.flags, &error) < 0)
        return tool_fail(error, "Failed to attach %s", what);
    tool_say(tool, "%c%s attached successfully", g_ascii_toupper(*what), what + 1);
    return true;
}

char *device_element(const DeviceCommand *command, const char *expression, const char *what)
{
    /* What a change of the definition alone concerns is to be found there. */
    unsigned flags = command->flags == VMRPC_DOMAIN_AFFECT_CONFIG ? VMRPC_DOMAIN_XML_INACTIVE : 0;
    VmrpcError *error = NULL;
    g_autofree char *xml = vmrpc_domain_xml(command->domain, flags, &error);
    g_autofree char *path = g_strconcat("/domain/devices/", expression, NULL);
    g_autoptr(Xpath) xpath = NULL;
    g_auto(GStrv) nodes = NULL;

    if (!xml) {
        tool_fail(error, "Failed to get the document of domain '%s'",
                  vmrpc_domain_name(command->domain));
        return NULL;
    }
    xpath = xpath_new(xml);
    nodes = xpath ? xpath_nodes(xpath, path) : NULL;
    if (nodes && !nodes[0])
        tool_fail(NULL, "No %s found in domain '%s'", what, vmrpc_domain_name(command->domain));
    else if (nodes && nodes[1])
        tool_fail(NULL, "More than one %s found in domain '%s'", what,
                  vmrpc_domain_name(command->domain));
    else if (nodes)
        return g_strdup(nodes[0]);
    return NULL;
}
