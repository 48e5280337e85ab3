/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine and the daemon: capabilities, domcapabilities, hostname, nodeinfo, uri, version,
 * server-info. They change nothing.
 */
#include <stdio.h>

#include "config.h"
#include "tools/commands.h"
#include "tools/output.h"

/* One document under the key "xml". Takes both. */
static bool print_document(Tool *tool, char *text, VmrpcError *error, const char *what)
{
    g_autofree char *xml = text;

    if (!xml)
        return tool_fail(error, "failed to get %s", what);
    if (tool->json)
        output_json(json_pack("{s:o}", "xml", output_json_text(xml)));
    else
        output_document(xml);
    return true;
}

/* One line under a key. Takes both. */
static bool print_line(Tool *tool, char *text, VmrpcError *error, const char *key)
{
    g_autofree char *line = text;

    if (!line)
        return tool_fail(error, "failed to get %s", key);
    if (tool->json)
        output_json(json_pack("{s:o}", key, output_json_text(line)));
    else
        output_line(line);
    return true;
}

static bool run_capabilities(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    char *text = vmrpc_connection_capabilities(tool->connection, &error);

    (void) arguments;
    return print_document(tool, text, error, "capabilities");
}

static const Option domcapabilities_options[] = {
    {"virttype", OPTION_STRING, 0, "type of domain: kvm, qemu", NULL},
    {"emulatorbin", OPTION_STRING, 0, "path of the emulator", complete_files},
    {"arch", OPTION_STRING, 0, "architecture of the guest", NULL},
    {"machine", OPTION_STRING, 0, "machine type", NULL},
    {0},
};

static bool run_domcapabilities(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    char *text = vmrpc_connection_domain_capabilities(
        tool->connection, arguments_string(arguments, "emulatorbin"),
        arguments_string(arguments, "arch"), arguments_string(arguments, "machine"),
        arguments_string(arguments, "virttype"), &error);

    return print_document(tool, text, error, "emulator capabilities");
}

static bool run_hostname(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    char *text = vmrpc_connection_hostname(tool->connection, &error);

    (void) arguments;
    return print_line(tool, text, error, "hostname");
}

static bool run_uri(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    char *text = vmrpc_connection_uri(tool->connection, &error);

    (void) arguments;
    return print_line(tool, text, error, "uri");
}

static json_t *node_json(const VmrpcNodeInfo *info)
{
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:I}", "cpu_model",
                     output_json_text(info->model), "cpus", info->cpus, "mhz", info->mhz, "sockets",
                     info->sockets, "cores", info->cores, "threads", info->threads, "numa_cells",
                     info->nodes, "memory_kib", (json_int_t) info->memory_kib);
}

static bool run_nodeinfo(Tool *tool, const Arguments *arguments)
{
    VmrpcError *error = NULL;
    VmrpcNodeInfo info;

    (void) arguments;
    if (vmrpc_node_info(tool->connection, &info, &error) < 0)
        return tool_fail(error, "failed to get node information");
    if (tool->json) {
        output_json(node_json(&info));
        return true;
    }
    output_field(20, "CPU model:", "%s", info.model);
    output_field(20, "CPU(s):", "%d", info.cpus);
    if (info.mhz)
        output_field(20, "CPU frequency:", "%d MHz", info.mhz);
    output_field(20, "CPU socket(s):", "%d", info.sockets);
    output_field(20, "Core(s) per socket:", "%d", info.cores);
    output_field(20, "Thread(s) per core:", "%d", info.threads);
    output_field(20, "NUMA cell(s):", "%d", info.nodes);
    output_field(20, "Memory size:", "%" G_GUINT64_FORMAT " KiB", info.memory_kib);
    return true;
}

static char *version_text(uint64_t version)
{
    return g_strdup_printf("%u.%u.%u", (unsigned) (version / 1000000),
                           (unsigned) (version / 1000 % 1000), (unsigned) (version % 1000));
}

/* What the server says of versions. */
typedef struct Versions {
    char *type;
    char *hypervisor;
    char *server;
} Versions;

