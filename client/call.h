/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcCall from the inside: a call of the user's that does not wait, and what dispatch does with
 * it.
 *
 * Counted by two: the user, and the queue of callbacks that are due.
 */
#ifndef VMRPC_CLIENT_CALL_H
#define VMRPC_CLIENT_CALL_H

#include "client/connection.h"
#include "vmrpc_rpc.h"

/* Takes the next call whose callback is due; with the lock held. NULL if there is none. */
VmrpcCall *call_pop_completed(VmrpcConnection *connection);
/* Runs its callback and drops the queue's reference; without the lock. */
void call_deliver(VmrpcCall *call);
/* No callback runs any more; with the lock held. */
void call_drop_completed(VmrpcConnection *connection);

#endif
