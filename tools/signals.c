/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Catching signals for the time of a wait: see signals.h. */
#include "tools/signals.h"

static const int caught_signals[SIGNALS_MAX] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static volatile sig_atomic_t caught;

static void on_signal(int signo)
{
    (void) signo;
    caught = 1;
}

void signals_catch(Signals *signals)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t mask;

    caught = 0;
    sigemptyset(&mask);
    for (int i = 0; i < SIGNALS_MAX; i++)
        sigaddset(&mask, caught_signals[i]);
    sigprocmask(SIG_BLOCK, &mask, &signals->old_mask);
    for (int i = 0; i < SIGNALS_MAX; i++) {
        sigaction(caught_signals[i], NULL, &signals->old[i]);
        if (caught_signals[i] != SIGHUP || signals->old[i].sa_handler != SIG_IGN) /* nohup */
            sigaction(caught_signals[i], &action, NULL);
    }
}

/* A signal that is pending still belongs to the wait. */
void signals_restore(const Signals *signals)
{
    sigprocmask(SIG_SETMASK, &signals->old_mask, NULL);
    for (int i = 0; i < SIGNALS_MAX; i++)
        sigaction(caught_signals[i], &signals->old[i], NULL);
}

bool signals_caught(void)
{
    return caught;
}

int signals_ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout)
{
    sigset_t open;

    sigprocmask(SIG_SETMASK, NULL, &open);
    for (int i = 0; i < SIGNALS_MAX; i++)
        sigdelset(&open, caught_signals[i]);
    return ppoll(fds, n, timeout, &open);
}
