/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pings to clients of libvirt's framing: see peer_keepalive.h. */
#include "server/peer_keepalive.h"

#include "server/limits.h"

static void peer_keepalive_on_timer(void *data)
{
    PeerKeepalive *keepalive = data;

    if (keepalive->unanswered >= LIMIT_PINGS) {
        keepalive->silent(keepalive->data);
        return;
    }
    loop_timer_arm(keepalive->timer, LIMIT_PING_US);
    if (keepalive->ping(keepalive->data))
        keepalive->unanswered++;
}

void peer_keepalive_start(PeerKeepalive *keepalive, Loop *loop, bool (*ping)(void *data),
                          void (*silent)(void *data), void *data)
{
    if (keepalive->timer)
        return;
    *keepalive = (PeerKeepalive){.ping = ping, .silent = silent, .data = data};
    keepalive->timer = loop_timer_new(loop, peer_keepalive_on_timer, keepalive);
    loop_timer_arm(keepalive->timer, LIMIT_PING_US);
}

void peer_keepalive_clear(PeerKeepalive *keepalive)
{
    g_clear_pointer(&keepalive->timer, loop_timer_free);
}

void peer_keepalive_heard(PeerKeepalive *keepalive)
{
    keepalive->unanswered = 0;
}
