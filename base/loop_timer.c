/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The loop's timers: a binary heap ordered by due time, then by the order of arming.
 *
 * Each timer knows its place in the heap, so moving or disarming one is O(log n). Arming never
 * makes a system call: the first timer only sets the time limit of the next epoll_wait. A timer is
 * off the heap before its function runs, so the function may arm or free it.
 */
#include "base/loop_private.h"

static bool timer_before(const LoopTimer *a, const LoopTimer *b)
{
    return a->due < b->due || (a->due == b->due && a->sequence < b->sequence);
}

static void heap_put(GPtrArray *heap, unsigned index, LoopTimer *timer)
{
    heap->pdata[index] = timer;
    timer->index = index;
}

static void heap_up(GPtrArray *heap, unsigned index, LoopTimer *timer)
{
    while (index > 0) {
        unsigned parent = (index - 1) / 2;

        if (!timer_before(timer, heap->pdata[parent]))
            break;
        heap_put(heap, index, heap->pdata[parent]);
        index = parent;
    }
    heap_put(heap, index, timer);
}

static void heap_down(GPtrArray *heap, unsigned index, LoopTimer *timer)
{
    for (;;) {
        unsigned child = 2 * index + 1;

        if (child >= heap->len)
            break;
        if (child + 1 < heap->len && timer_before(heap->pdata[child + 1], heap->pdata[child]))
            child++;
        if (!timer_before(heap->pdata[child], timer))
            break;
        heap_put(heap, index, heap->pdata[child]);
        index = child;
    }
    heap_put(heap, index, timer);
}

/* Puts timer where it belongs, starting from a place it may be wrong in either direction. */
static void heap_settle(GPtrArray *heap, unsigned index, LoopTimer *timer)
{
    if (index > 0 && timer_before(timer, heap->pdata[(index - 1) / 2]))
        heap_up(heap, index, timer);
    else
        heap_down(heap, index, timer);
}

void loop_timer_init(LoopTimer *timer, Loop *loop, LoopFunc func, void *data)
{
    *timer = (LoopTimer){.loop = loop, .func = func, .data = data, .index = LOOP_TIMER_IDLE};
}

LoopTimer *loop_timer_new(Loop *loop, LoopFunc func, void *data)
{
    LoopTimer *timer = g_new(LoopTimer, 1);

    loop_timer_init(timer, loop, func, data);
    loop->n_timers++;
    return timer;
}

void loop_timer_arm(LoopTimer *timer, int64_t delay_us)
{
    Loop *loop = timer->loop;
    int64_t now = loop_now(loop);

    timer->due = now + CLAMP(delay_us, 0, G_MAXINT64 - now);
    timer->sequence = loop->timer_sequence++;
    if (loop_timer_armed(timer)) {
        heap_settle(loop->timers, timer->index, timer);
    } else {
        g_ptr_array_add(loop->timers, timer);
        heap_up(loop->timers, loop->timers->len - 1, timer);
    }
}

void loop_timer_disarm(LoopTimer *timer)
{
    GPtrArray *heap = timer->loop->timers;
    unsigned index = timer->index;
    LoopTimer *last;

    if (!loop_timer_armed(timer))
        return;
    timer->index = LOOP_TIMER_IDLE;
    last = g_ptr_array_steal_index(heap, heap->len - 1);
    if (last != timer)
        heap_settle(heap, index, last);
}

bool loop_timer_armed(const LoopTimer *timer)
{
    return timer->index != LOOP_TIMER_IDLE;
}

void loop_timer_free(LoopTimer *timer)
{
    if (!timer)
        return;
    loop_timer_disarm(timer);
    timer->loop->n_timers--;
    g_free(timer);
}

void loop_timers_run(Loop *loop)
{
    uint64_t limit = loop->timer_sequence;

    while (loop->timers->len > 0) {
        LoopTimer *timer = loop->timers->pdata[0];

        /* One armed from here on is due now at the earliest and sorts behind all older ones. */
        if (timer->due > loop_now(loop) || timer->sequence >= limit)
            break;
        loop_timer_disarm(timer);
        timer->func(timer->data);
    }
}

int loop_timers_wait(const Loop *loop)
{
    const LoopTimer *first = loop->timers->pdata[0];
    int64_t wait = first->due - g_get_monotonic_time();

    if (wait <= 0)
        return 0;
    return wait > (int64_t) G_MAXINT * 1000 - 999 ? G_MAXINT : (int) ((wait + 999) / 1000);
}
