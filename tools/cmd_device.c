/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices by their documents: attach-device, detach-device, detach-device-alias, update-device. */
#include "tools/commands.h"
#include "tools/device.h"
#include "tools/document.h"

static const Option file_options[] = {OPTION_DOMAIN, OPTION_FILE, OPTIONS_DEVICE_AFFECT, {0}};
static const Option update_options[] = {
    OPTION_DOMAIN,
    OPTION_FILE,
    OPTIONS_DEVICE_AFFECT,
    {"force", OPTION_BOOL, 0, "even if the guest has locked the tray", NULL},
    {0},
};
static const Option alias_options[] = {
    OPTION_DOMAIN,
    {"alias", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "name of the device in the document of the domain", NULL},
    OPTIONS_AFFECT,
    {0},
};

typedef int (*DeviceCall)(VmrpcDomain *domain, const char *xml, unsigned int flags,
                          VmrpcError **error);

static bool run_with_file(Tool *tool, const Arguments *arguments, DeviceCall call, unsigned flags,
                          const char *verb, const char *done)
{
    const char *file = arguments_string(arguments, "file");
    g_auto(DeviceCommand) command = {0};
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!device_command_begin(tool, arguments, &command) || !(xml = document_read(file)))
        return false;
    if (call(command.domain, xml, command.flags | flags, &error) < 0)
        return tool_fail(error, "Failed to %s device from %s", verb, file);
    tool_say(tool, "Device %s successfully", done);
    return true;
}

static bool run_attach(Tool *tool, const Arguments *arguments)
{
    return run_with_file(tool, arguments, vmrpc_domain_device_attach, 0, "attach", "attached");
}

static bool run_detach(Tool *tool, const Arguments *arguments)
{
    return run_with_file(tool, arguments, vmrpc_domain_device_detach, 0, "detach", "detached");
}

static bool run_update(Tool *tool, const Arguments *arguments)
{
    unsigned flags = arguments_has(arguments, "force") ? VMRPC_DOMAIN_DEVICE_UPDATE_FORCE : 0;

    return run_with_file(tool, arguments, vmrpc_domain_device_update, flags, "update", "updated");
}

static bool run_detach_alias(Tool *tool, const Arguments *arguments)
{
    const char *alias = arguments_string(arguments, "alias");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;

    if (!affect_check(arguments, false))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if (vmrpc_domain_device_detach_by_alias(domain, alias, affect_flags(arguments), &error) < 0)
        return tool_fail(error, "Failed to detach device with alias %s", alias);
    tool_say(tool, "Device with alias '%s' detached successfully", alias);
    return true;
}

const Command commands_device[] = {
    {"attach-device", "attach a device from an XML file",
     "Plugs in a device: an element as in <devices>.", file_options, 0, run_attach},
    {"detach-device", "detach a device from an XML file",
     "Takes out the device that an element means; a running guest is asked to let go of it.",
     file_options, 0, run_detach},
    {"detach-device-alias", "detach a device by its alias",
     "Takes out the device of that alias; a running guest is asked to let go of it.", alias_options,
     0, run_detach_alias},
    {"update-device", "update a device from an XML file",
     "Changes a device into what an element says: a medium, a link, a password.", update_options, 0,
     run_update},
    {0},
};
