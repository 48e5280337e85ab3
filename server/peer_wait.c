/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a peer waits for: see peer_wait.h.
 */
#include "server/peer_wait.h"

static const char *const wait_reasons[] = {
    [WAIT_RECORD] = "a record was begun and not finished in time",
    [WAIT_LEAVING] = "it does not read its last replies",
    [WAIT_CLIENT] = "nothing was asked for too long",
    [WAIT_KNOWN] = "it did not authenticate in time",
    [WAIT_OPEN] = "it did not open a driver in time",
};

static void peer_wait_on_timer(void *data)
{
    PeerWait *wait = data;
    Wait over = wait->wait;

    wait->wait = WAIT_NOTHING;
    wait->over(wait->data, over, wait_reasons[over]);
}

void peer_wait_init(PeerWait *wait, Loop *loop, const Limits *limits, PeerWaitFunc over, void *data)
{
    *wait = (PeerWait){.loop = loop, .limits = limits, .over = over, .data = data};
}

void peer_wait_clear(PeerWait *wait)
{
    g_clear_pointer(&wait->timer, loop_timer_free);
    wait->wait = WAIT_NOTHING;
}

/* When a stranger has to have opened a driver, whatever else it calls. */
static int64_t peer_wait_open_deadline(const PeerWait *wait)
{
    return wait->since + (int64_t) wait->limits->open_timeout * G_USEC_PER_SEC;
}

static Wait peer_wait_for_client(const PeerWait *wait, const PeerStand *stand)
{
    int64_t timeout = (int64_t) wait->limits->client_timeout * G_USEC_PER_SEC;
    bool must_open = stand->stranger && wait->limits->open_timeout > 0;
    int64_t left = must_open ? peer_wait_open_deadline(wait) - loop_now(wait->loop) : INT64_MAX;

    if (left <= 0)
        return WAIT_OPEN;
    if (!stand->stopped && stand->partial)
        return WAIT_RECORD;
    if (!stand->stopped && !stand->busy && !stand->listens && timeout > 0 && timeout < left)
        return WAIT_CLIENT;
    return must_open ? WAIT_OPEN : WAIT_NOTHING;
}

static Wait peer_wait_choose(const PeerWait *wait, const PeerStand *stand)
{
    if (stand->leaves)
        return WAIT_LEAVING;
    if (stand->unknown)
        return WAIT_KNOWN;
    if (stand->turn_over)
        return WAIT_TURN;
    if (stand->drains)
        return stand->busy ? WAIT_NOTHING : WAIT_LEAVING;
    return peer_wait_for_client(wait, stand);
}

static int64_t peer_wait_time(const PeerWait *wait)
{
    const Limits *limits = wait->limits;
    uint64_t seconds = limits->record_timeout;

    switch (wait->wait) {
    case WAIT_NOTHING:
    case WAIT_TURN:
        return 0;
    case WAIT_OPEN:
        return MAX(peer_wait_open_deadline(wait) - loop_now(wait->loop), 0);
    case WAIT_CLIENT:
        seconds = limits->client_timeout;
        break;
    case WAIT_KNOWN:
        seconds = limits->handshake_timeout;
        break;
    case WAIT_RECORD:
    case WAIT_LEAVING:
        break;
    }
    return (int64_t) seconds * G_USEC_PER_SEC;
}

/* A client that drains may take its time, if only it reads on; one that is to leave may not. */
static bool peer_wait_restarts(const PeerWait *wait, const PeerStand *stand, Wait next)
{
    if (stand->leaves || next == WAIT_KNOWN)
        return false;
    return stand->drains ? wait->has_written : wait->has_taken;
}

/* The usual end of a round: nothing was waited for, and nothing is now. */
static bool peer_wait_is_idle(const PeerWait *wait, const PeerStand *stand)
{
    bool any = stand->leaves | stand->drains | stand->unknown | stand->stranger | stand->turn_over |
               stand->partial;

    return !any && wait->wait == WAIT_NOTHING && wait->since != 0 &&
           wait->limits->client_timeout == 0;
}

void peer_wait_settle(PeerWait *wait, const PeerStand *stand)
{
    Wait next;
    bool restart;

    if (peer_wait_is_idle(wait, stand)) {
        wait->has_taken = wait->has_written = false;
        return;
    }
    if (wait->since == 0 && !stand->unknown)
        wait->since = loop_now(wait->loop);
    next = peer_wait_choose(wait, stand);
    restart = peer_wait_restarts(wait, stand, next);
    wait->has_taken = wait->has_written = false;
    if (next == wait->wait && !restart)
        return;
    wait->wait = next;
    if (next == WAIT_NOTHING) {
        if (wait->timer)
            loop_timer_disarm(wait->timer);
        return;
    }
    if (!wait->timer)
        wait->timer = loop_timer_new(wait->loop, peer_wait_on_timer, wait);
    loop_timer_arm(wait->timer, peer_wait_time(wait));
}
