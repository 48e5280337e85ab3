/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces: attach-interface, detach-interface, domif-setlink, domif-getlink, domiflist. */
#include "tools/commands.h"
#include "tools/device.h"
#include "tools/output.h"
#include "tools/xpath.h"

#define INTERFACES "/domain/devices/interface"

/* ---- attach-interface, detach-interface ---- */

static const Option attach_options[] = {
    OPTION_DOMAIN,
    {"type", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "kind of network: user, bridge, ethernet", NULL},
    {"source", OPTION_STRING, OPTION_POSITIONAL, "name of the bridge; - for user", NULL},
    {"target", OPTION_STRING, 0, "name of the device on the host; chosen if not given", NULL},
    {"mac", OPTION_STRING, 0, "MAC address; chosen if not given", NULL},
    {"script", OPTION_STRING, 0, "program that is to set the device up, if the driver runs any",
     NULL},
    {"model", OPTION_STRING, 0, "virtio, e1000, rtl8139 ...", NULL},
    {"alias", OPTION_STRING, 0, "name of the device, beginning with ua-", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the element instead of attaching it", NULL},
    OPTIONS_DEVICE_AFFECT,
    {0},
};

static void add_leaf(GString *xml, const char *name, const char *attribute, const char *value)
{
    g_autofree char *text =
        value ? g_markup_printf_escaped("<%s %s='%s'/>", name, attribute, value) : NULL;

    if (text)
        g_string_append(xml, text);
}

static char *interface_element(const Arguments *arguments)
{
    const char *type = arguments_string(arguments, "type");
    g_autofree char *head = g_markup_printf_escaped("<interface type='%s'>", type);
    GString *xml = g_string_new(head);

    if (!g_str_equal(type, "user"))
        add_leaf(xml, "source", type, arguments_string(arguments, "source"));
    add_leaf(xml, "target", "dev", arguments_string(arguments, "target"));
    add_leaf(xml, "mac", "address", arguments_string(arguments, "mac"));
    add_leaf(xml, "script", "path", arguments_string(arguments, "script"));
    add_leaf(xml, "model", "type", arguments_string(arguments, "model"));
    add_leaf(xml, "alias", "name", arguments_string(arguments, "alias"));
    g_string_append(xml, "</interface>");
    return g_string_free(xml, FALSE);
}

static bool run_attach(Tool *tool, const Arguments *arguments)
{
    g_autofree char *xml = interface_element(arguments);

    return device_attach(tool, arguments, xml, "interface");
}

static const Option detach_options[] = {
    OPTION_DOMAIN,
    {"type", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "kind of network: user, bridge, ethernet", NULL},
    {"mac", OPTION_STRING, 0, "MAC address, if there are several", NULL},
    OPTIONS_DEVICE_AFFECT,
    {0},
};

static bool run_detach(Tool *tool, const Arguments *arguments)
{
    const char *type = arguments_string(arguments, "type");
    const char *mac = arguments_string(arguments, "mac");
    g_autofree char *with_mac = mac ? g_strdup_printf(" and mac/@address='%s'", mac) : g_strdup("");
    g_autofree char *expression = g_strdup_printf("interface[@type='%s'%s]", type, with_mac);
    g_autofree char *what =
        mac ? g_strdup_printf("interface of type '%s' with the MAC address %s", type, mac)
            : g_strdup_printf("interface of type '%s'", type);
    g_auto(DeviceCommand) command = {0};
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!device_check_word(type) || (mac && !device_check_word(mac)) ||
        !device_command_begin(tool, arguments, &command) ||
        !(xml = device_element(&command, expression, what)))
        return false;
    if (vmrpc_domain_device_detach(command.domain, xml, command.flags, &error) < 0)
        return tool_fail(error, "Failed to detach interface");
    tool_say(tool, "Interface detached successfully");
    return true;
}

/* ---- links ---- */

#define OPTION_INTERFACE                                                                           \
    {                                                                                              \
        "interface", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                           \
            "MAC address or device of the interface", NULL                                         \
    }

static char **complete_states(Tool *tool)
{
    static const char *const states[] = {"up", "down", NULL};

    (void) tool;
    return g_strdupv((char **) states);
}

