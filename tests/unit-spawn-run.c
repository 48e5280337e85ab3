/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running a command from a coroutine: its output, its failure with what it printed about it, the
 * limits of time and of output; and the loop goes on meanwhile.
 */
#include "base/coroutine.h"
#include "base/spawn.h"

#include <string.h>

#include "base/error.h"

typedef struct Job {
    Loop *loop;
    Worker *worker;
    const char *script;
    int64_t timeout_us;
    size_t max_output;
    bool ok;
    char *output;
    GError *error;
} Job;

static void job_main(void *data)
{
    Job *job = data;
    const char *const shell[] = {"sh", "-c", job->script, NULL};
    const char *const missing[] = {"/nonexistent/command", NULL};
    const char *const *argv = job->script ? shell : missing;

    job->ok = spawn_co_run(job->worker, argv, job->timeout_us, job->max_output, &job->output,
                           &job->error);
    loop_quit(job->loop);
}

static void job_run(Job *job)
{
    job->loop = loop_new(NULL);
    job->worker = worker_new(job->loop, NULL);
    coroutine_start(job->loop, job_main, job);
    loop_run(job->loop);
    g_assert_cmpuint(coroutine_count(), ==, 0);
    worker_free(job->worker);
    loop_free(job->loop);
    coroutine_pool_drain();
}

static void job_check_fails(Job *job, ErrorCode code, const char *message)
{
    job_run(job);
    g_assert_false(job->ok);
    g_assert_null(job->output);
    g_assert_cmpint(error_code(job->error), ==, code);
    g_assert_cmpstr(job->error->message, ==, message);
    g_clear_error(&job->error);
}

static void test_output(void)
{
    Job job = {.script = "cat; echo one; echo two; echo no >&2", .timeout_us = -1, .max_output = 8};

    job_run(&job);
    g_assert_no_error(job.error);
    g_assert_true(job.ok);
    g_assert_cmpstr(job.output, ==, "one\ntwo\n");
    g_free(job.output);
}

static void test_failure(void)
{
    Job status = {
        .script = "echo lost; echo cannot do it >&2; exit 3", .timeout_us = -1, .max_output = 100};
    Job killed = {.script = "kill -TERM $$", .timeout_us = -1};

    job_check_fails(&status, ERR_OPERATION_FAILED,
                    "command 'sh' failed with exit status 3: cannot do it");
    job_check_fails(&killed, ERR_OPERATION_FAILED,
                    "command 'sh' was killed by signal 15 (Terminated)");
}

static void test_timeout(void)
{
    Job alone = {.script = "exec sleep 1000", .timeout_us = 100000};
    Job family = {.script = "sleep 1000 & sleep 1000", .timeout_us = 100000};

    job_check_fails(&alone, ERR_OPERATION_TIMEOUT, "command 'sh' did not end within 0.1 seconds");
    job_check_fails(&family, ERR_OPERATION_TIMEOUT, "command 'sh' did not end within 0.1 seconds");
}

static void test_too_much(void)
{
    Job job = {.script = "yes", .timeout_us = -1, .max_output = 100000};

    job_check_fails(&job, ERR_OVERFLOW, "command 'sh' printed more than 100000 bytes");
}

static void test_missing(void)
{
    Job job = {.timeout_us = -1};

    job_check_fails(&job, ERR_SYSTEM,
                    "cannot run '/nonexistent/command': No such file or directory");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spawn/run/output", test_output);
    g_test_add_func("/spawn/run/failure", test_failure);
    g_test_add_func("/spawn/run/timeout", test_timeout);
    g_test_add_func("/spawn/run/too-much", test_too_much);
    g_test_add_func("/spawn/run/missing", test_missing);
    return g_test_run();
}
