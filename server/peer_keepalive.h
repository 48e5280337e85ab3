/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pings to a client of libvirt's framing, which shows by asking for the feature that it answers
 * them. One that has sent nothing for LIMIT_PINGS pings is given up. (Who speaks ONC RPC over TCP
 * is looked after by the kernel.)
 */
#ifndef VMRPC_SERVER_PEER_KEEPALIVE_H
#define VMRPC_SERVER_PEER_KEEPALIVE_H

#include "base/loop.h"

typedef struct PeerKeepalive {
    LoopTimer *timer; /* NULL: not started */
    unsigned unanswered;
    bool (*ping)(void *data);
    void (*silent)(void *data);
    void *data;
} PeerKeepalive;

/* ping: sends one, and says whether an answer would be read. silent: the client is to be given up.
 * Starting again changes nothing. */
void peer_keepalive_start(PeerKeepalive *keepalive, Loop *loop, bool (*ping)(void *data),
                          void (*silent)(void *data), void *data);
void peer_keepalive_clear(PeerKeepalive *keepalive);
/* Something came. */
void peer_keepalive_heard(PeerKeepalive *keepalive);

#endif
