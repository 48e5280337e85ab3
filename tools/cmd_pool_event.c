/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pool-event: waits for events of storage pools.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/event_watch.h"
#include "tools/storage.h"

/* The words are those of the library without this. */
#define POOL_PREFIX "pool-"

static char **complete_kinds(Tool *tool)
{
    GPtrArray *words = g_ptr_array_new();

    (void) tool;
    for (int kind = VMRPC_EVENT_KIND_POOL_LIFECYCLE; kind <= VMRPC_EVENT_KIND_POOL_REFRESH; kind++)
        g_ptr_array_add(words, g_strdup(vmrpc_event_kind_to_string(kind) + strlen(POOL_PREFIX)));
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

static int kind_of(const char *word)
{
    g_autofree char *full = g_strconcat(POOL_PREFIX, word, NULL);

    return vmrpc_event_kind_from_string(full);
}

static const Option pool_event_options[] = {
    {"pool", OPTION_STRING, OPTION_POSITIONAL, "only events of this pool", complete_pools},
    {"event", OPTION_STRING, 0, "which kind of event to wait for", complete_kinds},
    OPTIONS_EVENT_WATCH,
    {0},
};

static int subscribe(Tool *tool, const Arguments *arguments, int kind, VmrpcEventFunc callback,
                     void *data)
{
    g_autoptr(VmrpcPool) pool = NULL;
    VmrpcError *error = NULL;
    int id;

    if (arguments_has(arguments, "pool")) {
        pool = storage_pool(tool, arguments, "pool");
        if (!pool)
            return -1;
    }
    id = vmrpc_event_subscribe_pool(tool->connection, kind, pool, callback, data, NULL, &error);
    if (id < 0)
        tool_fail(error, "failed to register for events");
    return id;
}

static bool run_pool_event(Tool *tool, const Arguments *arguments)
{
    static const EventWatch watch = {
        .words = complete_kinds, .kind = kind_of, .subscribe = subscribe};

    return event_watch_run(tool, arguments, &watch);
}

const Command commands_pool_event[] = {
    {"pool-event", "wait for events of storage pools and print them",
     "Prints the first event of the kind that is asked for, or with --loop every one until a "
     "signal\n"
     "    or the timeout. Everything is as with the command 'event'.",
     pool_event_options, COMMAND_JSON | COMMAND_NO_CONNECT, run_pool_event},
    {0},
};
