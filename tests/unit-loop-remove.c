/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any callback may remove any source: one whose event is already in the array of this round, or its
 * own. What an earlier callback switched off is not reported either.
 */
#include "base/loop.h"

#include <unistd.h>

typedef struct Pair {
    LoopFd *sources[2];
    int ends[2][2];
    unsigned calls;
    bool mute; /* switch the other off instead of removing it */
} Pair;

static void on_ready(LoopFd *source, uint32_t events, void *data)
{
    Pair *pair = data;
    int other = source == pair->sources[0] ? 1 : 0;

    (void) events;
    pair->calls++;
    if (pair->mute) {
        loop_fd_set_events(pair->sources[other], 0);
        return;
    }
    g_clear_pointer(&pair->sources[other], loop_fd_remove);
    g_clear_pointer(&pair->sources[!other], loop_fd_remove);
}

static void pair_open(Pair *pair, Loop *loop)
{
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(pipe(pair->ends[i]), ==, 0);
        g_assert_cmpint(write(pair->ends[i][1], "", 1), ==, 1);
        pair->sources[i] = loop_fd_add(loop, pair->ends[i][0], EPOLLIN, on_ready, pair);
    }
}

static void pair_close(Pair *pair)
{
    for (int i = 0; i < 2; i++) {
        loop_fd_remove(pair->sources[i]);
        close(pair->ends[i][0]);
        close(pair->ends[i][1]);
    }
}

static void test_remove(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Pair pair = {0};

    pair_open(&pair, loop);
    loop_run_once(loop, -1);
    g_assert_cmpuint(pair.calls, ==, 1);
    loop_run_once(loop, 0);
    g_assert_cmpuint(pair.calls, ==, 1);
    pair_close(&pair);
}

static void test_mute(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Pair pair = {.mute = true};

    pair_open(&pair, loop);
    loop_run_once(loop, -1);
    g_assert_cmpuint(pair.calls, ==, 1);
    pair_close(&pair);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/remove/both-in-one-round", test_remove);
    g_test_add_func("/loop/remove/switch-off-in-one-round", test_mute);
    return g_test_run();
}
