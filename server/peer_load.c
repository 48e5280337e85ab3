/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a client may keep the daemon busy with: see peer_load.h. */
#include "server/peer_load.h"

#include <string.h>

#include "base/coroutine.h"

void peer_load_init(PeerLoad *load, const Limits *limits, Account *account)
{
    *load = (PeerLoad){.limits = limits, .share.account = account};
}

void peer_load_clear(PeerLoad *load)
{
    account_share_set(&load->share, 0);
    g_queue_clear_full(&load->aside, g_free);
    load->aside_bytes = 0;
    peer_load_wake(load);
}

/* When many calls wait in all, a client that has none may still begin one: whoever floods the
 * daemon does not keep others out. Each client without room has a call that will end. */
bool peer_load_may_call_beside(const PeerLoad *load, unsigned calls)
{
    return calls < load->limits->calls && coroutine_count() < load->limits->calls_in_all;
}

bool peer_load_may_take_much(PeerLoad *load, size_t queued)
{
    bool pressed = account_share_is_pressed(&load->share);
    uint64_t high = pressed ? LIMIT_QUEUE_PRESSED : load->limits->queue_high;
    uint64_t low = pressed ? LIMIT_QUEUE_PRESSED_LOW : load->limits->queue_low;

    load->held = queued > (load->held ? low : high);
    return !load->held && load->backlog <= LIMIT_STREAM_BACKLOG;
}

void peer_load_set_aside(PeerLoad *load, const Message *call)
{
    CallAside *aside = g_malloc(sizeof(CallAside) + call->body_size);

    aside->message = *call;
    aside->message.body = aside->bytes;
    if (call->body_size > 0)
        memcpy(aside->bytes, call->body, call->body_size);
    g_queue_push_tail(&load->aside, aside);
    load->aside_bytes += sizeof(CallAside) + call->body_size;
}

bool peer_load_aside_is_full(const PeerLoad *load)
{
    return load->aside_bytes >= LIMIT_CALLS_ASIDE;
}

CallAside *peer_load_take_aside(PeerLoad *load, unsigned waiting)
{
    CallAside *aside = peer_load_may_call(load, waiting) ? g_queue_pop_head(&load->aside) : NULL;

    if (aside)
        load->aside_bytes -= sizeof(CallAside) + aside->message.body_size;
    return aside;
}

bool peer_load_may_stream(size_t queued)
{
    return queued < LIMIT_STREAM_QUEUE;
}

void peer_load_co_wait(PeerLoad *load)
{
    CoWaiter waiter = {0};

    g_queue_push_tail(&load->waiters, &waiter);
    co_wait(&waiter, -1);
    g_queue_remove(&load->waiters, &waiter);
}

void peer_load_wake(const PeerLoad *load)
{
    for (const GList *link = load->waiters.head; link; link = link->next)
        co_wake(link->data);
}
