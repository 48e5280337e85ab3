/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wire's threads: who sleeps in poll(), who waits for whom, and how they hand over.
 *
 * A thread that leaves without the reader's place being taken wakes one that waits. So as long as
 * anybody waits, somebody reads; a change that forgets this makes calls hang.
 */
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "client/limits.h"
#include "client/wire_private.h"

void wire_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
}

void wire_interrupt(Wire *wire)
{
    if (!wire->reading || wire->woken)
        return;
    wire->woken = true;
    eventfd_write(wire->wake_fd, 1);
}

void wire_wake(Wire *wire)
{
    for (Waiter *waiter = wire->waiters; waiter; waiter = waiter->next)
        if (waiter->ready(waiter->data)) {
            pthread_cond_signal(&waiter->changed);
            if (waiter == wire->reader)
                wire_interrupt(wire);
        }
}

static unsigned wire_poll_set(const Wire *wire, struct pollfd fds[3])
{
    Transport *transport = connection_transport(wire->connection);
    short wanted = POLLIN | (connection_queued(wire->connection) > 0 ? POLLOUT : 0);
    unsigned n = 0;

    wanted = transport_events(transport, wanted);
    fds[n++] = (struct pollfd){.fd = wire->wake_fd, .events = POLLIN};
    if (transport->in_fd == transport->out_fd) {
        fds[n++] = (struct pollfd){.fd = transport->in_fd, .events = wanted};
    } else {
        fds[n++] = (struct pollfd){.fd = transport->in_fd, .events = wanted & POLLIN};
        if (wanted & POLLOUT)
            fds[n++] = (struct pollfd){.fd = transport->out_fd, .events = POLLOUT};
    }
    return n;
}

/* One round as the reader: sleeps, without the lock, until something can be done or the deadline.
 */
static void wire_round(Wire *wire, Waiter *self, int64_t now, int64_t deadline_us)
{
    int64_t until_us = MIN(deadline_us, wire->next_deadline_us);
    int64_t left_us = MAX(until_us - now, 0);
    struct timespec timeout = {.tv_sec = left_us / G_USEC_PER_SEC,
                               .tv_nsec = left_us % G_USEC_PER_SEC * 1000};
    struct pollfd fds[3];
    unsigned n = wire_poll_set(wire, fds);
    eventfd_t ignored;

    wire->reading = true;
    wire->reader = self;
    wire_unlock(wire);
    ppoll(fds, n, until_us == WIRE_NO_DEADLINE ? NULL : &timeout, NULL);
    wire_lock(wire);
    wire->reading = false;
    wire->reader = NULL;
    if (wire->woken) {
        wire->woken = false;
        eventfd_read(wire->wake_fd, &ignored);
    }
    pthread_cond_broadcast(&wire->left);
    wire_transfer(wire, 1);
    wire_expire(wire);
    wire_wake(wire);
}

/* Waits for another thread's reading to bring what this one waits for, or its place. */
static void wire_follow(Wire *wire, Waiter *self, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = deadline_us / G_USEC_PER_SEC,
                             .tv_nsec = deadline_us % G_USEC_PER_SEC * 1000};

    if (deadline_us == WIRE_NO_DEADLINE)
        pthread_cond_wait(&self->changed, &wire->lock);
    else
        pthread_cond_timedwait(&self->changed, &wire->lock, &until);
}

static void wire_enter(Wire *wire, Waiter *self)
{
    self->next = wire->waiters;
    if (self->next)
        self->next->previous = self;
    wire->waiters = self;
}

static void wire_leave(Wire *wire, Waiter *self)
{
    if (self->previous)
        self->previous->next = self->next;
    else
        wire->waiters = self->next;
    if (self->next)
        self->next->previous = self->previous;
    if (!wire->reading && wire->waiters)
        pthread_cond_signal(&wire->waiters->changed);
}

bool wire_wait_until(Wire *wire, WireReadyFunc ready, void *data, int64_t deadline_us)
{
    Waiter self = {.ready = ready, .data = data};
    bool is_ready;
    int64_t now;

    if (ready(data))
        return true;
    wire_cond_init(&self.changed);
    wire_enter(wire, &self);
    while (!(is_ready = ready(data)) && (now = g_get_monotonic_time()) < deadline_us) {
        if (wire->reading || wire->broken)
            wire_follow(wire, &self, deadline_us);
        else
            wire_round(wire, &self, now, deadline_us);
    }
    wire_leave(wire, &self);
    pthread_cond_destroy(&self.changed);
    return is_ready;
}

static bool wire_call_is_done(void *data)
{
    return ((const WireCall *) data)->done;
}

void wire_wait(Wire *wire, WireCall *call)
{
    while (!wire_wait_until(wire, wire_call_is_done, call, call->deadline_us))
        wire_expire(wire);
}

void wire_poke(Wire *wire)
{
    wire_acknowledge(wire);
    if (!wire->reading)
        wire_transfer(wire, CLIENT_READS_MAX);
    wire_expire(wire);
    wire_wake(wire);
}

/* Of a wire that is broken, so that nobody takes the reader's place. */
static void wire_close_connection(Wire *wire)
{
    while (wire->reading) {
        wire_interrupt(wire);
        pthread_cond_wait(&wire->left, &wire->lock);
    }
    wire_watch_detach(wire);
    connection_free(wire->connection);
    wire->connection = NULL;
}

void wire_close(Wire *wire, ErrorCode code, const char *message)
{
    wire_break(wire, code, "%s", message);
    wire_close_connection(wire);
    wire_watch_clear(wire);
}

void wire_hang_up(Wire *wire, const char *why)
{
    wire_break(wire, ERR_RPC, "the connection to %s is broken: %s", wire->address, why);
    wire_close_connection(wire);
}

void wire_adopt(Wire *wire, Wire *from)
{
    g_clear_error(&wire->broken);
    wire->connection = from->connection;
    from->connection = NULL;
    connection_set_spare(wire->connection, &wire->spare);
    wire_set_server(wire, from->server);
    keepalive_heard(wire);
    wire->next_deadline_us = MIN(wire->next_deadline_us, keepalive_look(wire));
    wire_watch_attach(wire);
    wire_notify(wire);
    for (Waiter *waiter = wire->waiters; waiter; waiter = waiter->next)
        pthread_cond_signal(&waiter->changed); /* one of them has to read */
}
