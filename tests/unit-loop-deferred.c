/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deferred functions run once at the end of the round; those they defer run in the same round, up
 * to LOOP_DEFERRED_MAX in all, so that they cannot keep the loop from its descriptors.
 */
#include "base/loop.h"

typedef struct Work {
    Loop *loop;
    LoopDeferred deferred;
    unsigned runs;
    bool again;
} Work;

static void on_work(void *data)
{
    Work *work = data;

    work->runs++;
    if (work->again)
        loop_defer(work->loop, &work->deferred);
}

static void test_once(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Work work = {.loop = loop};

    loop_deferred_init(&work.deferred, on_work, &work);
    loop_defer(loop, &work.deferred);
    loop_defer(loop, &work.deferred);
    /* No wait although nothing is ready: deferred from outside a round. */
    loop_run_once(loop, -1);
    g_assert_cmpuint(work.runs, ==, 1);
    loop_defer(loop, &work.deferred);
    loop_deferred_cancel(loop, &work.deferred);
    loop_deferred_cancel(loop, &work.deferred);
    loop_run_once(loop, 0);
    g_assert_cmpuint(work.runs, ==, 1);
}

static void test_bound(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Work work = {.loop = loop, .again = true};

    loop_deferred_init(&work.deferred, on_work, &work);
    loop_defer(loop, &work.deferred);
    loop_run_once(loop, -1);
    g_assert_cmpuint(work.runs, ==, LOOP_DEFERRED_MAX);
    loop_run_once(loop, -1);
    g_assert_cmpuint(work.runs, ==, 2 * LOOP_DEFERRED_MAX);
    loop_deferred_cancel(loop, &work.deferred);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/deferred/once", test_once);
    g_test_add_func("/loop/deferred/bound", test_bound);
    return g_test_run();
}
