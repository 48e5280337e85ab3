/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wire's descriptor for a program's own poll loop: an epoll of transport and pending work.
 *
 * One descriptor for both, because events also come in while another thread reads for a call of its
 * own: the program's loop must wake for these although the socket is empty by then.
 * Level-triggered: what is not dispatched stays visible.
 */
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "client/wire_private.h"

static bool wire_watch_add(Wire *wire, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};

    return epoll_ctl(wire->watch_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool wire_watch_open(Wire *wire)
{
    wire->watch_fd = epoll_create1(EPOLL_CLOEXEC);
    wire->pending_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return wire->watch_fd >= 0 && wire->pending_fd >= 0 &&
           wire_watch_add(wire, wire->pending_fd, EPOLLIN) && wire_watch_attach(wire);
}

bool wire_watch_attach(Wire *wire)
{
    Transport *transport;

    if (wire->watch_fd < 0 || !wire->connection)
        return true;
    transport = connection_transport(wire->connection);
    wire->watched = EPOLLIN;
    if (!wire_watch_add(wire, transport->in_fd, EPOLLIN) ||
        (transport->out_fd != transport->in_fd && !wire_watch_add(wire, transport->out_fd, 0)))
        return false;
    wire_watch_update(wire);
    return true;
}

void wire_watch_detach(Wire *wire)
{
    Transport *transport;

    if (wire->watch_fd < 0 || !wire->connection)
        return;
    transport = connection_transport(wire->connection);
    epoll_ctl(wire->watch_fd, EPOLL_CTL_DEL, transport->in_fd, NULL);
    if (transport->out_fd != transport->in_fd)
        epoll_ctl(wire->watch_fd, EPOLL_CTL_DEL, transport->out_fd, NULL);
}

int wire_watch(Wire *wire, GError **err)
{
    if (wire->watch_fd >= 0)
        return wire->watch_fd;
    if (wire->broken && !wire->on_break) {
        if (err)
            *err = g_error_copy(wire->broken);
        return -1;
    }
    if (!wire_watch_open(wire)) {
        error_set_errno(err, errno, "%s: cannot make a descriptor to wait on", wire->address);
        wire_watch_clear(wire);
        return -1;
    }
    wire_notify(wire); /* for what came before anybody watched */
    return wire->watch_fd;
}

/* EPOLLIN and EPOLLOUT have the values of POLLIN and POLLOUT. */
void wire_watch_update(Wire *wire)
{
    Transport *transport;
    struct epoll_event event = {0};
    uint32_t wanted;

    if (wire->watch_fd < 0 || !wire->connection)
        return;
    transport = connection_transport(wire->connection);
    wanted = (uint32_t) transport_events(
        transport, POLLIN | (connection_queued(wire->connection) > 0 ? POLLOUT : 0));
    if (wanted == wire->watched)
        return;
    wire->watched = wanted;
    event.data.fd = transport->in_fd;
    event.events = transport->in_fd == transport->out_fd ? wanted : wanted & EPOLLIN;
    epoll_ctl(wire->watch_fd, EPOLL_CTL_MOD, transport->in_fd, &event);
    if (transport->in_fd == transport->out_fd)
        return;
    event.data.fd = transport->out_fd;
    event.events = wanted & EPOLLOUT;
    epoll_ctl(wire->watch_fd, EPOLL_CTL_MOD, transport->out_fd, &event);
}

void wire_watch_clear(Wire *wire)
{
    if (wire->watch_fd >= 0)
        close(wire->watch_fd);
    if (wire->pending_fd >= 0)
        close(wire->pending_fd);
    wire->watch_fd = -1;
    wire->pending_fd = -1;
}

void wire_notify(Wire *wire)
{
    if (wire->pending_fd < 0 || wire->pending)
        return;
    wire->pending = true;
    eventfd_write(wire->pending_fd, 1);
}

void wire_acknowledge(Wire *wire)
{
    eventfd_t ignored;

    if (!wire->pending)
        return;
    wire->pending = false;
    eventfd_read(wire->pending_fd, &ignored);
}
