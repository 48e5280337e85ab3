/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for a long job: see job.h. */
#include "tools/job.h"

#include <stdio.h>

#include "tools/signals.h"

/* How often it is looked at. */
#define JOB_INTERVAL_US (G_USEC_PER_SEC / 5)

typedef struct Job {
    JobCall call;
    void *data;
    VmrpcError *error;
    int result;
    GMutex mutex;
    GCond ended;
    bool done;
} Job;

static gpointer job_thread(gpointer data)
{
    Job *job = data;

    vmrpc_set_thread_timeout(VMRPC_TIMEOUT_NONE);
    job->result = job->call(job->data, &job->error);
    g_mutex_lock(&job->mutex);
    job->done = true;
    g_cond_signal(&job->ended);
    g_mutex_unlock(&job->mutex);
    return NULL;
}

static bool job_wait(Job *job)
{
    gint64 until = g_get_monotonic_time() + JOB_INTERVAL_US;
    bool done;

    g_mutex_lock(&job->mutex);
    while (!job->done && g_cond_wait_until(&job->ended, &job->mutex, until))
        ;
    done = job->done;
    g_mutex_unlock(&job->mutex);
    return done;
}

static void job_draw(VmrpcDomain *domain, const char *label)
{
    VmrpcDomainJobInfo info = {0};
    unsigned percent;

    if (vmrpc_domain_job_info(domain, &info, NULL) < 0 || info.data_total == 0)
        return;
    percent = (unsigned) ((double) (info.data_total - info.data_remaining) /
                          (double) info.data_total * 100);
    fprintf(stderr, "\r%s: [%3u %%]", label, MIN(percent, 100));
    fflush(stderr);
}

int job_run(VmrpcDomain *domain, const char *label, bool verbose, JobCall call, void *data,
            VmrpcError **error)
{
    Job job = {.call = call, .data = data};
    Signals signals;
    GThread *thread;
    bool told = false;

    g_mutex_init(&job.mutex);
    g_cond_init(&job.ended);
    signals_catch(&signals);
    thread = g_thread_new("job", job_thread, &job);
    while (!job_wait(&job)) {
        signals_ppoll(NULL, 0, &(struct timespec){0});
        if (signals_caught() && !told)
            told = vmrpc_domain_job_abort(domain, NULL) == 0;
        if (verbose)
            job_draw(domain, label);
    }
    g_thread_join(thread);
    signals_restore(&signals);
    if (verbose)
        fprintf(stderr, job.result == 0 ? "\r%s: [100 %%]\n" : "\n", label);
    g_mutex_clear(&job.mutex);
    g_cond_clear(&job.ended);
    *error = job.error;
    return job.result;
}
