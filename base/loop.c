/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The round of the event loop, descriptors and deferred functions (see loop.h).
 *
 * Never blocks outside epoll_wait and never reads or writes a descriptor of its users. Two rules
 * hold it together: a source that was removed is skipped for the rest of the round although its
 * event is already in the array, and deferred functions come after everything else of the round.
 */
#include "base/loop.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/loop_private.h"

/* Events taken per epoll_wait: with more, the deferred functions of a round come too late. */
#define LOOP_EVENTS_MAX 256

Loop *loop_new(GError **err)
{
    g_autoptr(Loop) loop = g_new0(Loop, 1);

    loop->signal_fd = -1;
    TAILQ_INIT(&loop->deferred);
    TAILQ_INIT(&loop->later);
    loop->timers = g_ptr_array_new();
    loop->always = g_ptr_array_new();
    loop->signals = g_ptr_array_new();
    loop->dead = g_ptr_array_new_with_free_func(g_free);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0) {
        error_set_errno(err, errno, "cannot create an epoll descriptor");
        return NULL;
    }
    return loop_signals_open(loop, err) ? g_steal_pointer(&loop) : NULL;
}

void loop_free(Loop *loop)
{
    if (!loop)
        return;
    g_assert(!loop->in_round);
    loop_signals_close(loop);
    g_assert(loop->n_fds == 0 && loop->n_timers == 0 && loop->n_children == 0);
    g_assert(loop->timers->len == 0 && loop->signals->len == 0);
    g_assert(TAILQ_EMPTY(&loop->deferred) && TAILQ_EMPTY(&loop->later));
    g_ptr_array_unref(loop->timers);
    g_ptr_array_unref(loop->always);
    g_ptr_array_unref(loop->signals);
    g_ptr_array_unref(loop->dead);
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    g_free(loop);
}

int64_t loop_now(Loop *loop)
{
    if (loop->now == 0 || !loop->in_round)
        loop->now = g_get_monotonic_time();
    return loop->now;
}

void loop_bury(Loop *loop, void *source)
{
    if (loop->in_round)
        g_ptr_array_add(loop->dead, source);
    else
        g_free(source);
}

/* Frees what was removed in this round. */
static void loop_reap(Loop *loop)
{
    if (loop->dead->len == 0)
        return;
    for (unsigned i = loop->always->len; i-- > 0;) {
        LoopFd *source = loop->always->pdata[i];

        if (source->dead)
            g_ptr_array_remove_index(loop->always, i);
    }
    g_ptr_array_set_size(loop->dead, 0);
}

static void loop_dispatch(LoopFd *source, uint32_t events)
{
    /* What an earlier callback of this round switched off is not reported any more. */
    events &= source->events | EPOLLERR | EPOLLHUP;
    if (!source->dead && events)
        source->func(source, events, source->data);
}

static bool loop_always_ready(const Loop *loop)
{
    for (unsigned i = 0; i < loop->always->len; i++) {
        const LoopFd *source = loop->always->pdata[i];

        if (!source->dead && source->events)
            return true;
    }
    return false;
}

static void loop_dispatch_always(Loop *loop)
{
    unsigned count = loop->always->len;

    for (unsigned i = 0; i < count; i++)
        loop_dispatch(loop->always->pdata[i], EPOLLIN | EPOLLOUT);
}

static int loop_timeout(const Loop *loop, int timeout_ms)
{
    int wait;

    if (!TAILQ_EMPTY(&loop->deferred) || !TAILQ_EMPTY(&loop->later) || loop_always_ready(loop))
        return 0;
    if (loop->timers->len == 0)
        return timeout_ms;
    wait = loop_timers_wait(loop);
    return timeout_ms < 0 ? wait : MIN(wait, timeout_ms);
}

static void loop_run_deferred(Loop *loop)
{
    for (unsigned i = 0; i < LOOP_DEFERRED_MAX; i++) {
        LoopDeferred *deferred = TAILQ_FIRST(&loop->deferred);

        if (!deferred)
            break;
        TAILQ_REMOVE(&loop->deferred, deferred, link);
        deferred->queued = false;
        deferred->func(deferred->data);
    }
}

