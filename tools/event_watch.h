/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for events and printing them, one by one, each sent off at once: what event and
 * pool-event share.
 */
#ifndef VMRPC_TOOLS_EVENT_WATCH_H
#define VMRPC_TOOLS_EVENT_WATCH_H

#include "tools/command.h"

/* The rows of the options that both have. */
#define OPTIONS_EVENT_WATCH                                                                        \
    {"all", OPTION_BOOL, 0, "wait for all kinds of events", NULL},                                 \
        {"loop", OPTION_BOOL, 0, "go on after the first event, until interrupted", NULL},          \
        {"timeout", OPTION_NUMBER, 0, "end after this many seconds", NULL},                        \
        {"reconnect", OPTION_BOOL, 0, "go on when the connection was lost", NULL},                 \
        {"list", OPTION_BOOL, 0, "print the kinds of events there are", NULL},                     \
    {                                                                                              \
        "timestamp", OPTION_BOOL, 0, "print when each event happened", NULL                        \
    }

typedef struct EventWatch {
    /* The words that --event takes (g_strfreev()), and the kind that one means; -2 for none. */
    char **(*words)(Tool *tool);
    int (*kind)(const char *word);
    /* Subscribes to a kind, as vmrpc_event_subscribe(). Prints why not and returns -1. */
    int (*subscribe)(Tool *tool, const Arguments *arguments, int kind, VmrpcEventFunc callback,
                     void *data);
} EventWatch;

/* Runs the command. It connects by itself: COMMAND_NO_CONNECT. */
bool event_watch_run(Tool *tool, const Arguments *arguments, const EventWatch *watch);

#endif
