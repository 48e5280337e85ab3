/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How coroutines wait: the waiter with its time limit, the pause, the fair lock.
 *
 * Nothing here ever runs a coroutine: all of it defers to the end of the loop's round. Timers and
 * queue entries live on the stack of the coroutine that waits, so waiting allocates nothing.
 */
#include "base/coroutine.h"
#include "base/coroutine_private.h"
#include "base/loop_private.h"

typedef struct CoMutexWaiter {
    CoWaiter waiter;
    bool granted;
    GList link;
} CoMutexWaiter;

static void co_wait_expired(void *data)
{
    coroutine_defer(data);
}

bool co_wait(CoWaiter *waiter, int64_t timeout_us)
{
    Coroutine *self = coroutine_self();
    LoopTimer timer;
    bool woken;

    g_assert(self && !waiter->waiting);
    if (!waiter->woken && timeout_us != 0) {
        loop_timer_init(&timer, coroutine_loop(self), co_wait_expired, self);
        if (timeout_us > 0)
            loop_timer_arm(&timer, timeout_us);
        waiter->waiting = self;
        coroutine_yield();
        waiter->waiting = NULL;
        loop_timer_disarm(&timer);
    }
    woken = waiter->woken;
    waiter->woken = false;
    return woken;
}

void co_wake(CoWaiter *waiter)
{
    if (waiter->woken)
        return;
    waiter->woken = true;
    if (waiter->waiting)
        coroutine_defer(waiter->waiting);
}

void co_pause(void)
{
    g_assert(coroutine_self());
    coroutine_defer_later(coroutine_self());
    coroutine_yield();
}

bool co_mutex_lock(CoMutex *mutex, int64_t timeout_us)
{
    CoMutexWaiter self = {0};

    g_assert(coroutine_self());
    if (!mutex->held) {
        mutex->held = true;
        return true;
    }
    self.link.data = &self;
    g_queue_push_tail_link(&mutex->waiters, &self.link);
    co_wait(&self.waiter, timeout_us);
    if (!self.granted)
        g_queue_unlink(&mutex->waiters, &self.link);
    return self.granted;
}

void co_mutex_unlock(CoMutex *mutex)
{
    GList *next = g_queue_pop_head_link(&mutex->waiters);

    g_assert(mutex->held);
    if (next) {
        /* Stays held: handed over, so that nobody overtakes the one who waits longest. */
        CoMutexWaiter *waiter = next->data;

        waiter->granted = true;
        co_wake(&waiter->waiter);
    } else {
        mutex->held = false;
    }
}
