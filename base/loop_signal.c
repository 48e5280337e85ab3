/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The loop's signals: one signalfd for all of them.
 *
 * No signal handler is ever installed. A signal is blocked while a source for it exists and gets
 * its old state back with the last one, so a daemon that shuts down can be ended by a second
 * SIGTERM. Threads must be started after the sources are added, else they would take the signals.
 */
#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/loop_private.h"

struct LoopSignal {
    Loop *loop;
    LoopSignalFunc func;
    void *data;
    int signo;
    bool dead;
};

static void signals_deliver(Loop *loop, int signo)
{
    /* Over a copy: each of them may remove itself and others. */
    g_autoptr(GPtrArray) sources = g_ptr_array_copy(loop->signals, NULL, NULL);

    for (unsigned i = 0; i < sources->len; i++) {
        LoopSignal *source = sources->pdata[i];

        if (!source->dead && source->signo == signo)
            source->func(signo, source->data);
    }
}

static void signals_ready(LoopFd *fd_source, uint32_t events, void *data)
{
    struct signalfd_siginfo info[8];
    ssize_t size = read(loop_fd_get(fd_source), info, sizeof(info));

    (void) events;
    for (ssize_t i = 0; i < size / (ssize_t) sizeof(info[0]); i++)
        signals_deliver(data, (int) info[i].ssi_signo);
}

bool loop_signals_open(Loop *loop, GError **err)
{
    sigemptyset(&loop->signal_mask);
    sigemptyset(&loop->signals_blocked);
    loop->signal_fd = signalfd(-1, &loop->signal_mask, SFD_CLOEXEC | SFD_NONBLOCK);
    if (loop->signal_fd < 0)
        return error_set_errno(err, errno, "cannot create a signal descriptor");
    loop->signal_source = loop_fd_add(loop, loop->signal_fd, EPOLLIN, signals_ready, loop);
    return true;
}

void loop_signals_close(Loop *loop)
{
    g_clear_pointer(&loop->signal_source, loop_fd_remove);
    if (loop->signal_fd >= 0)
        close(loop->signal_fd);
}

static void signals_apply(Loop *loop)
{
    /* Cannot fail: the descriptor is ours and of the right kind. */
    int fd = signalfd(loop->signal_fd, &loop->signal_mask, 0);

    g_assert(fd == loop->signal_fd);
}

LoopSignal *loop_signal_add(Loop *loop, int signo, LoopSignalFunc func, void *data)
{
    LoopSignal *source = g_new0(LoopSignal, 1);
    sigset_t one;
    sigset_t before;

    *source = (LoopSignal){.loop = loop, .func = func, .data = data, .signo = signo};
    g_ptr_array_add(loop->signals, source);
    if (sigismember(&loop->signal_mask, signo))
        return source;
    sigemptyset(&one);
    sigaddset(&one, signo);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    if (!sigismember(&before, signo))
        sigaddset(&loop->signals_blocked, signo);
    sigaddset(&loop->signal_mask, signo);
    signals_apply(loop);
    return source;
}

static bool signals_wanted(const Loop *loop, int signo)
{
    for (unsigned i = 0; i < loop->signals->len; i++) {
        const LoopSignal *source = loop->signals->pdata[i];

        if (source->signo == signo)
            return true;
    }
    return false;
}

void loop_signal_remove(LoopSignal *source)
{
    Loop *loop;
    sigset_t one;

    if (!source)
        return;
    g_assert(!source->dead);
    loop = source->loop;
    source->dead = true;
    g_ptr_array_remove(loop->signals, source);
    if (!signals_wanted(loop, source->signo)) {
        sigdelset(&loop->signal_mask, source->signo);
        signals_apply(loop);
        if (sigismember(&loop->signals_blocked, source->signo)) {
            sigdelset(&loop->signals_blocked, source->signo);
            sigemptyset(&one);
            sigaddset(&one, source->signo);
            pthread_sigmask(SIG_UNBLOCK, &one, NULL);
        }
    }
    loop_bury(loop, source);
}
