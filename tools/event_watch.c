/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wait for events: see event_watch.h.
 *
 * SIGINT and SIGTERM end it. They are blocked except inside ppoll(), so none is missed between the
 * look at the flag and the wait, and none cuts a line in two.
 */
#include "tools/event_watch.h"

#include <poll.h>
#include <stdio.h>

#include "tools/event_format.h"
#include "tools/output.h"
#include "tools/signals.h"

typedef struct Watch {
    const Tool *tool;
    bool loop;
    bool timestamp;
    gint64 end_us; /* of the monotonic clock; 0: none */
    guint64 received;
} Watch;

typedef enum Ended { ENDED_DONE, ENDED_INTERRUPTED, ENDED_TIMEOUT, ENDED_BROKEN } Ended;

static void print_event(const Watch *watch, const VmrpcEvent *event)
{
    g_autofree char *text = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *time = NULL;

    if (watch->tool->json) {
        output_json_line(event_format_json(event));
        return;
    }
    text = event_format_text(event);
    shown = output_printable_text(text);
    if (watch->timestamp) {
        time = event_format_time(event);
        printf("%s: ", time);
    }
    puts(shown);
    output_flush();
}

/* Without --loop only the first event is printed, whatever arrives together with it. */
static void on_event(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    Watch *watch = data;

    (void) connection;
    if (!watch->loop && watch->received)
        return;
    watch->received += event->kind != VMRPC_EVENT_KIND_GAP;
    print_event(watch, event);
}

/* Until the library or --timeout wants its turn; NULL: nothing but the descriptor. */
static struct timespec *wait_time(const Watch *watch, int library_ms, struct timespec *storage)
{
    gint64 us = library_ms < 0 ? -1 : (gint64) library_ms * 1000;

    if (watch->end_us) {
        gint64 left_us = MAX(watch->end_us - g_get_monotonic_time(), 0);

        us = us < 0 ? left_us : MIN(us, left_us);
    }
    if (us < 0)
        return NULL;
    storage->tv_sec = us / 1000000;
    storage->tv_nsec = us % 1000000 * 1000;
    return storage;
}

static Ended wait_events(VmrpcConnection *connection, const Watch *watch, VmrpcError **error)
{
    struct pollfd p = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};

    for (;;) {
        struct timespec storage;
        int library_ms;

        if (vmrpc_connection_dispatch(connection, 0, error) < 0)
            return ENDED_BROKEN;
        if (!watch->loop && watch->received)
            return ENDED_DONE;
        if (signals_caught())
            return ENDED_INTERRUPTED;
        if (watch->end_us && g_get_monotonic_time() >= watch->end_us)
            return ENDED_TIMEOUT;
        library_ms = vmrpc_connection_poll_timeout(connection);
        signals_ppoll(&p, 1, wait_time(watch, library_ms, &storage));
    }
}

/* True unless the connection broke or nothing came in time. */
static bool report(const Watch *watch, Ended ended, VmrpcError *error)
{
    if (ended == ENDED_BROKEN)
        return tool_fail(error, "event loop failed");
    if (!watch->tool->json) {
        if (ended == ENDED_INTERRUPTED)
            puts("event loop interrupted");
        if (ended == ENDED_TIMEOUT)
            puts("event loop timed out");
        printf("events received: %" G_GUINT64_FORMAT "\n", watch->received);
    }
    return watch->received || (watch->loop && ended == ENDED_INTERRUPTED);
}

static bool list_kinds(Tool *tool, const EventWatch *what)
{
    g_auto(GStrv) words = what->words(tool);
    json_t *list = json_array();

    for (char **word = words; *word; word++) {
        json_array_append_new(list, json_string(*word));
        if (!tool->json)
            puts(*word);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "events", list));
    json_decref(list);
    return true;
}

/* The kind that is meant, or -2 after an error was printed. */
static int parse_kind(const Arguments *arguments, const EventWatch *what)
{
    const char *word = arguments_string(arguments, "event");
    int kind = VMRPC_EVENT_KIND_ALL;

    if (word)
        kind = what->kind(word);
    else if (!arguments_has(arguments, "all"))
        kind = -2;
    if (kind == -2 && word)
        tool_fail(NULL, "unknown event type %s; --list prints those there are", word);
    else if (kind == -2)
        tool_fail(NULL, "one of --list, --all, or --event <string> is required");
    return kind;
}

/* Connects, subscribes, waits, unsubscribes. */
static bool watch_events(Tool *tool, const Arguments *arguments, const EventWatch *what, int kind)
{
    unsigned timeout_s = arguments_number(arguments, "timeout");
    Watch watch = {.tool = tool,
                   .loop = arguments_has(arguments, "loop"),
                   .timestamp = arguments_has(arguments, "timestamp")};
    VmrpcError *error = NULL;
    Signals signals;
    Ended ended;
    int id;

    if (!tool_connect(tool))
        return false;
    if (timeout_s)
        watch.end_us = g_get_monotonic_time() + (gint64) timeout_s * G_USEC_PER_SEC;
    id = what->subscribe(tool, arguments, kind, on_event, &watch);
    if (id < 0)
        return false;
    signals_catch(&signals);
    if (!tool->quiet) {
        output_flush();
        fputs("waiting for events\n", stderr);
    }
    ended = wait_events(tool->connection, &watch, &error);
    signals_restore(&signals);
    vmrpc_event_unsubscribe(tool->connection, id, NULL);
    return report(&watch, ended, error);
}

bool event_watch_run(Tool *tool, const Arguments *arguments, const EventWatch *what)
{
    int kind;
    bool succeeded;

    if (!arguments_exclusive(arguments, "all", "event"))
        return false;
    if (arguments_has(arguments, "list"))
        return list_kinds(tool, what);
    kind = parse_kind(arguments, what);
    if (kind == -2)
        return false;
    if (!arguments_has(arguments, "reconnect"))
        return watch_events(tool, arguments, what, kind);
    /* A connection of this kind, for this command only. */
    tool_disconnect(tool);
    tool->reconnect = true;
    succeeded = watch_events(tool, arguments, what, kind);
    tool_disconnect(tool);
    tool->reconnect = false;
    return succeeded;
}
