/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Timers run in the order of their due times, then of their arming; never early; one that arms
 * itself again with no delay lets the other sources run in between.
 */
#include "base/loop.h"

typedef struct Tick {
    LoopTimer *timer;
    GString *order;
    char name;
} Tick;

static void on_tick(void *data)
{
    Tick *tick = data;

    g_assert_false(loop_timer_armed(tick->timer));
    g_string_append_c(tick->order, tick->name);
}

static void test_order(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    g_autoptr(GString) order = g_string_new(NULL);
    Tick ticks[5];
    int64_t start;

    for (int i = 0; i < 5; i++) {
        ticks[i] = (Tick){.order = order, .name = (char) ('a' + i)};
        ticks[i].timer = loop_timer_new(loop, on_tick, &ticks[i]);
    }
    start = g_get_monotonic_time();
    loop_timer_arm(ticks[0].timer, 20000);
    loop_timer_arm(ticks[1].timer, 10000);
    loop_timer_arm(ticks[2].timer, 60 * G_USEC_PER_SEC);
    loop_timer_arm(ticks[3].timer, 5000);
    loop_timer_arm(ticks[4].timer, 30000);
    loop_timer_arm(ticks[2].timer, 1000);  /* forward */
    loop_timer_arm(ticks[3].timer, 15000); /* back */
    loop_timer_disarm(ticks[4].timer);
    while (order->len < 4)
        loop_run_once(loop, -1);
    g_assert_cmpstr(order->str, ==, "cbda");
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 20000);
    for (int i = 0; i < 5; i++)
        loop_timer_free(ticks[i].timer);
}

typedef struct Due {
    Loop *loop;
    LoopTimer *timer;
    int64_t at;
    int64_t *last;
    unsigned *count;
} Due;

static void on_due(void *data)
{
    Due *due = data;

    g_assert_cmpint(due->at, >=, *due->last);
    *due->last = due->at;
    ++*due->count;
}

/* In one round, so that each delay counts from the same time. */
static void arm_all(void *data)
{
    Due *dues = data;

    for (unsigned i = 0; i < 10000; i++) {
        loop_timer_arm(dues[i].timer, g_test_rand_int_range(0, 20000));
        /* Moves one that may or may not be armed. */
        loop_timer_arm(dues[i * 7919 % 10000].timer, 0);
    }
    /* All anew, with due times that are known. */
    for (unsigned i = 0; i < 10000; i++) {
        int64_t delay = g_test_rand_int_range(0, 20000);

        loop_timer_arm(dues[i].timer, delay);
        dues[i].at = loop_now(dues[i].loop) + delay;
    }
}

static void test_many(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    g_autofree Due *dues = g_new0(Due, 10000);
    int64_t last = 0;
    unsigned count = 0;
    unsigned expected = 10000;
    LoopDeferred arm;

    for (unsigned i = 0; i < 10000; i++) {
        dues[i] = (Due){.loop = loop, .last = &last, .count = &count};
        dues[i].timer = loop_timer_new(loop, on_due, &dues[i]);
    }
    loop_deferred_init(&arm, arm_all, dues);
    loop_defer(loop, &arm);
    loop_run_once(loop, 0);
    for (unsigned i = 0; i < 10000; i += 10, expected--)
        loop_timer_disarm(dues[i].timer);
    while (count < expected)
        loop_run_once(loop, -1);
    for (unsigned i = 0; i < 10000; i++) {
        g_assert_false(loop_timer_armed(dues[i].timer));
        loop_timer_free(dues[i].timer);
    }
}

typedef struct Again {
    LoopTimer *timer;
    unsigned calls;
} Again;

static void on_again(void *data)
{
    Again *again = data;

    again->calls++;
    loop_timer_arm(again->timer, 0);
}

static void test_again(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Again again = {0};

    again.timer = loop_timer_new(loop, on_again, &again);
    loop_timer_arm(again.timer, 0);
    for (unsigned i = 1; i <= 3; i++) {
        loop_run_once(loop, -1);
        g_assert_cmpuint(again.calls, ==, i);
    }
    loop_timer_free(again.timer);
}

static void on_short(void *data)
{
    ++*(unsigned *) data;
}

/* The wait is rounded up: one round is enough, without spinning through the last millisecond. */
static void test_short(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    unsigned calls = 0;
    LoopTimer *timer = loop_timer_new(loop, on_short, &calls);

    loop_timer_arm(timer, 10300);
    loop_run_once(loop, -1);
    g_assert_cmpuint(calls, ==, 1);
    loop_timer_free(timer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/timer/order", test_order);
    g_test_add_func("/loop/timer/ten-thousand", test_many);
    g_test_add_func("/loop/timer/no-delay-once-a-round", test_again);
    g_test_add_func("/loop/timer/one-wait", test_short);
    return g_test_run();
}
