/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals arrive through the loop, at every source that asked, and are unblocked with the last. */
#include "base/loop.h"

#include <signal.h>
#include <unistd.h>

static void on_signal(int signo, void *data)
{
    g_assert_cmpint(signo, ==, SIGUSR1);
    ++*(unsigned *) data;
}

static bool blocked(int signo)
{
    sigset_t now;

    sigprocmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, signo);
}

static void test_signal(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    unsigned first = 0;
    unsigned second = 0;
    LoopSignal *a = loop_signal_add(loop, SIGUSR1, on_signal, &first);
    LoopSignal *b = loop_signal_add(loop, SIGUSR1, on_signal, &second);
    LoopSignal *c = loop_signal_add(loop, SIGUSR2, on_signal, NULL);

    kill(getpid(), SIGUSR1);
    loop_run_once(loop, -1);
    g_assert_cmpuint(first, ==, 1);
    g_assert_cmpuint(second, ==, 1);
    loop_signal_remove(a);
    kill(getpid(), SIGUSR1);
    loop_run_once(loop, -1);
    g_assert_cmpuint(first, ==, 1);
    g_assert_cmpuint(second, ==, 2);
    g_assert_true(blocked(SIGUSR1));
    loop_signal_remove(b);
    g_assert_false(blocked(SIGUSR1));
    g_assert_true(blocked(SIGUSR2));
    loop_signal_remove(c);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/signal", test_signal);
    return g_test_run();
}
