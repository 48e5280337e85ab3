/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where a guest's screens and terminals are: vncdisplay, domdisplay, ttyconsole. All is read from
 * the document of the running guest.
 */
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/xpath.h"

#include <stdlib.h>
#include <string.h>

#define GRAPHICS "/domain/devices/graphics"
/* A display number of VNC is a port less this. */
#define VNC_FIRST_PORT 5900

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

/* The document of a domain that must run; prints why there is none. */
static Xpath *running_document(VmrpcDomain *domain, unsigned flags)
{
    VmrpcError *error = NULL;
    g_autofree char *xml = NULL;
    int state;

    if (vmrpc_domain_state(domain, &state, NULL, &error) < 0) {
        tool_fail(error, "Failed to get the state of domain '%s'", vmrpc_domain_name(domain));
        return NULL;
    }
    if (state == VMRPC_DOMAIN_STATE_SHUTOFF) {
        tool_fail(NULL, "Domain is not running");
        return NULL;
    }
    xml = vmrpc_domain_xml(domain, flags, &error);
    if (!xml) {
        tool_fail(error, "Failed to get the document of domain '%s'", vmrpc_domain_name(domain));
        return NULL;
    }
    return xpath_new(xml);
}

/* Nobody connects to "any address". */
static const char *reachable(const char *address)
{
    return !address || !*address || !g_strcmp0(address, "0.0.0.0") || !g_strcmp0(address, "::")
               ? "localhost"
               : address;
}

static char *listen_address(Xpath *xpath, unsigned place)
{
    char *address = xpath_string_of(xpath, GRAPHICS, place, "listen[@type='address']/@address");

    return address ? address : xpath_string_of(xpath, GRAPHICS, place, "@listen");
}

static char *listen_socket(Xpath *xpath, unsigned place)
{
    char *path = xpath_string_of(xpath, GRAPHICS, place, "@socket");

    return path ? path : xpath_string_of(xpath, GRAPHICS, place, "listen[@type='socket']/@socket");
}

static bool run_vncdisplay(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(Xpath) xpath = domain ? running_document(domain, 0) : NULL;
    g_autofree char *type = NULL, *port = NULL, *socket = NULL, *address = NULL, *display = NULL;
    int number;

    if (!xpath)
        return false;
    type = xpath_string_of(xpath, GRAPHICS "[@type='vnc']", 1, "@type");
    port = xpath_string_of(xpath, GRAPHICS "[@type='vnc']", 1, "@port");
    socket = listen_socket(xpath, 1);
    number = port ? atoi(port) : -1;
    if (type && socket) {
        output_word(tool->json, "display", socket);
        return true;
    }
    if (number < VNC_FIRST_PORT)
        return tool_fail(NULL, "Failed to get VNC port. Is this domain using VNC?");
    address = listen_address(xpath, 1);
    if (!address || !g_strcmp0(address, "0.0.0.0") || !g_strcmp0(address, "::"))
        display = g_strdup_printf(":%d", number - VNC_FIRST_PORT);
    else
        display = g_strdup_printf("%s:%d", address, number - VNC_FIRST_PORT);
    output_word(tool->json, "display", display);
    return true;
}

/* vnc://:PASSWORD@HOST:NUMBER, spice://HOST:PORT?password=PASSWORD, as virsh writes it; NULL: it is
 * not reachable. */
static char *display_uri(Xpath *xpath, unsigned place, bool with_password)
{
    g_autofree char *type = xpath_string_of(xpath, GRAPHICS, place, "@type");
    g_autofree char *port = xpath_string_of(xpath, GRAPHICS, place, "@port");
    g_autofree char *socket = listen_socket(xpath, place);
    g_autofree char *address = listen_address(xpath, place);
    g_autofree char *password =
        with_password ? xpath_string_of(xpath, GRAPHICS, place, "@passwd") : NULL;
    g_autofree char *escaped = password ? g_uri_escape_string(password, NULL, FALSE) : NULL;
    bool is_vnc = !g_strcmp0(type, "vnc");
    g_autofree char *user = is_vnc && escaped ? g_strdup_printf(":%s@", escaped) : g_strdup("");
    g_autofree char *query =
        !is_vnc && escaped ? g_strdup_printf("?password=%s", escaped) : g_strdup("");
    const char *host = reachable(address);
    int number = port ? atoi(port) : -1;

    if (socket)
        return g_strdup_printf("%s+unix://%s%s%s", type, is_vnc && escaped ? ":" : "",
                               is_vnc && escaped ? escaped : "", socket);
    if (number <= 0)
        return NULL;
    return g_strdup_printf(strchr(host, ':') ? "%s://%s[%s]:%d%s" : "%s://%s%s:%d%s", type, user,
                           host, is_vnc ? number - VNC_FIRST_PORT : number, query);
}

static const Option domdisplay_options[] = {
    OPTION_DOMAIN,
    {"include-password", OPTION_BOOL, 0, "with the password", NULL},
    {"type", OPTION_STRING, 0, "of this kind only, such as vnc", NULL},
    {"all", OPTION_BOOL, 0, "all rather than the first", NULL},
    {0},
};

static bool run_domdisplay(Tool *tool, const Arguments *arguments)
{
    bool with_password = arguments_has(arguments, "include-password");
    const char *wanted = arguments_string(arguments, "type");
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(Xpath) xpath =
        domain ? running_document(domain, with_password ? VMRPC_DOMAIN_XML_SECURE : 0) : NULL;
    g_autoptr(json_t) uris = json_array();

    if (!xpath)
        return false;
    for (unsigned i = 1; i <= xpath_count(xpath, GRAPHICS); i++) {
        g_autofree char *type = xpath_string_of(xpath, GRAPHICS, i, "@type");
        g_autofree char *uri = display_uri(xpath, i, with_password);

        if (uri && (!wanted || !g_strcmp0(type, wanted)) &&
            (json_array_size(uris) == 0 || arguments_has(arguments, "all")))
            json_array_append_new(uris, output_json_text(uri));
    }
    if (json_array_size(uris) == 0)
        return wanted ? tool_fail(NULL, "No graphical display with type '%s' found", wanted)
                      : tool_fail(NULL, "No graphical display found");
    for (size_t i = 0; !tool->json && i < json_array_size(uris); i++)
        output_line(json_string_value(json_array_get(uris, i)));
    if (tool->json)
        output_json(json_pack("{s:O}", "displays", uris));
    return true;
}

static bool run_ttyconsole(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(Xpath) xpath = domain ? running_document(domain, 0) : NULL;
    g_autofree char *path = NULL;

    if (!xpath)
        return false;
    path = xpath_string(xpath, "/domain/devices/console/@tty");
    if (!path)
        return tool_fail(NULL, "domain '%s' has no console on a terminal",
                         vmrpc_domain_name(domain));
    output_word(tool->json, "tty", path);
    return true;
}

const Command commands_domain_display[] = {
    {"domdisplay", "print where a guest's screens can be seen",
     "Prints the URI by which a viewer connects to the screen of a running guest.",
     domdisplay_options, COMMAND_JSON, run_domdisplay},
    {"ttyconsole", "print the terminal of a guest's console",
     "Prints the path of the pseudo-terminal that the console of a running guest is on.",
     domain_only, COMMAND_JSON, run_ttyconsole},
    {"vncdisplay", "print the display of a guest's VNC server",
     "Prints address and display number, or the path of the socket.", domain_only, COMMAND_JSON,
     run_vncdisplay},
    {0},
};
