/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who else is connected to the daemon: client-list, client-close.
 */
#include <inttypes.h>

#include "tools/commands.h"
#include "tools/output.h"

static char *client_since(const VmrpcClientInfo *client)
{
    g_autoptr(GDateTime) since =
        g_date_time_new_from_unix_local((gint64) (client->since_us / G_USEC_PER_SEC));

    return since ? g_date_time_format(since, "%Y-%m-%d %H:%M:%S%z") : g_strdup("?");
}

static json_t *client_number(int64_t number)
{
    return number < 0 ? json_null() : json_integer(number);
}

static json_t *client_json(const VmrpcClientInfo *client)
{
    json_t *object =
        json_pack("{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "id", (json_int_t) client->id,
                  "since_us", (json_int_t) client->since_us, "name", output_json_text(client->name),
                  "transport", output_json_text(client->transport), "framing",
                  output_json_text(client->framing), "uid", client_number(client->uid), "gid",
                  client_number(client->gid), "pid", client_number(client->pid));
    g_autoptr(json_t) rest = json_pack(
        "{s:o, s:o, s:b, s:I, s:I, s:I, s:I, s:I}", "certificate",
        output_json_text(client->certificate), "uri", output_json_text(client->uri), "read_only",
        client->is_read_only, "calls", (json_int_t) client->calls, "subscriptions",
        (json_int_t) client->subscriptions, "streams", (json_int_t) client->streams, "calls_total",
        (json_int_t) client->calls_total, "queued_bytes", (json_int_t) client->queued_bytes);

    json_object_update(object, rest);
    return object;
}

static char **client_cells(const VmrpcClientInfo *client)
{
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    g_autofree char *id = g_strdup_printf("%" PRIu64, client->id);
    g_autofree char *since = client_since(client);

    g_strv_builder_add_many(cells, id, client->transport, client->framing ? client->framing : "-",
                            client->uri ? client->uri : "-", client->is_read_only ? "yes" : "no",
                            since, client->name, NULL);
    return g_strv_builder_end(cells);
}

static void client_print_all(VmrpcClientInfo **clients, bool with_head)
{
    static const char *const head[] = {"Id",        "Transport", "Framing", "URI",
                                       "Read-only", "Since",     "Client",  NULL};
    g_autoptr(Table) table = table_new(head);

    for (VmrpcClientInfo **client = clients; *client; client++)
        table_add(table, client_cells(*client));
    table_print(table, with_head);
}

static void client_print_json(VmrpcClientInfo **clients)
{
    json_t *array = json_array();

    for (VmrpcClientInfo **client = clients; *client; client++)
        json_array_append_new(array, client_json(*client));
    output_json(json_pack("{s:o}", "clients", array));
}

static bool run_client_list(Tool *tool, const Arguments *arguments)
{
    VmrpcClientInfo **clients = NULL;
    VmrpcError *error = NULL;

    (void) arguments;
    if (vmrpc_client_list(tool->connection, &clients, &error) < 0)
        return tool_fail(error, "failed to list the clients");
    if (tool->json)
        client_print_json(clients);
    else
        client_print_all(clients, !tool->quiet);
    vmrpc_client_list_free(clients);
    return true;
}

static char **complete_clients(Tool *tool)
{
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    VmrpcClientInfo **clients = NULL;

    if (vmrpc_client_list(tool->connection, &clients, NULL) < 0)
        return NULL;
    for (VmrpcClientInfo **client = clients; *client; client++) {
        g_autofree char *id = g_strdup_printf("%" PRIu64, (*client)->id);

        g_strv_builder_add(ids, id);
    }
    vmrpc_client_list_free(clients);
    return g_strv_builder_end(ids);
}

static const Option client_close_options[] = {
    {"id", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "id of the client, as client-list "
     "tells it",
     complete_clients},
    {0},
};

static bool run_client_close(Tool *tool, const Arguments *arguments)
{
    const char *word = arguments_string(arguments, "id");
    VmrpcError *error = NULL;
    guint64 id;

    if (!g_ascii_string_to_unsigned(word, 10, 0, G_MAXUINT64, &id, NULL))
        return tool_fail(NULL, "'%s' is no id of a client", word);
    if (vmrpc_client_close(tool->connection, id, &error) < 0)
        return tool_fail(error, "failed to close client %s", word);
    tool_say(tool, "Client %s closed", word);
    return true;
}

const Command commands_client[] = {
    {"client-list", "list the clients of the daemon",
     "Prints who is connected to the daemon, this connection included.", NULL, COMMAND_JSON,
     run_client_list},
    {"client-close", "close a client's connection",
     "Closes the connection of a client when what it was sent before has been written.",
     client_close_options, 0, run_client_close},
    {0},
};
