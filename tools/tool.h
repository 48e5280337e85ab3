/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands share: the options of the process, the one connection, and how failures are
 * told.
 *
 * The connection is opened by the first command that needs it (most of the cost of a process is
 * there) and again after it was lost. A command never opens one itself and never exits: it prints
 * its errors through tool_fail() and returns false.
 */
#ifndef VMRPC_TOOLS_TOOL_H
#define VMRPC_TOOLS_TOOL_H

#include <glib.h>
#include <stdbool.h>

#include "vmrpc.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcError, vmrpc_error_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcDomain, vmrpc_domain_unref)

typedef struct Tool {
    char *uri; /* NULL: what the library chooses */
    bool read_only;
    bool reconnect; /* what is opened now comes back by itself when it is lost */
    bool quiet;
    bool timing;
    bool json_always; /* --json before the command */
    bool json;        /* of the command that runs */
    bool interactive; /* a person types commands at a prompt */
    bool quitting;
    bool wrote_bytes; /* the command that runs has written a file to standard output */
    bool was_lost; /* there was a connection and it broke */
    VmrpcConnection *connection;
} Tool;

void tool_clear(Tool *tool);

/* The connection, opened if need be; it stays the tool's. Prints why not and returns NULL. */
VmrpcConnection *tool_connect(Tool *tool);
void tool_disconnect(Tool *tool);
/* Lets go of a connection that broke, so that the next command opens a new one. */
void tool_check_connection(Tool *tool);

/* The domain that argument names (id, UUID or name); prints why not and returns NULL. */
VmrpcDomain *tool_domain(Tool *tool, const char *argument);

/* Prints "error: ..." on stderr, and error's message behind it on a line of its own if error is not
 * NULL; frees error. Returns false, so that a command can end with it. */
bool tool_fail(VmrpcError *error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* What was done, for people: nothing in quiet and in JSON mode. */
void tool_say(Tool *tool, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
