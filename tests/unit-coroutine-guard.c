/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A coroutine that needs more than its stack dies there and then instead of writing over what lies
 * below (SIGSEGV; a report and an exit under AddressSanitizer).
 */
#include "base/coroutine.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SURVIVED 42

static unsigned depth_limit;

/* Each call hands its frame to the next, so that no compiler makes a loop of it. */
static unsigned sink(unsigned depth, volatile unsigned char *above)
{
    volatile unsigned char room[1024];

    room[0] = above ? above[0] : 1;
    if (depth < depth_limit)
        room[0] = (unsigned char) sink(depth + 1, room);
    return room[0];
}

static CoWaiter waiter;

static void fall(void *data)
{
    (void) data;
    co_wait(&waiter, -1);
    sink(0, NULL);
    _exit(EXIT_SURVIVED);
}

/* Mapped after the first, so that its stack is what lies below. */
static void neighbour(void *data)
{
    co_wait(data, -1);
}

/* How a process ends whose coroutine takes about `kilobytes` of stack. */
static int status_after(unsigned kilobytes)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        const struct rlimit no_core = {0, 0};
        Loop *loop = loop_new(NULL);
        CoWaiter never = {0};

        setrlimit(RLIMIT_CORE, &no_core);
        close(STDERR_FILENO);
        depth_limit = kilobytes;
        coroutine_start(loop, fall, NULL);
        coroutine_start(loop, neighbour, &never);
        co_wake(&waiter);
        loop_run_once(loop, 0);
        _exit(0);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    return status;
}

static void test_guard(void)
{
    int status = status_after(COROUTINE_STACK_SIZE / 1024 / 4);

    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, EXIT_SURVIVED);
    status = status_after(2 * COROUTINE_STACK_SIZE / 1024);
    if (WIFSIGNALED(status))
        g_assert_cmpint(WTERMSIG(status), ==, SIGSEGV);
    else
        g_assert_cmpint(WEXITSTATUS(status), !=, EXIT_SURVIVED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coroutine/guard", test_guard);
    return g_test_run();
}
