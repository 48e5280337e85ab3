/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A descriptor that epoll refuses (a regular file given as standard input) is ready in every
 * round. */
#include "base/loop.h"

#include <stdio.h>
#include <unistd.h>

static void on_ready(LoopFd *source, uint32_t events, void *data)
{
    unsigned *calls = data;

    g_assert_cmpuint(events, ==, EPOLLIN);
    if (++*calls == 2)
        loop_fd_set_events(source, 0);
    if (*calls == 3)
        loop_fd_remove(source);
}

static void test_file(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    FILE *file = tmpfile();
    unsigned calls = 0;
    LoopFd *source = loop_fd_add(loop, fileno(file), EPOLLIN, on_ready, &calls);

    loop_run_once(loop, -1);
    loop_run_once(loop, -1);
    g_assert_cmpuint(calls, ==, 2);
    loop_run_once(loop, 0);
    g_assert_cmpuint(calls, ==, 2);
    loop_fd_set_events(source, EPOLLIN);
    loop_run_once(loop, -1);
    loop_run_once(loop, 0);
    g_assert_cmpuint(calls, ==, 3);
    fclose(file);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/regular-file", test_file);
    return g_test_run();
}