static const Option setlink_options[] = {
    OPTION_DOMAIN,
    OPTION_INTERFACE,
    {"state", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "up or down", complete_states},
    {"config", OPTION_BOOL, 0, "of the definition, as of the next start", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the element instead of changing the link", NULL},
    {0},
};
static const Option getlink_options[] = {
    OPTION_DOMAIN,
    OPTION_INTERFACE,
    {"config", OPTION_BOOL, 0, "of the definition, as of the next start", NULL},
    {0},
};

static char *find_interface(const DeviceCommand *command, const char *name)
{
    g_autofree char *expression =
        g_strdup_printf("interface[mac/@address='%s' or target/@dev='%s']", name, name);
    g_autofree char *what = g_strdup_printf("interface (device or MAC address) '%s'", name);

    return device_check_word(name) ? device_element(command, expression, what) : NULL;
}

static bool run_setlink(Tool *tool, const Arguments *arguments)
{
    const char *state = arguments_string(arguments, "state");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *old = NULL, *xml = NULL, *link = NULL;
    unsigned flags = arguments_has(arguments, "config") ? VMRPC_DOMAIN_AFFECT_CONFIG : 0;
    VmrpcError *error = NULL;

    if (!g_str_equal(state, "up") && !g_str_equal(state, "down"))
        return tool_fail(NULL, "invalid link state '%s'", state);
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain || !(old = find_interface(&(DeviceCommand){domain, flags},
                                          arguments_string(arguments, "interface"))))
        return false;
    link = g_strdup_printf("<link state='%s'/>", state);
    xml = xpath_edit(old, NULL, NULL, "link", link);
    if (arguments_has(arguments, "print-xml")) {
        output_document(xml);
        return true;
    }
    if (vmrpc_domain_device_update(domain, xml, flags, &error) < 0)
        return tool_fail(error, "Failed to update interface link state");
    tool_say(tool, "Device updated successfully");
    return true;
}

static bool run_getlink(Tool *tool, const Arguments *arguments)
{
    const char *name = arguments_string(arguments, "interface");
    unsigned flags = arguments_has(arguments, "config") ? VMRPC_DOMAIN_AFFECT_CONFIG : 0;
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree char *xml = domain ? find_interface(&(DeviceCommand){domain, flags}, name) : NULL;
    g_autoptr(Xpath) xpath = xml ? xpath_new(xml) : NULL;
    g_autofree char *state = xpath ? xpath_string(xpath, "/interface/link/@state") : NULL;
    g_autofree char *line = NULL;

    if (!xpath)
        return false;
    if (tool->json) {
        output_json(json_pack("{s:o, s:s}", "interface", output_json_text(name), "link",
                              state ? state : "up"));
        return true;
    }
    line = g_strdup_printf("%s %s", name, state ? state : "up");
    output_line(line);
    return true;
}

/* ---- domiflist ---- */

static const Option list_options[] = {
    OPTION_DOMAIN,
    {"inactive", OPTION_BOOL, 0, "of the definition, though the domain runs", NULL},
    {0},
};

static const struct {
    const char *key, *title, *expression;
} columns[] = {
    {"interface", "Interface", "target/@dev"},
    {"type", "Type", "@type"},
    {"source", "Source", "source/@*"},
    {"model", "Model", "model/@type"},
    {"mac", "MAC", "mac/@address"},
};

static json_t *interface_json(Xpath *xpath, unsigned place)
{
    json_t *object = json_object();

    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *text = xpath_string_of(xpath, INTERFACES, place, columns[i].expression);

        json_object_set_new(object, columns[i].key, output_json_text(text));
    }
    return object;
}

static char **interface_cells(Xpath *xpath, unsigned place)
{
    char **cells = g_new0(char *, G_N_ELEMENTS(columns) + 1);

    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++) {
        cells[i] = xpath_string_of(xpath, INTERFACES, place, columns[i].expression);
        if (!cells[i])
            cells[i] = g_strdup("-");
    }
    return cells;
}

static bool run_list(Tool *tool, const Arguments *arguments)
{
    const char *head[G_N_ELEMENTS(columns) + 1] = {NULL};
    unsigned flags = arguments_has(arguments, "inactive") ? VMRPC_DOMAIN_XML_INACTIVE : 0;
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    g_autofree char *xml = domain ? vmrpc_domain_xml(domain, flags, &error) : NULL;
    g_autoptr(Xpath) xpath = xml ? xpath_new(xml) : NULL;
    g_autoptr(json_t) list = json_array();
    g_autoptr(Table) table = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++)
        head[i] = columns[i].title;
    table = table_new(head);
    if (!domain)
        return false;
    if (!xpath)
        return tool_fail(error, "Failed to get interface information");
    for (unsigned i = 1; i <= xpath_count(xpath, INTERFACES); i++) {
        json_array_append_new(list, interface_json(xpath, i));
        table_add(table, interface_cells(xpath, i));
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "interfaces", list));
    else
        table_print(table, !tool->quiet);
    return true;
}

const Command commands_device_interface[] = {
    {"attach-interface", "attach an interface", "Plugs in a network interface.", attach_options, 0,
     run_attach},
    {"detach-interface", "detach an interface",
     "Takes out an interface; a running guest is asked to let go of it.", detach_options, 0,
     run_detach},
    {"domif-setlink", "set the link of an interface", "Plugs the cable in, or pulls it.",
     setlink_options, 0, run_setlink},
    {0},
};

const Command commands_device_interface_list[] = {
    {"domif-getlink", "show the link of an interface", "Tells whether the cable is plugged in.",
     getlink_options, COMMAND_JSON, run_getlink},
    {"domiflist", "list the interfaces of a domain", "Lists the network interfaces of a domain.",
     list_options, COMMAND_JSON, run_list},
    {0},
};
