/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening a connection from the inside: all that vmrpc_connection_open() does before it looks at
 * the option to come back after a break.
 */
#ifndef VMRPC_CLIENT_OPEN_H
#define VMRPC_CLIENT_OPEN_H

#include "client/connection.h"

/* Takes the time that the thread's timeout gives. flags without VMRPC_CONNECTION_OPEN_RECONNECT. */
VmrpcConnection *open_connection(const char *uri, unsigned flags, GError **err);
/* Where the server is in its stream of events now. */
bool open_ask_place(VmrpcConnection *connection, EventPlace *place, GError **err);

#endif