void loop_run_once(Loop *loop, int timeout_ms)
{
    struct epoll_event events[LOOP_EVENTS_MAX];
    int count;

    g_assert(!loop->in_round);
    loop->in_round = true;
    count = epoll_wait(loop->epoll_fd, events, LOOP_EVENTS_MAX, loop_timeout(loop, timeout_ms));
    g_assert(count >= 0 || errno == EINTR);
    loop->now = 0;
    /* What was put off to this round goes behind what the last one left over. */
    TAILQ_CONCAT(&loop->deferred, &loop->later, link);
    for (int i = 0; i < count; i++)
        loop_dispatch(events[i].data.ptr, events[i].events);
    loop_dispatch_always(loop);
    if (loop->timers->len > 0)
        loop_timers_run(loop);
    loop_run_deferred(loop);
    loop_reap(loop);
    loop->in_round = false;
}

void loop_run(Loop *loop)
{
    while (!loop->quit)
        loop_run_once(loop, -1);
    loop->quit = false;
}

void loop_quit(Loop *loop)
{
    loop->quit = true;
}

static int loop_control(LoopFd *source, int operation)
{
    struct epoll_event event = {.events = source->events, .data.ptr = source};

    return epoll_ctl(source->loop->epoll_fd, operation, source->fd, &event) < 0 ? errno : 0;
}

LoopFd *loop_fd_add(Loop *loop, int fd, uint32_t events, LoopFdFunc func, void *data)
{
    LoopFd *source = g_new0(LoopFd, 1);
    int errnum;

    *source = (LoopFd){.loop = loop, .func = func, .data = data, .fd = fd, .events = events};
    errnum = loop_control(source, EPOLL_CTL_ADD);
    if (errnum == EPERM) {
        source->always = true;
        g_ptr_array_add(loop->always, source);
    } else if (errnum) {
        g_error("cannot watch descriptor %d: %s", fd, g_strerror(errnum));
    }
    loop->n_fds++;
    return source;
}

/* Also makes the kernel look at what there is. */
static void loop_fd_modify(LoopFd *source)
{
    int errnum = source->always ? 0 : loop_control(source, EPOLL_CTL_MOD);

    if (errnum)
        g_error("cannot change the watch of descriptor %d: %s", source->fd, g_strerror(errnum));
}

void loop_fd_set_events(LoopFd *source, uint32_t events)
{
    g_assert(!source->dead);
    if (source->events == events)
        return;
    source->events = events;
    loop_fd_modify(source);
}

void loop_fd_again(LoopFd *source)
{
    g_assert(!source->dead);
    if (source->events & EPOLLET)
        loop_fd_modify(source);
}

int loop_fd_get(const LoopFd *source)
{
    return source->fd;
}

void loop_fd_remove(LoopFd *source)
{
    if (!source)
        return;
    g_assert(!source->dead);
    source->dead = true;
    source->loop->n_fds--;
    if (!source->always)
        loop_control(source, EPOLL_CTL_DEL);
    else if (!source->loop->in_round)
        g_ptr_array_remove(source->loop->always, source);
    loop_bury(source->loop, source);
}

void loop_deferred_init(LoopDeferred *deferred, LoopFunc func, void *data)
{
    *deferred = (LoopDeferred){.func = func, .data = data};
}

void loop_defer(Loop *loop, LoopDeferred *deferred)
{
    if (deferred->queued)
        return;
    deferred->queued = true;
    TAILQ_INSERT_TAIL(&loop->deferred, deferred, link);
}

void loop_defer_later(Loop *loop, LoopDeferred *deferred)
{
    g_assert(!deferred->queued);
    deferred->queued = true;
    TAILQ_INSERT_TAIL(&loop->later, deferred, link);
}

void loop_deferred_cancel(Loop *loop, LoopDeferred *deferred)
{
    if (!deferred->queued)
        return;
    deferred->queued = false;
    TAILQ_REMOVE(&loop->deferred, deferred, link);
}
