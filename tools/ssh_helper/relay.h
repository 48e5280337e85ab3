/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes both ways between a client (standard input and output) and a server.
 *
 * Nothing is understood of them, and no more is read than the other side has taken, but for one
 * buffer each way.
 */
#ifndef VMRPC_TOOLS_SSH_HELPER_RELAY_H
#define VMRPC_TOOLS_SSH_HELPER_RELAY_H

#include "rpc/transport.h"

/* Until the server has closed and the client has got all of it, or either is broken (false and
 * err). server: a socket. */
bool relay_run(Transport *client, Transport *server, GError **err);

#endif
