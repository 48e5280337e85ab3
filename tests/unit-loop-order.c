/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order within a round: all ready descriptors, then due timers, then what was deferred. On it
 * rests that the replies of a round leave together.
 */
#include "base/loop.h"

#include <unistd.h>

typedef struct Seen {
    Loop *loop;
    GString *order;
    LoopDeferred flush;
} Seen;

static void on_read(LoopFd *source, uint32_t events, void *data)
{
    Seen *seen = data;
    char byte;

    g_assert_cmpuint(events, ==, EPOLLIN);
    g_assert_cmpint(read(loop_fd_get(source), &byte, 1), ==, 1);
    g_string_append_c(seen->order, byte);
    loop_defer(seen->loop, &seen->flush);
}

static void on_timer(void *data)
{
    g_string_append_c(((Seen *) data)->order, 't');
}

static void on_flush(void *data)
{
    g_string_append_c(((Seen *) data)->order, 'f');
}

static void test_order(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Seen seen = {.loop = loop, .order = g_string_new(NULL)};
    int ends[2][2];
    LoopFd *sources[2];
    LoopTimer *timer = loop_timer_new(loop, on_timer, &seen);

    loop_deferred_init(&seen.flush, on_flush, &seen);
    loop_timer_arm(timer, 0);
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(pipe(ends[i]), ==, 0);
        sources[i] = loop_fd_add(loop, ends[i][0], EPOLLIN, on_read, &seen);
        g_assert_cmpint(write(ends[i][1], "r", 1), ==, 1);
    }
    loop_run_once(loop, -1);
    g_assert_cmpstr(seen.order->str, ==, "rrtf");
    /* Nothing is ready any more. */
    loop_run_once(loop, 0);
    g_assert_cmpstr(seen.order->str, ==, "rrtf");

    for (int i = 0; i < 2; i++) {
        loop_fd_remove(sources[i]);
        close(ends[i][0]);
        close(ends[i][1]);
    }
    loop_timer_free(timer);
    g_string_free(seen.order, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/order", test_order);
    return g_test_run();
}
