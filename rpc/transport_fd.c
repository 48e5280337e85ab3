/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport of plain descriptors: one socket, or a pair of pipes.
 *
 * Sockets are read and written with MSG_DONTWAIT and MSG_NOSIGNAL and keep their flags, which they
 * may share with other processes. Anything else is made non-blocking while we have it; a write to a
 * pipe that nobody reads raises SIGPIPE, which the process must ignore.
 */
#include "rpc/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the system usually allows at most, and doubles. */
#define TRANSPORT_WIDE_SIZE (208 * 1024)

typedef struct TransportFd {
    Transport transport;
    bool in_socket, out_socket;
    int in_flags, out_flags; /* as found, of what is no socket */
} TransportFd;

static ssize_t transport_fd_read(Transport *transport, void *data, size_t size)
{
    const TransportFd *self = (const TransportFd *) transport;
    ssize_t got;

    do {
        got = self->in_socket ? recv(transport->in_fd, data, size, MSG_DONTWAIT)
                              : read(transport->in_fd, data, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

static ssize_t transport_fd_send(int fd, const struct iovec *iov, int n_iov)
{
    struct msghdr message;

    /* The usual case, for which the kernel has less to copy in. */
    if (n_iov == 1)
        return send(fd, iov->iov_base, iov->iov_len, MSG_DONTWAIT | MSG_NOSIGNAL);
    message =
        (struct msghdr){.msg_iov = (struct iovec *) (uintptr_t) iov, .msg_iovlen = (size_t) n_iov};
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static ssize_t transport_fd_writev(Transport *transport, const struct iovec *iov, int n_iov)
{
    const TransportFd *self = (const TransportFd *) transport;
    ssize_t put;

    do {
        put = self->out_socket ? transport_fd_send(transport->out_fd, iov, n_iov)
                               : writev(transport->out_fd, iov, n_iov);
    } while (put < 0 && errno == EINTR);
    return put;
}

static ssize_t transport_fd_send_fd(Transport *transport, int fd)
{
    uint8_t carrier = 0;
    struct iovec iov = {.iov_base = &carrier, .iov_len = sizeof(carrier)};
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    ssize_t put;

    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fd, sizeof(int));
    do {
        put = sendmsg(transport->out_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (put < 0 && errno == EINTR);
    return put;
}

/* By default a Unix socket takes less than a piece of a stream at once, which costs both ends a
 * wait. TCP finds its own size. */
static void transport_fd_widen(Transport *transport)
{
    const int size = TRANSPORT_WIDE_SIZE;

    setsockopt(transport->out_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

static void transport_fd_free(Transport *transport)
{
    TransportFd *self = (TransportFd *) transport;

    if (!self->in_socket)
        fcntl(transport->in_fd, F_SETFL, self->in_flags);
    if (!self->out_socket)
        fcntl(transport->out_fd, F_SETFL, self->out_flags);
    close(transport->in_fd);
    if (transport->out_fd != transport->in_fd)
        close(transport->out_fd);
    g_free(self);
}

/* Whether fd is a socket; what is none is made non-blocking. */
static bool transport_fd_prepare(int fd, int *ret_flags)
{
    struct stat status;

    if (fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode))
        return true;
    *ret_flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, *ret_flags | O_NONBLOCK);
    return false;
}

static bool transport_fd_is_unix(int fd)
{
    int domain = -1;
    socklen_t size = sizeof(domain);

    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

int transport_fd_release(Transport *transport)
{
    int fd = transport->in_fd;

    g_assert(transport->ops->free == transport_fd_free && transport->out_fd == fd);
    g_free(transport);
    return fd;
}

/* A socket also stops before a byte that is urgent, which has no meaning here: who sends such waits
 * for itself. */
Transport *transport_fd_new(int in_fd, int out_fd)
{
    static const TransportOps ops = {
        .name = "fd",
        .read = transport_fd_read,
        .writev = transport_fd_writev,
        .free = transport_fd_free,
    };
    static const TransportOps socket_ops = {
        .name = "socket",
        .drains = true,
        .read = transport_fd_read,
        .writev = transport_fd_writev,
        .free = transport_fd_free,
    };
    static const TransportOps unix_ops = {
        .name = "unix",
        .drains = true,
        .read = transport_fd_read,
        .writev = transport_fd_writev,
        .send_fd = transport_fd_send_fd,
        .widen = transport_fd_widen,
        .free = transport_fd_free,
    };
    TransportFd *self = g_new0(TransportFd, 1);

    self->transport = (Transport){.ops = &ops, .in_fd = in_fd, .out_fd = out_fd};
    self->in_socket = transport_fd_prepare(in_fd, &self->in_flags);
    self->out_flags = self->in_flags;
    self->out_socket =
        in_fd == out_fd ? self->in_socket : transport_fd_prepare(out_fd, &self->out_flags);
    if (in_fd == out_fd && self->in_socket)
        self->transport.ops = transport_fd_is_unix(in_fd) ? &unix_ops : &socket_ops;
    return &self->transport;
}
