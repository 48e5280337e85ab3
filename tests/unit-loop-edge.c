/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A descriptor that is watched with EPOLLET is reported once for what comes, and once more for each
 * loop_fd_again() while something is left; one that is watched anew is looked at anew. */
#include "base/loop.h"

#include <unistd.h>

typedef struct Watch {
    unsigned calls;
    unsigned again; /* calls that leave something and say so */
} Watch;

static void on_ready(LoopFd *source, uint32_t events, void *data)
{
    Watch *watch = data;

    g_assert_cmpuint(events & EPOLLIN, ==, EPOLLIN);
    watch->calls++;
    if (watch->again > 0) {
        watch->again--;
        loop_fd_again(source);
    }
}

static void run_rounds(Loop *loop)
{
    for (int i = 0; i < 5; i++)
        loop_run_once(loop, 0);
}

static void test_edge(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Watch watch = {0};
    LoopFd *source;
    char byte;
    int fds[2];

    g_assert_cmpint(pipe(fds), ==, 0);
    source = loop_fd_add(loop, fds[0], EPOLLIN | EPOLLET, on_ready, &watch);
    run_rounds(loop);
    g_assert_cmpuint(watch.calls, ==, 0);

    g_assert_cmpint(write(fds[1], "a", 1), ==, 1);
    run_rounds(loop);
    g_assert_cmpuint(watch.calls, ==, 1);

    g_assert_cmpint(write(fds[1], "b", 1), ==, 1);
    watch.again = 2;
    run_rounds(loop);
    g_assert_cmpuint(watch.calls, ==, 4);

    loop_fd_set_events(source, EPOLLET);
    run_rounds(loop);
    loop_fd_set_events(source, EPOLLIN | EPOLLET);
    run_rounds(loop);
    g_assert_cmpuint(watch.calls, ==, 5);

    /* Nothing is left to be told of again. */
    g_assert_cmpint(read(fds[0], &byte, 1), ==, 1);
    g_assert_cmpint(read(fds[0], &byte, 1), ==, 1);
    loop_fd_again(source);
    run_rounds(loop);
    g_assert_cmpuint(watch.calls, ==, 5);

    loop_fd_remove(source);
    close(fds[0]);
    close(fds[1]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/edge", test_edge);
    return g_test_run();
}
