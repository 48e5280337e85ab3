/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptors of a peer: see peer_watch.h.
 */
#include "server/peer_watch.h"

void peer_watch_init(PeerWatch *watch, Loop *loop, const Transport *transport, LoopFdFunc func,
                     void *data)
{
    *watch = (PeerWatch){.loop = loop, .func = func, .data = data};
    watch->in = loop_fd_add(loop, transport->in_fd, EPOLLIN, func, data);
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

void peer_watch_set(PeerWatch *watch, const Transport *transport, bool reads, bool writes)
{
    short in = reads ? EPOLLIN : 0;
    short out = writes ? EPOLLOUT : 0;

    if (transport->in_fd == transport->out_fd) {
        loop_fd_set_events(watch->in, (uint32_t) transport_events(transport, in | out));
        return;
    }
    peer_watch_set_in(watch, transport, (uint32_t) transport_events(transport, in));
    loop_fd_set_events(watch->out, (uint32_t) transport_events(transport, out));
}