static void versions_clear(Versions *versions)
{
    g_free(versions->type);
    g_free(versions->hypervisor);
    g_free(versions->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Versions, versions_clear)

static bool versions_ask(Versions *versions, VmrpcConnection *connection, VmrpcError **error)
{
    uint64_t hypervisor, server;

    versions->type = vmrpc_connection_driver(connection, error);
    if (!versions->type ||
        vmrpc_connection_hypervisor_version(connection, &hypervisor, error) < 0 ||
        vmrpc_connection_libvirt_version(connection, &server, error) < 0)
        return false;
    versions->hypervisor = version_text(hypervisor);
    versions->server = version_text(server);
    return true;
}

static const Option version_options[] = {
    {"daemon", OPTION_BOOL, 0, "print the daemon's version too", NULL},
    {0},
};

static bool run_version(Tool *tool, const Arguments *arguments)
{
    const char *library = vmrpc_library_version();
    g_auto(Versions) versions = {0};
    VmrpcError *error = NULL;

    if (!versions_ask(&versions, tool->connection, &error))
        return tool_fail(error, "failed to get the version");
    if (tool->json) {
        output_json(json_pack("{s:s, s:s, s:o, s:o, s:o}", "compiled", PACKAGE_VERSION, "library",
                              library, "type", output_json_text(versions.type), "hypervisor",
                              output_json_text(versions.hypervisor), "daemon",
                              output_json_text(versions.server)));
        return true;
    }
    output_field(0, "Compiled against library:", "libvmrpc %s", PACKAGE_VERSION);
    output_field(0, "Using library:", "libvmrpc %s", library);
    output_field(0, "Using API:", "%s %s", versions.type, library);
    output_field(0, "Running hypervisor:", "%s %s", versions.type, versions.hypervisor);
    if (arguments_has(arguments, "daemon"))
        output_field(0, "Running against daemon:", "%s", versions.server);
    return true;
}

static void print_server(VmrpcConnection *connection, const char *uri, const Versions *versions,
                         bool secure)
{
    const char *software = vmrpc_connection_server_software(connection);

    output_field(15, "Software:", "%s", software ? software : "unknown");
    output_field(15, "API version:", "%s", versions->server);
    output_field(15, "Address:", "%s", vmrpc_connection_address(connection));
    output_field(15, "Secure:", "%s", secure ? "yes" : "no");
    output_field(15, "URI:", "%s", uri);
    output_field(15, "Hypervisor:", "%s %s", versions->type, versions->hypervisor);
}

static json_t *server_json(VmrpcConnection *connection, const char *uri, const Versions *versions,
                           bool secure)
{
    return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "software",
                     output_json_text(vmrpc_connection_server_software(connection)), "api_version",
                     output_json_text(versions->server), "address",
                     output_json_text(vmrpc_connection_address(connection)), "secure", secure,
                     "uri", output_json_text(uri), "type", output_json_text(versions->type),
                     "hypervisor", output_json_text(versions->hypervisor));
}

static bool run_server_info(Tool *tool, const Arguments *arguments)
{
    VmrpcConnection *connection = tool->connection;
    g_auto(Versions) versions = {0};
    VmrpcError *error = NULL;
    g_autofree char *uri = vmrpc_connection_uri(connection, &error);
    int secure;

    (void) arguments;
    if (!uri || !versions_ask(&versions, connection, &error))
        return tool_fail(error, "failed to get information on the server");
    secure = vmrpc_connection_is_secure(connection, &error);
    if (secure < 0)
        return tool_fail(error, "failed to get information on the server");
    if (tool->json)
        output_json(server_json(connection, uri, &versions, secure));
    else
        print_server(connection, uri, &versions, secure);
    return true;
}

const Command commands_host[] = {
    {"capabilities", "print what machine and driver can do", "Prints a <capabilities> document.",
     NULL, COMMAND_JSON, run_capabilities},
    {"domcapabilities", "print what guests can have",
     "Prints a <domainCapabilities> document for an emulator, architecture, machine and type; the\n"
     "    daemon chooses what is not given.",
     domcapabilities_options, COMMAND_JSON, run_domcapabilities},
    {"hostname", "print the name of the machine", "Prints the host name of the daemon's machine.",
     NULL, COMMAND_JSON, run_hostname},
    {"nodeinfo", "print CPUs and memory of the machine",
     "Prints the CPUs and the memory of the daemon's machine.", NULL, COMMAND_JSON, run_nodeinfo},
    {"uri", "print the URI of the connection", "Prints the URI as the daemon names it.", NULL,
     COMMAND_JSON, run_uri},
    {"version", "print versions", "Prints the versions of the library and the hypervisor.",
     version_options, COMMAND_JSON, run_version},
    {"server-info", "print what is known of the daemon",
     "Prints software, version and address of the daemon, and whether somebody on the\n"
     "    way could read along.",
     NULL, COMMAND_JSON, run_server_info},
    {0},
};
