/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting, nesting, waking and time limits of coroutines. A wake never runs the one it wakes at
 * once; wakes before the wait count, but do not add up.
 */
#include "base/coroutine.h"

typedef struct Talk {
    Loop *loop;
    GString *said;
    CoWaiter waiter;
    int64_t timeout_us;
    bool woken;
} Talk;

static void inner(void *data)
{
    Talk *talk = data;

    g_string_append_c(talk->said, 'b');
    talk->woken = co_wait(&talk->waiter, talk->timeout_us);
    g_string_append_c(talk->said, talk->woken ? 'e' : 'x');
    loop_quit(talk->loop);
}

static void outer(void *data)
{
    Talk *talk = data;
    Coroutine *self = coroutine_self();

    g_assert_nonnull(self);
    g_string_append_c(talk->said, 'a');
    coroutine_start(talk->loop, inner, talk);
    g_assert_true(coroutine_self() == self);
    g_string_append_c(talk->said, 'c');
    if (talk->timeout_us < 0) {
        co_wake(&talk->waiter);
        co_wake(&talk->waiter);
    }
    g_string_append_c(talk->said, 'd');
}

static void run_talk(int64_t timeout_us, const char *expected)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Talk talk = {.loop = loop, .said = g_string_new(NULL), .timeout_us = timeout_us};

    coroutine_start(loop, outer, &talk);
    g_assert_null(coroutine_self());
    g_assert_cmpuint(coroutine_count(), ==, 1);
    g_assert_cmpstr(talk.said->str, ==, "abcd");
    loop_run(loop);
    g_assert_cmpstr(talk.said->str, ==, expected);
    g_assert_cmpuint(coroutine_count(), ==, 0);
    g_assert_false(talk.waiter.woken);
    g_string_free(talk.said, TRUE);
    coroutine_pool_drain();
}

static void test_wake(void)
{
    run_talk(-1, "abcde");
}

static void test_timeout(void)
{
    run_talk(2000, "abcdx");
}

static void early(void *data)
{
    Talk *talk = data;

    g_assert_true(co_wait(&talk->waiter, -1));
    g_assert_false(co_wait(&talk->waiter, 0));
    g_string_append_c(talk->said, 'y');
}

static void test_woken_before(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Talk talk = {.loop = loop, .said = g_string_new(NULL)};

    co_wake(&talk.waiter);
    co_wake(&talk.waiter);
    coroutine_start(loop, early, &talk);
    g_assert_cmpstr(talk.said->str, ==, "y");
    g_string_free(talk.said, TRUE);
    coroutine_pool_drain();
}

static void pausing(void *data)
{
    unsigned *steps = data;

    for (;;) {
        if (++*steps == 3)
            return;
        co_pause();
    }
}

static void test_pause(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    unsigned steps = 0;

    coroutine_start(loop, pausing, &steps);
    g_assert_cmpuint(steps, ==, 1);
    loop_run_once(loop, -1);
    g_assert_cmpuint(steps, ==, 2);
    loop_run_once(loop, -1);
    g_assert_cmpuint(steps, ==, 3);
    coroutine_pool_drain();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coroutine/wake", test_wake);
    g_test_add_func("/coroutine/timeout", test_timeout);
    g_test_add_func("/coroutine/woken-before-the-wait", test_woken_before);
    g_test_add_func("/coroutine/pause-once-a-round", test_pause);
    return g_test_run();
}
