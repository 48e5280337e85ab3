/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ten thousand coroutines alive at once, each with something on its stack that survives the wait,
 * and stacks that are used again by ones that need all of it.
 */
#include "base/coroutine.h"

#include <string.h>

#define MANY 10000

typedef struct Crowd {
    CoWaiter waiters[MANY];
    unsigned next;
    unsigned done;
} Crowd;

static void member(void *data)
{
    Crowd *crowd = data;
    unsigned number = crowd->next++;
    unsigned char mark[512];

    memset(mark, (int) (number % 251), sizeof(mark));
    g_assert_true(co_wait(&crowd->waiters[number], -1));
    for (size_t i = 0; i < sizeof(mark); i++)
        g_assert_cmpuint(mark[i], ==, number % 251);
    crowd->done++;
}

static void test_alive(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    g_autofree Crowd *crowd = g_new0(Crowd, 1);

    for (unsigned i = 0; i < MANY; i++)
        coroutine_start(loop, member, crowd);
    g_assert_cmpuint(coroutine_count(), ==, MANY);
    for (unsigned i = MANY; i-- > 0;)
        co_wake(&crowd->waiters[i]);
    g_assert_cmpuint(crowd->done, ==, 0);
    while (crowd->done < MANY)
        loop_run_once(loop, 0);
    g_assert_cmpuint(coroutine_count(), ==, 0);
    coroutine_pool_drain();
}

static void deep(void *data)
{
    volatile unsigned char room[COROUTINE_STACK_SIZE / 2];

    for (size_t i = 0; i < sizeof(room); i += 1024)
        room[i] = 1;
    co_wait(data, -1);
    for (size_t i = 0; i < sizeof(room); i += 1024)
        g_assert_cmpuint(room[i], ==, 1);
}

/* More at once than stay warm, and than the pool holds; then again on the stacks that went cold. */
static void test_reuse(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    CoWaiter waiters[COROUTINE_POOL_MAX + 20] = {0};

    for (int round = 0; round < 3; round++) {
        for (unsigned i = 0; i < G_N_ELEMENTS(waiters); i++)
            coroutine_start(loop, deep, &waiters[i]);
        for (unsigned i = 0; i < G_N_ELEMENTS(waiters); i++)
            co_wake(&waiters[i]);
        loop_run_once(loop, 0);
        g_assert_cmpuint(coroutine_count(), ==, 0);
    }
    coroutine_pool_drain();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coroutine/ten-thousand", test_alive);
    g_test_add_func("/coroutine/reuse", test_reuse);
    return g_test_run();
}
