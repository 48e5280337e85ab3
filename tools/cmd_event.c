/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * event: waits for events and prints them, one by one, each sent off at once.
 *
 * SIGINT and SIGTERM end the waiting. They are blocked except inside ppoll(), so none is missed
 * between the look at the flag and the wait, and none cuts a line in two.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/event_format.h"
#include "tools/output.h"

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
    {"all", OPTION_BOOL, 0, "wait for all kinds of events", NULL},
    {"loop", OPTION_BOOL, 0, "go on after the first event, until interrupted", NULL},
    {"timeout", OPTION_NUMBER, 0, "end after this many seconds", NULL},
    {"reconnect", OPTION_BOOL, 0, "go on when the connection was lost", NULL},
    {"list", OPTION_BOOL, 0, "print the kinds of events there are", NULL},
    {"timestamp", OPTION_BOOL, 0, "print when each event happened", NULL},
    {0},
};

typedef struct Watch {
    const Tool *tool;
    bool loop;
    bool timestamp;
    gint64 end_us; /* of the monotonic clock; 0: none */
    guint64 received;
} Watch;

typedef enum Ended { ENDED_DONE, ENDED_INTERRUPTED, ENDED_TIMEOUT, ENDED_BROKEN } Ended;

static volatile sig_atomic_t interrupted;

static void on_signal(int signo)
{
    (void) signo;
    interrupted = 1;
}

/* The two signals blocked and caught, and what was before. */
typedef struct Signals {
    struct sigaction old_int;
    struct sigaction old_term;
    sigset_t old_mask;
} Signals;

static void signals_catch(Signals *signals)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t mask;

    interrupted = 0;
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    sigprocmask(SIG_BLOCK, &mask, &signals->old_mask);
    sigaction(SIGINT, &action, &signals->old_int);
    sigaction(SIGTERM, &action, &signals->old_term);
}

static void signals_restore(const Signals *signals)
{
    /* A signal that is pending still belongs to this wait. */
    sigprocmask(SIG_SETMASK, &signals->old_mask, NULL);
    sigaction(SIGINT, &signals->old_int, NULL);
    sigaction(SIGTERM, &signals->old_term, NULL);
}

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
    fflush(stdout);
}

/* Without --loop only the first event is printed, whatever arrives together with it. */
static void on_event(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    Watch *watch = data;

    (void) connection;
    if (!watch->loop && watch->received)
        return;
    watch->received += event->kind != VMRPC_EVENT_GAP;
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
    struct pollfd p = {.fd = vmrpc_fd(connection)};
    sigset_t none;

    sigprocmask(SIG_SETMASK, NULL, &none);
    sigdelset(&none, SIGINT);
    sigdelset(&none, SIGTERM);
    for (;;) {
        struct timespec storage;
        int library_ms;

        if (vmrpc_dispatch(connection, error) < 0)
            return ENDED_BROKEN;
        if (!watch->loop && watch->received)
            return ENDED_DONE;
        if (interrupted)
            return ENDED_INTERRUPTED;
        if (watch->end_us && g_get_monotonic_time() >= watch->end_us)
            return ENDED_TIMEOUT;
        p.events = vmrpc_poll_events(connection, &library_ms);
        ppoll(&p, 1, wait_time(watch, library_ms, &storage), &none);
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

static bool list_kinds(Tool *tool)
{
    g_auto(GStrv) words = complete_kinds(tool);
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
static int parse_kind(const Arguments *arguments)
{
    const char *word = arguments_string(arguments, "event");
    int kind = VMRPC_EVENT_ALL;

    if (word)
        kind = vmrpc_event_kind_from_string(word);
    else if (!arguments_has(arguments, "all"))
        kind = -2;
    if (kind == -2 && word)
        tool_fail(NULL, "unknown event type %s; 'event --list' prints those there are", word);
    else if (kind == -2)
        tool_fail(NULL, "one of --list, --all, or --event <string> is required");
    return kind;
}

/* Subscribes, waits, unsubscribes. */
static bool watch_events(Tool *tool, Watch *watch, int kind, VmrpcDomain *domain)
{
    VmrpcError *error = NULL;
    Signals signals;
    Ended ended;
    int id;

    id = vmrpc_event_subscribe(tool->connection, kind, domain, on_event, watch, NULL, &error);
    if (id < 0)
        return tool_fail(error, "failed to register for events");
    signals_catch(&signals);
    if (!tool->quiet) {
        fflush(stdout);
        fputs("waiting for events\n", stderr);
    }
    ended = wait_events(tool->connection, watch, &error);
    signals_restore(&signals);
    vmrpc_event_unsubscribe(tool->connection, id, NULL);
    return report(watch, ended, error);
}

static bool connect_and_watch(Tool *tool, const Arguments *arguments, int kind)
{
    const char *name = arguments_string(arguments, "domain");
    unsigned timeout_s = arguments_number(arguments, "timeout");
    Watch watch = {.tool = tool};
    g_autoptr(VmrpcDomain) domain = NULL;

    if (!tool_connect(tool))
        return false;
    if (name) {
        domain = tool_domain(tool, name);
        if (!domain)
            return false;
    }
    watch.loop = arguments_has(arguments, "loop");
    watch.timestamp = arguments_has(arguments, "timestamp");
    if (timeout_s)
        watch.end_us = g_get_monotonic_time() + (gint64) timeout_s * G_USEC_PER_SEC;
    return watch_events(tool, &watch, kind, domain);
}

static bool run_event(Tool *tool, const Arguments *arguments)
{
    int kind;
    bool succeeded;

    if (!arguments_exclusive(arguments, "all", "event"))
        return false;
    if (arguments_has(arguments, "list"))
        return list_kinds(tool);
    kind = parse_kind(arguments);
    if (kind == -2)
        return false;
    if (!arguments_has(arguments, "reconnect"))
        return connect_and_watch(tool, arguments, kind);
    /* A connection of this kind, for this command only. */
    tool_disconnect(tool);
    tool->reconnect = true;
    succeeded = connect_and_watch(tool, arguments, kind);
    tool_disconnect(tool);
    tool->reconnect = false;
    return succeeded;
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
