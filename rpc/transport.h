/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where bytes come from and go to: a descriptor, a pair of them, later TLS on top.
 *
 * Never blocks, whatever the descriptor's own flags. Results follow read(2) and writev(2): -1 with
 * errno EAGAIN means "not now", 0 from read means the peer has closed.
 * A read with room for TRANSPORT_READ_MIN bytes leaves nothing behind that poll(2) would not tell
 * of; a write after one that said EAGAIN begins with the same bytes.
 */
#ifndef VMRPC_RPC_TRANSPORT_H
#define VMRPC_RPC_TRANSPORT_H

#include <glib.h>
#include <stdbool.h>
#include <sys/uio.h>

/* Less is right as well, for a caller that reads until EAGAIN. */
#define TRANSPORT_READ_MIN (17 * 1024)

typedef struct Transport Transport;

typedef struct TransportOps {
    const char *name;
    /* A read that gets less than it asked for has left nothing, but for an end that poll(2) tells
     * of, and what lies behind a byte that carries a descriptor (Codec.met_fds). */
    bool drains;
    ssize_t (*read)(Transport *transport, void *data, size_t size);
    ssize_t (*writev)(Transport *transport, const struct iovec *iov, int n_iov);
    /* May be NULL: descriptors cannot be passed. Writes one zero byte that carries fd. */
    ssize_t (*send_fd)(Transport *transport, int fd);
    /* May be NULL: those that are wanted. Which poll(2) events to wait for, given what the caller
     * wants to do (POLLIN, POLLOUT). */
    short (*events)(const Transport *transport, short wanted);
    /* May be NULL: nothing is to be done. Much will be written: makes room for it in the system. */
    void (*widen)(Transport *transport);
    /* May be NULL: the reason of a failed read or write in words, where errno cannot tell it. */
    bool (*explain)(const Transport *transport, GError **err);
    void (*free)(Transport *transport); /* closes */
} TransportOps;

struct Transport {
    const TransportOps *ops;
    int in_fd;
    int out_fd; /* the same as in_fd for a socket */
};

/* Owns both descriptors (which may be one) and makes them non-blocking; sockets are used with
 * MSG_DONTWAIT and MSG_NOSIGNAL, so that a shared standard input keeps its flags. */
Transport *transport_fd_new(int in_fd, int out_fd);

/* Frees such a transport of one descriptor without closing it, and returns that. */
int transport_fd_release(Transport *transport);

static inline ssize_t transport_read(Transport *transport, void *data, size_t size)
{
    return transport->ops->read(transport, data, size);
}

static inline ssize_t transport_writev(Transport *transport, const struct iovec *iov, int n_iov)
{
    return transport->ops->writev(transport, iov, n_iov);
}

static inline bool transport_passes_fds(const Transport *transport)
{
    return transport->ops->send_fd != NULL;
}

static inline ssize_t transport_send_fd(Transport *transport, int fd)
{
    return transport->ops->send_fd(transport, fd);
}

static inline void transport_widen(Transport *transport)
{
    if (transport->ops->widen)
        transport->ops->widen(transport);
}

static inline short transport_events(const Transport *transport, short wanted)
{
    return transport->ops->events ? transport->ops->events(transport, wanted) : wanted;
}

/* False: err is not set, errno is all there is to know. */
static inline bool transport_explain(const Transport *transport, GError **err)
{
    return transport->ops->explain && transport->ops->explain(transport, err);
}

static inline void transport_free(Transport *transport)
{
    if (transport)
        transport->ops->free(transport);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transport, transport_free)

#endif
