/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads for files: see worker.h. GLib's pool runs the functions; an eventfd tells the loop that
 * some of them have ended.
 */
#include "base/worker.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "base/error.h"

typedef struct WorkerTask {
    void (*func)(void *data);
    void *data;
    CoWaiter ended; /* the loop's thread only */
    bool done;      /* the loop's thread only */
} WorkerTask;

struct Worker {
    Loop *loop;
    GThreadPool *pool;
    GAsyncQueue *ended; /* of WorkerTask */
    int event_fd;
    LoopFd *source;
};

/* In a thread of the pool. */
static void worker_run(gpointer data, gpointer worker_data)
{
    Worker *worker = worker_data;
    WorkerTask *task = data;
    const uint64_t one = 1;

    task->func(task->data);
    g_async_queue_push(worker->ended, task);
    /* Fails only when the counter is full: then the loop is told already. */
    if (write(worker->event_fd, &one, sizeof(one)) < 0)
        g_assert(errno == EAGAIN);
}

static void worker_on_ended(LoopFd *source, uint32_t events, void *data)
{
    Worker *worker = data;
    WorkerTask *task;
    uint64_t count;

    (void) source;
    (void) events;
    if (read(worker->event_fd, &count, sizeof(count)) < 0)
        g_assert(errno == EAGAIN);
    while ((task = g_async_queue_try_pop(worker->ended))) {
        task->done = true;
        co_wake(&task->ended);
    }
}

Worker *worker_new(Loop *loop, GError **err)
{
    int event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    Worker *worker;

    if (event_fd < 0) {
        error_set_errno(err, errno, "cannot make an eventfd");
        return NULL;
    }
    worker = g_new0(Worker, 1);
    worker->loop = loop;
    worker->event_fd = event_fd;
    worker->ended = g_async_queue_new();
    worker->pool = g_thread_pool_new(worker_run, worker, WORKER_THREADS_MAX, FALSE, NULL);
    worker->source = loop_fd_add(loop, event_fd, EPOLLIN, worker_on_ended, worker);
    return worker;
}

void worker_free(Worker *worker)
{
    if (!worker)
        return;
    g_thread_pool_free(worker->pool, FALSE, TRUE);
    g_assert(g_async_queue_length(worker->ended) == 0);
    g_async_queue_unref(worker->ended);
    loop_fd_remove(worker->source);
    close(worker->event_fd);
    g_free(worker);
}

Loop *worker_loop(const Worker *worker)
{
    return worker->loop;
}

void worker_co_run(Worker *worker, void (*func)(void *data), void *data)
{
    WorkerTask task = {.func = func, .data = data};

    /* It is queued even when no further thread can be started. */
    g_thread_pool_push(worker->pool, &task, NULL);
    while (!task.done)
        co_wait(&task.ended, -1);
}

typedef struct WorkerAttempt {
    WorkerTry func;
    void *data;
    bool done;
    GError *error;
} WorkerAttempt;

static void worker_attempt(void *data)
{
    WorkerAttempt *attempt = data;

    attempt->done = attempt->func(attempt->data, &attempt->error);
}

bool worker_co_try(Worker *worker, WorkerTry func, void *data, GError **err)
{
    WorkerAttempt attempt = {.func = func, .data = data};

    worker_co_run(worker, worker_attempt, &attempt);
    if (attempt.error)
        g_propagate_error(err, attempt.error);
    return attempt.done;
}
