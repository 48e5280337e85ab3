/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptors of a peer in the loop: of a socket one source, of a pair of pipes two.
 */
#ifndef VMRPC_SERVER_PEER_WATCH_H
#define VMRPC_SERVER_PEER_WATCH_H

#include "base/loop.h"
#include "rpc/transport.h"

typedef struct PeerWatch {
    Loop *loop;
    LoopFdFunc func;
    void *data;
    LoopFd *in;  /* NULL: a pair's, while it is not read */
    LoopFd *out; /* the same as in for a socket */
} PeerWatch;

/* Watches for something to read. A transport that drains is watched with EPOLLET, which spares the
 * kernel a look at the socket after each call: the peer then reads on, or says peer_watch_again().
 */
void peer_watch_init(PeerWatch *watch, Loop *loop, const Transport *transport, LoopFdFunc func,
                     void *data);
void peer_watch_clear(PeerWatch *watch);
/* What the peer wants to do next: EPOLLIN, EPOLLOUT, both or nothing. */
void peer_watch_set(PeerWatch *watch, const Transport *transport, uint32_t wanted);
/* Something to read is left, or not known to be used up. */
void peer_watch_again(PeerWatch *watch);

#endif
