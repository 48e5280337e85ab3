/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the two parts of a peer share: peer.c (who it is, how it begins and ends) and peer_round.c
 * (what happens in a round of the loop). Nobody else includes this.
 */
#ifndef VMRPC_SERVER_PEER_PRIVATE_H
#define VMRPC_SERVER_PEER_PRIVATE_H

#include "server/peer.h"
#include "server/peer_keepalive.h"
#include "server/peer_load.h"
#include "server/peer_tls.h"
#include "server/peer_wait.h"
#include "server/peer_watch.h"

typedef enum {
    ENDING_NOT,
    ENDING_DRAINS, /* the client sends no more: answer what is in flight, then close */
    ENDING_LEAVES, /* close as soon as what is queued has been written */
} Ending;

struct Peer {
    unsigned references;
    uint64_t begun; /* calls, ever */
    const PeerHost *host;
    PeerOrigin origin;
    Connection *connection; /* NULL: gone */
    PeerWatch watch;
    PeerWait wait;
    PeerLoad load;
    LoopDeferred settle;
    Session session;
    Subscriber subscriber;
    StreamList streams;
    PeerTls tls;
    PeerKeepalive keepalive;
    Framing framing;
    Ending ending;
    bool unknown;   /* counted as not authenticated */
    bool leftover;  /* whole messages may lie in the in-buffer */
    bool turn_over; /* its calls took long: they go on in the next round */
};

/* It is counted as authenticated from now on. */
void peer_set_known(Peer *peer);
/* What a record may be as long as of a client that is neither local nor has opened a driver. */
size_t peer_record_untrusted(const Limits *limits);

/* peer_round.c; data is the Peer. */
bool peer_may_read(Peer *peer);
void peer_on_fd(LoopFd *source, uint32_t events, void *data);
void peer_on_wait_over(void *data, Wait wait, const char *reason);
void peer_on_settle(void *data);

#endif
