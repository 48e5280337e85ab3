/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event loop: everything the daemon waits for, on one epoll descriptor, in one thread.
 *
 * Five nouns: fd, timer, child, signal, deferred. A round is: wait, run the callbacks of every
 * descriptor that is ready, run the timers that are due, then run what was deferred (also by
 * deferred functions of the same round, up to LOOP_DEFERRED_MAX of them). Replies of a round
 * therefore leave together if their flush is deferred.
 *
 * Any callback may remove any source, its own included; a removed source's callback is never called
 * again. The loop never blocks outside epoll_wait, and knows nothing of RPC or of machines.
 */
#ifndef VMRPC_BASE_LOOP_H
#define VMRPC_BASE_LOOP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/types.h>

typedef struct Loop Loop;
typedef struct LoopFd LoopFd;
typedef struct LoopTimer LoopTimer;
typedef struct LoopChild LoopChild;
typedef struct LoopSignal LoopSignal;

/* At most so many deferred functions run before the descriptors are looked at again. */
#define LOOP_DEFERRED_MAX 4096

typedef void (*LoopFdFunc)(LoopFd *source, uint32_t events, void *data);
typedef void (*LoopFunc)(void *data);
/* status as waitpid() gives it, or -1 if it cannot be known (the process was not our child). */
typedef void (*LoopChildFunc)(pid_t pid, int status, void *data);
typedef void (*LoopSignalFunc)(int signo, void *data);

Loop *loop_new(GError **err);
void loop_free(Loop *loop); /* every source must have been removed: asserts it */

/* Runs rounds until loop_quit() is called; that round is completed. */
void loop_run(Loop *loop);
void loop_quit(Loop *loop);
/* One round that waits at most timeout_ms (-1: for ever). */
void loop_run_once(Loop *loop, int timeout_ms);

/* Monotonic time in microseconds (as g_get_monotonic_time() gives it), read when it is first asked
 * for in a round, and again outside of one. */
int64_t loop_now(Loop *loop);

/* fd: one source per descriptor, level-triggered unless EPOLLET is among the events. The caller
 * keeps the descriptor open until after loop_fd_remove(). EPOLLERR and EPOLLHUP are always
 * reported. The loop never closes it. One that cannot be polled (a regular file as standard input)
 * is reported as ready in every round. */
LoopFd *loop_fd_add(Loop *loop, int fd, uint32_t events, LoopFdFunc func, void *data);
void loop_fd_set_events(LoopFd *source, uint32_t events); /* free if nothing changes */
/* What there is now is reported again, in the next round: for who waits with EPOLLET and has left
 * something. Nothing without EPOLLET. */
void loop_fd_again(LoopFd *source);
int loop_fd_get(const LoopFd *source);
void loop_fd_remove(LoopFd *source); /* takes NULL */

/* timer: one shot, made disarmed, never early, at most about a millisecond late. Arming an armed
 * timer moves it. The delay counts from loop_now(). The cost of (re)arming is O(log n) and no
 * system call. Timers due at the same time run in the order of their arming. */
LoopTimer *loop_timer_new(Loop *loop, LoopFunc func, void *data);
void loop_timer_arm(LoopTimer *timer, int64_t delay_us);
void loop_timer_disarm(LoopTimer *timer);
bool loop_timer_armed(const LoopTimer *timer);
void loop_timer_free(LoopTimer *timer); /* takes NULL */

/* child: watches pid through a pidfd; works for children (reaps them) and for processes that are
 * not (status -1). func is called once, after which the source is gone (func may remove it as
 * well). loop_child_remove() stops the watch without reaping. Fails (NULL, err) if the process
 * does not exist. */
LoopChild *loop_child_add(Loop *loop, pid_t pid, LoopChildFunc func, void *data, GError **err);
int loop_child_pidfd(const LoopChild *child); /* for pidfd_send_signal; stays the source's */
void loop_child_remove(LoopChild *child);     /* takes NULL */

/* signal: blocks signo for the process and delivers it through a signalfd; several sources may
 * watch one signal. Unblocked again with its last source. Children started by spawn.h get an
 * empty mask and default dispositions. */
LoopSignal *loop_signal_add(Loop *loop, int signo, LoopSignalFunc func, void *data);
void loop_signal_remove(LoopSignal *source); /* takes NULL */

/* deferred: embedded in its owner, initialised with loop_deferred_init(). Deferring it again
 * before it ran is a no-op; it runs once at the end of this round. Cancel before the owner is
 * freed. */
typedef struct LoopDeferred {
    TAILQ_ENTRY(LoopDeferred) link;
    LoopFunc func;
    void *data;
    bool queued;
} LoopDeferred;

void loop_deferred_init(LoopDeferred *deferred, LoopFunc func, void *data);
void loop_defer(Loop *loop, LoopDeferred *deferred);
void loop_deferred_cancel(Loop *loop, LoopDeferred *deferred);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loop, loop_free)

#endif
