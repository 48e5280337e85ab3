/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a message to the reply: the row of the procedure, access, arguments, handler, result.
 */
#ifndef VMRPC_SERVER_DISPATCH_H
#define VMRPC_SERVER_DISPATCH_H

#include "rpc/message.h"
#include "server/peer.h"

/* Answers the message now, or starts what will. Uses the body only until it returns. */
void dispatch_message(Peer *peer, const Message *message);

#endif
