/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a client keeps the daemon busy with: calls in flight, bytes that wait to be read by it,
 * bytes of its own that wait to be taken; and whether there is room for more.
 *
 * A client without room is not read. In libvirt's framing, where pings and streams must go on
 * beside calls, calls without room are set aside instead, up to LIMIT_CALLS_ASIDE bytes of them.
 */
#ifndef VMRPC_SERVER_PEER_LOAD_H
#define VMRPC_SERVER_PEER_LOAD_H

#include "rpc/message.h"
#include "server/account.h"

typedef struct PeerLoad {
    const Limits *limits;
    AccountShare share;
    unsigned calls; /* in flight */
    size_t backlog; /* bytes of its streams that wait to be taken */
    bool held;      /* too much is queued: not read until it is below the low mark */
    GQueue aside;   /* of CallAside, private */
    size_t aside_bytes;
    GQueue waiters; /* of CoWaiter: for less to be queued */
} PeerLoad;

/* A call that has come and may not begin yet. */
typedef struct CallAside {
    Message message; /* its body is bytes */
    uint8_t bytes[];
} CallAside;

/* account: of whom it is; NULL: nobody counts. */
void peer_load_init(PeerLoad *load, const Limits *limits, Account *account);
/* The connection has gone: nothing is held any more, and who waits is woken. */
void peer_load_clear(PeerLoad *load);

/* Whether another call may begin. waiting: how many of those in flight do not count. */
bool peer_load_may_call_beside(const PeerLoad *load, unsigned calls);
static inline bool peer_load_may_call(const PeerLoad *load, unsigned waiting)
{
    return load->calls == waiting || peer_load_may_call_beside(load, load->calls - waiting);
}
/* Whether more of what the client sends may be taken, calls aside; queued: bytes that wait to be
 * read by it. */
bool peer_load_may_take_much(PeerLoad *load, size_t queued);
static inline bool peer_load_may_take(PeerLoad *load, size_t queued)
{
    /* The usual case. */
    if (queued <= LIMIT_QUEUE_PRESSED_LOW && queued <= load->limits->queue_low &&
        load->backlog <= LIMIT_STREAM_BACKLOG) {
        load->held = false;
        return true;
    }
    return peer_load_may_take_much(load, queued);
}

/* Copies it. */
void peer_load_set_aside(PeerLoad *load, const Message *call);
static inline bool peer_load_has_aside(const PeerLoad *load)
{
    return load->aside.length > 0;
}
bool peer_load_aside_is_full(const PeerLoad *load);
/* The oldest of them, to be g_free()d; NULL if there is none or it may not begin. */
CallAside *peer_load_take_aside(PeerLoad *load, unsigned waiting);

/* Streams: whether less than LIMIT_STREAM_QUEUE bytes are queued; to wait until there may be; and
 * to wake who does, when there are. */
bool peer_load_may_stream(size_t queued);
void peer_load_co_wait(PeerLoad *load);
void peer_load_wake(const PeerLoad *load);

#endif
