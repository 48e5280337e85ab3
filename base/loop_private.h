/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The inside of the loop, shared by base/loop*.c and by the coroutines, by nobody else.
 *
 * A removed source may still stand in the array of events of the running round. So its struct is
 * only marked dead and handed to loop_bury(); it is freed when the round is over. Whoever frees one
 * directly breaks "any callback may remove any source".
 */
#ifndef VMRPC_BASE_LOOP_PRIVATE_H
#define VMRPC_BASE_LOOP_PRIVATE_H

#include "base/loop.h"

#include <signal.h>

#define LOOP_TIMER_IDLE G_MAXUINT

typedef TAILQ_HEAD(LoopDeferredList, LoopDeferred) LoopDeferredList;

struct Loop {
    int epoll_fd;
    int signal_fd;
    bool quit;
    bool in_round;
    int64_t now;       /* 0: not asked for in this round */
    GPtrArray *timers; /* binary heap of armed LoopTimer, not owned */
    uint64_t timer_sequence;
    LoopDeferredList deferred;
    LoopDeferredList later; /* joins deferred in the next round */
    GPtrArray *always;      /* LoopFd that epoll cannot watch, not owned */
    GPtrArray *dead;        /* owns removed sources until the round is over */
    LoopFd *signal_source;
    GPtrArray *signals;       /* of LoopSignal, not owned */
    sigset_t signal_mask;     /* what signal_fd delivers */
    sigset_t signals_blocked; /* those that were not blocked before we came */
    unsigned n_fds;
    unsigned n_timers;
    unsigned n_children;
};

struct LoopFd {
    Loop *loop;
    LoopFdFunc func;
    void *data;
    int fd;
    uint32_t events;
    bool always;
    bool dead;
};

struct LoopTimer {
    Loop *loop;
    LoopFunc func;
    void *data;
    int64_t due;
    uint64_t sequence; /* orders timers that are due at the same time */
    unsigned index;    /* place in the heap, or LOOP_TIMER_IDLE */
};

/* Frees a source's memory once no event of this round can name it any more. */
void loop_bury(Loop *loop, void *source);

/* Like loop_defer(), but for the next round: the descriptors are looked at in between. Until
 * then it must be neither deferred nor cancelled. */
void loop_defer_later(Loop *loop, LoopDeferred *deferred);

/* For a timer that is embedded in its user; it must be disarmed before its memory goes. */
void loop_timer_init(LoopTimer *timer, Loop *loop, LoopFunc func, void *data);
/* Runs what is due at loop_now(); what these arm meanwhile waits for the next round. */
void loop_timers_run(Loop *loop);
/* Milliseconds until the first timer is due, rounded up; one must be armed. */
int loop_timers_wait(const Loop *loop);

bool loop_signals_open(Loop *loop, GError **err);
void loop_signals_close(Loop *loop);

#endif
