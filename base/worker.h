/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Worker: a few threads for what cannot be waited for otherwise: reading, writing and looking at
 * files, which have no non-blocking form and may hang with their disk.
 *
 * A coroutine hands a function over and waits for its end; the loop goes on meanwhile. The function
 * must touch nothing but what it was given: no loop, no coroutines, no objects of the daemon.
 */
#ifndef VMRPC_BASE_WORKER_H
#define VMRPC_BASE_WORKER_H

#include "base/error.h"
#include "base/loop.h"

/* Threads at most; they are made when needed and end when idle. */
#define WORKER_THREADS_MAX 8

typedef struct Worker Worker;

Worker *worker_new(Loop *loop, GError **err);
/* Nobody may wait for it any more. */
void worker_free(Worker *worker); /* takes NULL */

/* Whose coroutines it works for. */
Loop *worker_loop(const Worker *worker);

/* Runs func(data) in a thread and returns when it has ended. */
void worker_co_run(Worker *worker, void (*func)(void *data), void *data);

/* The same for one that can fail: what it returns, with its error. Its err is never NULL. */
typedef bool (*WorkerTry)(void *data, GError **err);
bool worker_co_try(Worker *worker, WorkerTry func, void *data, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

#endif
