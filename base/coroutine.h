/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Coroutines: code that waits (for a monitor, a child process, a timer) and still reads straight
 * down.
 *
 * Each coroutine has a stack of its own with a guard page below it, kept in a pool. Exactly one
 * coroutine, or none (the loop itself), runs at a time, on one thread. A function whose name
 * contains _co_ may yield and must be called from a coroutine. Whatever was true before a call of
 * such a function may be false after it.
 *
 * The way to wait is a CoWaiter: whoever knows that the condition has come calls co_wake(), which
 * never runs the coroutine at once but defers it to the end of the loop's round.
 */
#ifndef VMRPC_BASE_COROUTINE_H
#define VMRPC_BASE_COROUTINE_H

#include "base/loop.h"

/* Bytes of stack per coroutine (guard page not counted). Handlers parse XML and JSON on it. */
#define COROUTINE_STACK_SIZE (256 * 1024)
/* Stacks kept for reuse when idle; more are unmapped as they end. */
#define COROUTINE_POOL_MAX 64

typedef struct Coroutine Coroutine;
typedef void (*CoroutineFunc)(void *data);

/* Makes a coroutine and runs it at once until it first waits or ends. May be called from the
 * loop or from within another coroutine, which goes on when the new one waits. Loop is the one
 * its waits use. */
void coroutine_start(Loop *loop, CoroutineFunc func, void *data);

/* The running coroutine, or NULL. */
Coroutine *coroutine_self(void);
/* How many are alive (running or waiting); for limits, statistics and leak checks in tests. */
unsigned coroutine_count(void);
/* Unmaps pooled stacks (at exit, so that leak checkers are quiet). */
void coroutine_pool_drain(void);

/* A place where one coroutine waits. All zero is a valid one; it lives on the stack or in an
 * object that lives until co_wait() has returned (not only until co_wake()). Wakes do not add
 * up: any number of them before co_wait() returns count as one. */
typedef struct CoWaiter {
    Coroutine *waiting;
    bool woken;
} CoWaiter;

/* Waits until co_wake(), or until timeout_us has passed (negative: no limit; 0: does not yield).
 * true = woken. A wake that came before the wait makes it return at once. The wake is consumed. */
bool co_wait(CoWaiter *waiter, int64_t timeout_us);
void co_wake(CoWaiter *waiter);

/* Lets other work go on, resumes in a later round. */
void co_pause(void);

/* A fair lock held across waits: one holder, the others queue in order. All zero is a free one. */
typedef struct CoMutex {
    GQueue waiters; /* of CoMutexWaiter, private */
    bool held;
} CoMutex;

/* false = not got within timeout_us (negative: no limit; 0: only if it is free, without
 * yielding). */
bool co_mutex_lock(CoMutex *mutex, int64_t timeout_us);
void co_mutex_unlock(CoMutex *mutex);

#endif
