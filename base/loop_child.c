/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The loop's processes: each is watched through a pidfd, which is readable once it has ended.
 *
 * Works for our children, which are reaped here, and for the processes of others (guests that were
 * started before the daemon was), whose status nobody can tell us. Never uses SIGCHLD and never
 * waits for "any" child, so code that waits for a child of its own is not disturbed.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/loop_private.h"

#ifndef P_PIDFD /* glibc before 2.36 */
#define P_PIDFD 3
#endif

struct LoopChild {
    Loop *loop;
    LoopFd *source;
    LoopChildFunc func;
    void *data;
    pid_t pid;
    int pidfd;
    bool dead;
};

static int child_status(const siginfo_t *info)
{
    switch (info->si_code) {
    case CLD_EXITED:
        return W_EXITCODE(info->si_status, 0);
    case CLD_DUMPED:
        return W_EXITCODE(0, info->si_status) | WCOREFLAG;
    default:
        return W_EXITCODE(0, info->si_status);
    }
}

static void child_ready(LoopFd *source, uint32_t events, void *data)
{
    LoopChild *child = data;
    siginfo_t info = {0};
    int status = -1;

    (void) source;
    (void) events;
    if (waitid((idtype_t) P_PIDFD, (id_t) child->pidfd, &info, WEXITED | WNOHANG) == 0) {
        /* A debugger that is attached to it must see the end first; we are called again. */
        if (info.si_pid == 0)
            return;
        status = child_status(&info);
    }
    child->func(child->pid, status, child->data);
    if (!child->dead)
        loop_child_remove(child);
}

LoopChild *loop_child_add(Loop *loop, pid_t pid, LoopChildFunc func, void *data, GError **err)
{
    LoopChild *child;
    int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);

    if (pidfd < 0) {
        error_set_errno(err, errno, "cannot watch process %d", (int) pid);
        return NULL;
    }
    child = g_new0(LoopChild, 1);
    *child = (LoopChild){.loop = loop, .func = func, .data = data, .pid = pid, .pidfd = pidfd};
    child->source = loop_fd_add(loop, pidfd, EPOLLIN, child_ready, child);
    loop->n_children++;
    return child;
}

int loop_child_pidfd(const LoopChild *child)
{
    return child->pidfd;
}

void loop_child_remove(LoopChild *child)
{
    if (!child)
        return;
    g_assert(!child->dead);
    child->dead = true;
    child->loop->n_children--;
    loop_fd_remove(child->source);
    close(child->pidfd);
    loop_bury(child->loop, child);
}
