/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The connection and the error output of the tool: see tool.h.
 *
 * Standard output is flushed before anything goes to standard error, so that both in one file read
 * in the order of what happened.
 */
#include "tools/tool.h"

#include <stdio.h>

#include "tools/output.h"

void tool_clear(Tool *tool)
{
    tool_disconnect(tool);
    g_clear_pointer(&tool->uri, g_free);
}

void tool_disconnect(Tool *tool)
{
    vmrpc_connection_close(g_steal_pointer(&tool->connection));
    tool->was_lost = false;
}

VmrpcConnection *tool_connect(Tool *tool)
{
    VmrpcError *error = NULL;
    unsigned int flags = (tool->read_only ? VMRPC_CONNECTION_OPEN_READ_ONLY : 0) |
                         (tool->reconnect ? VMRPC_CONNECTION_OPEN_RECONNECT : 0);

    if (tool->connection)
        return tool->connection;
    tool->connection = vmrpc_connection_open(tool->uri, flags, &error);
    if (!tool->connection) {
        tool_fail(error, "failed to connect to the hypervisor");
        return NULL;
    }
    if (tool->was_lost)
        tool_fail(NULL, "Reconnected to the hypervisor");
    tool->was_lost = false;
    return tool->connection;
}

void tool_check_connection(Tool *tool)
{
    if (!tool->connection || vmrpc_connection_is_alive(tool->connection))
        return;
    tool_fail(NULL, "Disconnected from %s", vmrpc_connection_address(tool->connection));
    tool_disconnect(tool);
    tool->was_lost = true;
}

VmrpcDomain *tool_domain(Tool *tool, const char *argument)
{
    VmrpcError *error = NULL;
    VmrpcDomain *domain = vmrpc_domain_lookup(tool->connection, argument, &error);

    if (!domain)
        tool_fail(error, "failed to get domain '%s'", argument);
    return domain;
}

static void tool_print_error(const char *message)
{
    g_autofree char *printable = output_printable_text(message);
    g_auto(GStrv) lines = g_strsplit(printable, "\n", -1);

    for (char **line = lines; *line; line++)
        fprintf(stderr, "error: %s\n", *line);
}

bool tool_fail(VmrpcError *error, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    output_flush();
    tool_print_error(message);
    if (error)
        tool_print_error(vmrpc_error_message(error));
    vmrpc_error_free(error);
    return false;
}

void tool_say(Tool *tool, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    if (tool->quiet || tool->json)
        return;
    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    output_line(message);
}
