/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a host and port over TCP, IPv4 or IPv6, nothing yet protecting what is sent.
 *
 * The addresses of a name are tried in the resolver's order, one after the other, each for an equal
 * part of the time that is left, so that one that swallows packets does not keep the next from its
 * turn. Resolving itself knows no deadline.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "client/link.h"
#include "client/wire.h"
#include "rpc/tcp.h"

static int connect_tcp_try(const struct addrinfo *address, unsigned keepalive, int64_t deadline_us,
                           int *ret_errnum)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);

    *ret_errnum = 0;
    if (fd >= 0)
        tcp_prepare(fd, keepalive);
    if (fd < 0 || connect(fd, address->ai_addr, address->ai_addrlen) < 0)
        *ret_errnum = errno;
    if (*ret_errnum == EINPROGRESS || *ret_errnum == EINTR)
        *ret_errnum = link_connect_end(fd, deadline_us);
    if (*ret_errnum) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int64_t connect_tcp_share(const struct addrinfo *address, int64_t deadline_us)
{
    int64_t now = g_get_monotonic_time();
    int64_t rest = 0;

    if (deadline_us == WIRE_NO_DEADLINE)
        return deadline_us;
    for (; address; address = address->ai_next)
        rest++;
    return now + MAX(deadline_us - now, 0) / rest;
}

int connect_tcp(const Uri *uri, int64_t deadline_us, GError **err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    int status = getaddrinfo(uri->host, uri->port, &hints, &addresses);
    int errnum = 0;
    int fd = -1;

    /* With AI_ADDRCONFIG a host that has only loopback does not resolve even ::1. */
    if (status == EAI_NONAME || status == EAI_ADDRFAMILY) {
        hints.ai_flags &= ~AI_ADDRCONFIG;
        status = getaddrinfo(uri->host, uri->port, &hints, &addresses);
    }
    if (status) {
        error_set(err, ERR_NO_CONNECT, "transport %s: host '%s' port %s: resolve: %s",
                  uri_transport_name(uri->transport), uri->host, uri->port,
                  status == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(status));
        return -1;
    }
    for (struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next)
        fd = connect_tcp_try(address, uri->keepalive, connect_tcp_share(address, deadline_us),
                             &errnum);
    freeaddrinfo(addresses);
    if (fd < 0)
        error_set(err, errnum == ETIMEDOUT ? ERR_OPERATION_TIMEOUT : ERR_NO_CONNECT,
                  "transport %s: host '%s' port %s: connect: %s",
                  uri_transport_name(uri->transport), uri->host, uri->port, g_strerror(errnum));
    return fd;
}
