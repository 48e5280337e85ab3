/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Peer: a client's connection as the daemon sees it, with everything that the client can make grow.
 *
 * When the connection goes, all that it held is released at once: descriptors, buffers, session,
 * subscriptions, streams. The struct stays until the calls that are still in flight have ended,
 * since they hold references.
 */
#ifndef VMRPC_SERVER_PEER_H
#define VMRPC_SERVER_PEER_H

#include "base/loop.h"
#include "drivers/registry.h"
#include "rpc/connection.h"
#include "server/access.h"
#include "server/account.h"
#include "server/identity.h"
#include "server/limits.h"
#include "server/session.h"
#include "server/stream.h"
#include "server/subscriber.h"

typedef struct Peer Peer;
typedef struct Clients Clients;
typedef struct EventHub EventHub;
typedef struct Policy Policy;

/* What all peers of a daemon share; outlives them. */
typedef struct PeerHost {
    Loop *loop;
    const Limits *limits;
    Registry *registry;
    EventHub *events;
    Clients *clients;       /* all of them; for who asks about them */
    const Policy *policy;   /* NULL: no TLS and no rules; may be another one later */
    ConnectionSpare *spare; /* of all their connections; NULL: none */
    /* The peer, which was counted as not authenticated, is so no longer, or has gone. */
    void (*known)(void *data);
    /* The connection has gone; drops the daemon's reference. */
    void (*gone)(Peer *peer, void *data);
    /* More bytes are held for all together than may be. */
    void (*crowded)(void *data);
    /* The last reference has gone, calls in flight included: nothing is left of it after this. */
    void (*freed)(const Peer *peer, void *data);
    void *data;
} PeerHost;

typedef struct PeerOrigin {
    char *name;        /* for the log; taken over */
    bool read_only;    /* came in on a read-only socket */
    bool local;        /* bytes do not leave the machine */
    bool libvirt;      /* may speak libvirt's framing */
    Identity identity; /* of a local client */
    Account *account;  /* whose connection it is; NULL: nobody counts */
} PeerOrigin;

/* What there is to tell of a peer. */
typedef struct PeerState {
    const PeerOrigin *origin;
    const TlsIdentity *certificate; /* NULL: it has shown none */
    unsigned calls;                 /* in flight */
    uint64_t calls_total;           /* those that a handler ran for */
    size_t queued;                  /* bytes that wait to be read by it */
    size_t held;                    /* the same and what was read from it and not dealt with */
} PeerState;

/* Takes over the transport and serves it from now on. The caller holds the only reference. */
Peer *peer_new(const PeerHost *host, Transport *transport, const PeerOrigin *origin);
Peer *peer_ref(Peer *peer);
void peer_unref(Peer *peer); /* takes NULL */

/* At once. Not from within a call of this peer: see peer_leave(). */
void peer_close(Peer *peer) COLD;
/* The same for a reason that is worth a line in the log. */
void peer_close_for(Peer *peer, const char *reason) COLD;
/* Reads no more, and closes when what is queued has been written. */
void peer_leave(Peer *peer) COLD;
/* The client, which speaks libvirt's framing, answers pings: see server/peer_keepalive.h. */
void peer_keep_alive(Peer *peer);
/* A call came in this way: 0, or the auth_stat that it deserves. After 0 for the credential
 * AUTH_TLS the client is to be told to go on with TLS. */
uint32_t peer_check_credential(Peer *peer, const Message *call);
/* What the access rules let it do with a driver. */
AccessGrant peer_grant(const Peer *peer, const char *driver);
/* The client has opened a driver: it may send large records now. */
void peer_trust(Peer *peer);

const PeerHost *peer_host(const Peer *peer);
void peer_describe(const Peer *peer, PeerState *ret_state);
const char *peer_name(const Peer *peer);
/* FRAMING_UNKNOWN until its first bytes. */
Framing peer_framing(const Peer *peer);
/* A reply can take descriptors along. */
bool peer_passes_fds(const Peer *peer);
/* Nobody can listen on the way. */
bool peer_is_secure(const Peer *peer);
Session *peer_session(Peer *peer);
Subscriber *peer_subscriber(Peer *peer);
StreamList *peer_streams(Peer *peer);
/* Where replies go; NULL once it has gone. What is queued is written at the end of the round. */
Connection *peer_connection(const Peer *peer);

/* At the end of this round what is queued is written, and what can go on does. */
void peer_later(Peer *peer);
/* Waits until less than LIMIT_STREAM_QUEUE bytes wait to be read by it. False: it has gone. */
bool peer_co_wait_for_room(Peer *peer);
/* So many bytes more (or less) that it has sent wait to be taken; see LIMIT_STREAM_BACKLOG. */
void peer_change_backlog(Peer *peer, ssize_t change);

/* Around each call: counts it, and holds a reference. */
Peer *peer_begin_call(Peer *peer);
void peer_end_call(Peer *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Peer, peer_unref)

#endif
