/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Coming back after a lost connection (VMRPC_CONNECTION_OPEN_RECONNECT).
 *
 * From the break until everything is as before a thread of its own opens, registers and asks for
 * missed events; nobody else waits for any of that unless he wants to make a call. The application
 * keeps its VmrpcConnection, its subscriptions and the descriptor it polls. While `is_running` only
 * the thread sends anything that concerns subscriptions.
 */
#ifndef VMRPC_CLIENT_RECOVERY_H
#define VMRPC_CLIENT_RECOVERY_H

#include "client/connection.h"

/* Before the connection is handed out: from now on a break is not the end. */
void recovery_enable(VmrpcConnection *connection, const char *uri, unsigned flags);
/* The last user is gone. */
void recovery_free(Recovery *recovery);

/* All below: with the lock held. */

/* The connection has been closed: the thread stops as soon as it can, without being waited for. */
void recovery_stop(VmrpcConnection *connection);
/* Why nothing more will come over this connection; NULL as long as it works or may come back. */
const GError *recovery_failure(const VmrpcConnection *connection);
bool recovery_is_running(const VmrpcConnection *connection);
/* Waits until calls can be made again; at once false in a callback, which must not wait. true if
 * there is nothing to wait for (waits). */
bool recovery_await(VmrpcConnection *connection, int64_t deadline_us, GError **err);

#endif
