/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptors of a peer: see peer_watch.h.
 */
#include "server/peer_watch.h"

/* What there is to wait for of a socket. Who reads is also told when the other end sends no more,
 * since that comes but once as well. */
static uint32_t peer_watch_events(const Transport *transport, uint32_t wanted)
{
    uint32_t events = (uint32_t) transport_events(transport, (short) wanted);

    if (!transport->ops->drains)
        return events;
    return events | EPOLLET | (wanted & EPOLLIN ? EPOLLRDHUP : 0);
}

void peer_watch_init(PeerWatch *watch, Loop *loop, const Transport *transport, LoopFdFunc func,
                     void *data)
{
    *watch = (PeerWatch){.loop = loop, .func = func, .data = data};
    watch->in =
        loop_fd_add(loop, transport->in_fd, peer_watch_events(transport, EPOLLIN), func, data);
    watch->out = transport->in_fd == transport->out_fd
                     ? watch->in
                     : loop_fd_add(loop, transport->out_fd, 0, func, data);
}

void peer_watch_clear(PeerWatch *watch)
{
    if (watch->out != watch->in)
        loop_fd_remove(watch->out);
    loop_fd_remove(watch->in);
    watch->in = watch->out = NULL;
}

/* Of a pair, the end that is read is watched only while it is: a pipe whose writer has gone reports
 * that for ever. */
static void peer_watch_set_in(PeerWatch *watch, const Transport *transport, uint32_t events)
{
    if (events && !watch->in)
        watch->in = loop_fd_add(watch->loop, transport->in_fd, events, watch->func, watch->data);
    else if (!events)
        g_clear_pointer(&watch->in, loop_fd_remove);
}

void peer_watch_set(PeerWatch *watch, const Transport *transport, uint32_t wanted)
{
    if (transport->in_fd == transport->out_fd) {
        loop_fd_set_events(watch->in, peer_watch_events(transport, wanted));
        return;
    }
    peer_watch_set_in(watch, transport, peer_watch_events(transport, wanted & EPOLLIN));
    loop_fd_set_events(watch->out, peer_watch_events(transport, wanted & EPOLLOUT));
}

void peer_watch_again(PeerWatch *watch)
{
    if (watch->in)
        loop_fd_again(watch->in);
}
