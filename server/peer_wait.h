/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a peer waits for, and how long: at most one thing at a time, on one timer.
 *
 * At the end of each round the peer tells how it stands; from that follows what it waits for, and
 * whether the time starts anew. Ends nothing itself: the peer is told when the time is over.
 */
#ifndef VMRPC_SERVER_PEER_WAIT_H
#define VMRPC_SERVER_PEER_WAIT_H

#include "base/loop.h"
#include "server/limits.h"

typedef enum {
    WAIT_NOTHING,
    WAIT_TURN,    /* to go on with its calls, which took long */
    WAIT_RECORD,  /* for the rest of a record */
    WAIT_LEAVING, /* for it to read its last replies */
    WAIT_CLIENT,  /* for any call */
    WAIT_KNOWN,   /* for it to authenticate */
    WAIT_OPEN,    /* for it to open a driver */
} Wait;

/* How a peer stands at the end of a round. */
typedef struct PeerStand {
    bool leaves;    /* closes when what is queued has been written */
    bool drains;    /* sends no more */
    bool unknown;   /* has to authenticate */
    bool stranger;  /* has to open a driver */
    bool turn_over; /* has messages that wait for the next round */
    bool stopped;   /* is not read for another reason */
    bool partial;   /* has sent part of a record */
    bool busy;      /* has calls in flight */
    bool listens;   /* has subscriptions or a stream to read */
} PeerStand;

/* reason: why the client is to be closed; NULL after WAIT_TURN. */
typedef void (*PeerWaitFunc)(void *data, Wait wait, const char *reason);

typedef struct PeerWait {
    Loop *loop;
    const Limits *limits;
    PeerWaitFunc over;
    void *data;
    LoopTimer *timer; /* made when first needed */
    Wait wait;        /* what the timer is armed for */
    int64_t since;    /* when it could first have opened a driver; 0: it could not yet */
    bool has_taken;   /* the peer has served a message since it last told how it stands */
    bool has_written; /* the same for bytes of replies */
} PeerWait;

void peer_wait_init(PeerWait *wait, Loop *loop, const Limits *limits, PeerWaitFunc over,
                    void *data);
void peer_wait_clear(PeerWait *wait);
void peer_wait_settle(PeerWait *wait, const PeerStand *stand);

#endif
