/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams in libvirt's framing: what a stream has is sent as it comes, what the client sends is
 * taken as it can be, and nobody asks. (Clients of ONC RPC ask: see stream_calls.h.)
 *
 * Per stream there are at most two coroutines: one reads it and fills packets, as long as the
 * client reads them; one takes the client's packets in order, which wait in a queue until then. A
 * client whose packets take up LIMIT_STREAM_BACKLOG bytes is not read until there are fewer.
 */
#ifndef VMRPC_SERVER_STREAM_PACKETS_H
#define VMRPC_SERVER_STREAM_PACKETS_H

#include "rpc/message.h"
#include "server/peer.h"
#include "server/stream.h"

/* The stream has just begun: the reply to its opener is queued. error_domain: of what fails. */
void stream_packets_begin(Peer *peer, Stream *stream, int error_domain);
/* MESSAGE_STREAM or MESSAGE_HOLE. Of a stream that is not there any more it is dropped. */
void stream_packets_take(Peer *peer, const Message *message);

#endif
