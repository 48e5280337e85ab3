/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TCP's options: see tcp.h. None of them is worth failing for. */
#include "rpc/tcp.h"

#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Questions to a silent end, of which the last one is the end. */
#define TCP_PROBES 3

void tcp_prepare(int fd, unsigned dead_s)
{
    const int on = 1, probes = TCP_PROBES;
    const int interval_s = (int) CLAMP(dead_s / TCP_PROBES, 1, G_MAXINT16);
    const unsigned dead_ms = MIN(dead_s, G_MAXINT32 / 1000) * 1000;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    if (dead_s == 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &interval_s, sizeof(interval_s));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_ms, sizeof(dead_ms));
}
