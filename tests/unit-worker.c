/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a worker does happens in other threads, several at a time, while the loop goes on; whoever
 * handed it over continues when it has ended, and hears of an error.
 */
#include "base/coroutine.h"
#include "base/worker.h"

#define TASKS 4

typedef struct Meeting {
    Loop *loop;
    Worker *worker;
    GMutex mutex;
    GCond all_here;
    int here;  /* threads; under the mutex */
    int ended; /* coroutines */
    bool loop_went_on;
} Meeting;

/* Returns when as many threads are here at once: one alone would wait for ever. */
static void meet(void *data)
{
    Meeting *meeting = data;

    g_mutex_lock(&meeting->mutex);
    if (++meeting->here == TASKS)
        g_cond_broadcast(&meeting->all_here);
    while (meeting->here < TASKS)
        g_cond_wait(&meeting->all_here, &meeting->mutex);
    g_mutex_unlock(&meeting->mutex);
}

static void co_attend(void *data)
{
    Meeting *meeting = data;

    worker_co_run(meeting->worker, meet, meeting);
    g_assert_true(meeting->loop_went_on);
    if (++meeting->ended == TASKS)
        loop_quit(meeting->loop);
}

static void test_threads(void)
{
    g_autoptr(GError) error = NULL;
    Meeting meeting = {.loop = loop_new(NULL)};

    meeting.worker = worker_new(meeting.loop, &error);
    g_assert_no_error(error);
    for (int i = 0; i < TASKS; i++)
        coroutine_start(meeting.loop, co_attend, &meeting);
    g_assert_cmpint(meeting.ended, ==, 0);
    meeting.loop_went_on = true;
    loop_run(meeting.loop);
    g_assert_cmpint(meeting.ended, ==, TASKS);
    worker_free(meeting.worker);
    loop_free(meeting.loop);
    coroutine_pool_drain();
}

/* Fails if data is NULL. */
static bool try_it(void *data, GError **err)
{
    return data || error_set(err, ERR_OPERATION_FAILED, "no data");
}

static void co_try_all(void *data)
{
    Meeting *meeting = data;
    g_autoptr(GError) error = NULL;

    g_assert_true(worker_co_try(meeting->worker, try_it, meeting, &error));
    g_assert_no_error(error);
    g_assert_false(worker_co_try(meeting->worker, try_it, NULL, NULL));
    g_assert_false(worker_co_try(meeting->worker, try_it, NULL, &error));
    g_assert_cmpint(error_code(error), ==, ERR_OPERATION_FAILED);
    g_assert_cmpstr(error->message, ==, "no data");
    meeting->ended++;
    loop_quit(meeting->loop);
}

static void test_try(void)
{
    Meeting meeting = {.loop = loop_new(NULL)};

    meeting.worker = worker_new(meeting.loop, NULL);
    coroutine_start(meeting.loop, co_try_all, &meeting);
    loop_run(meeting.loop);
    g_assert_cmpint(meeting.ended, ==, 1);
    worker_free(meeting.worker);
    loop_free(meeting.loop);
    coroutine_pool_drain();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/worker/threads", test_threads);
    g_test_add_func("/worker/try", test_try);
    return g_test_run();
}
