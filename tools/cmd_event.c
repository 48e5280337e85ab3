/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * event: waits for events of domains.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/event_watch.h"

static char **complete_kinds(Tool *tool)
{
    GPtrArray *words = g_ptr_array_new();

    (void) tool;
    for (int kind = 0; strcmp(vmrpc_event_kind_to_string(kind), "unknown"); kind++)
        g_ptr_array_add(words, g_strdup(vmrpc_event_kind_to_string(kind)));
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

static const Option event_options[] = {
    {"domain", OPTION_STRING, OPTION_POSITIONAL, "only events of this domain", complete_domains},
    {"event", OPTION_STRING, 0, "which kind of event to wait for", complete_kinds},
    OPTIONS_EVENT_WATCH,
    {0},
};

static int subscribe(Tool *tool, const Arguments *arguments, int kind, VmrpcEventFunc callback,
                     void *data)
{
    const char *name = arguments_string(arguments, "domain");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    int id;

    if (name) {
        domain = tool_domain(tool, name);
        if (!domain)
            return -1;
    }
    id = vmrpc_event_subscribe(tool->connection, kind, domain, callback, data, NULL, &error);
    if (id < 0)
        tool_fail(error, "failed to register for events");
    return id;
}

static bool run_event(Tool *tool, const Arguments *arguments)
{
    static const EventWatch watch = {
        .words = complete_kinds, .kind = vmrpc_event_kind_from_string, .subscribe = subscribe};

    return event_watch_run(tool, arguments, &watch);
}

const Command commands_event[] = {
    {"event", "wait for events and print them",
     "Prints the first event of the kind that is asked for, or with --loop every one until "
     "SIGINT,\n"
     "    SIGTERM or the timeout. It fails if the timeout passes without any event, or if the\n"
     "    connection is lost; with --reconnect it connects again and goes on with what it missed.",
     event_options, COMMAND_JSON | COMMAND_NO_CONNECT, run_event},
    {0},
};
