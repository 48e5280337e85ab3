/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a message to the reply: the row of the procedure, access, arguments, handler, result.
 */
#ifndef VMRPC_SERVER_DISPATCH_H
#define VMRPC_SERVER_DISPATCH_H

#include "rpc/message.h"
#include "server/call.h"
#include "server/peer.h"

/* Answers the message now, or starts what will. Uses the body only until it returns. */
void dispatch_message(Peer *peer, const Message *message);

/* The driver that answers a procedure of REMOTE_PROGRAM to who makes this call, which needs an open
 * one: that, or one beside it. NULL and err if the access rules do not let the client read it. */
Driver *dispatch_driver_to_read(const Call *call, uint32_t procedure, GError **err);

#endif
