/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lock is handed over in the order of asking; who gives up leaves the queue. */
#include "base/coroutine.h"

typedef struct Shared {
    Loop *loop;
    CoMutex mutex;
    GString *order;
    unsigned asked;
} Shared;

static void worker(void *data)
{
    Shared *shared = data;
    char name = (char) ('a' + shared->asked++);

    g_assert_true(co_mutex_lock(&shared->mutex, -1));
    g_string_append_c(shared->order, name);
    co_pause();
    co_pause();
    g_string_append_c(shared->order, name);
    co_mutex_unlock(&shared->mutex);
    /* The next one has it by now, although it has not run yet. */
    if (name != 'c')
        g_assert_false(co_mutex_lock(&shared->mutex, 0));
}

static void impatient(void *data)
{
    Shared *shared = data;

    g_assert_false(co_mutex_lock(&shared->mutex, 0));
    g_assert_false(co_mutex_lock(&shared->mutex, 1000));
    g_string_append_c(shared->order, '-');
    loop_quit(shared->loop);
}

static void test_fair(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Shared shared = {.loop = loop, .order = g_string_new(NULL)};

    for (int i = 0; i < 3; i++)
        coroutine_start(loop, worker, &shared);
    while (coroutine_count() > 0)
        loop_run_once(loop, -1);
    g_assert_cmpstr(shared.order->str, ==, "aabbcc");
    g_assert_false(shared.mutex.held);
    g_string_free(shared.order, TRUE);
    coroutine_pool_drain();
}

static void test_timeout(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Shared shared = {.loop = loop, .order = g_string_new(NULL), .mutex.held = true};

    coroutine_start(loop, impatient, &shared);
    loop_run(loop);
    g_assert_cmpstr(shared.order->str, ==, "-");
    co_mutex_unlock(&shared.mutex);
    g_assert_false(shared.mutex.held);
    g_string_free(shared.order, TRUE);
    coroutine_pool_drain();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coroutine/mutex/fair", test_fair);
    g_test_add_func("/coroutine/mutex/timeout", test_timeout);
    return g_test_run();
}
