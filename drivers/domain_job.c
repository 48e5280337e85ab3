/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long jobs of domains: see domain_job.h. Their end is in domain_job_end.c, what clients are told
 * of them in domain_job_read.c.
 */
#include "drivers/domain_job.h"

const char *domain_job_operation_to_string(DomainJobOperation operation)
{
    static const char *const names[] = {
        "job",      "start",           "save", "restore", "incoming migration", "migration",
        "snapshot", "snapshot revert", "dump", "backup",  "snapshot delete",
    };

    G_STATIC_ASSERT(G_N_ELEMENTS(names) == DOMAIN_JOB_OPERATION_LAST);
    return names[operation];
}

void domain_job_free(DomainJob *job)
{
    if (!job)
        return;
    g_free(job->failure);
    g_free(job);
}

DomainJob *domain_job_begin(Domain *domain, DomainJobOperation operation, domain_job_type type,
                            DomainJobCancel cancel, void *cancel_data, GError **err)
{
    DomainJob *job = domain->running_job;

    if (job) {
        error_set(err, ERR_OPERATION_INVALID,
                  "domain '%s' is busy with another long job (%s); wait for its end, or abort it",
                  domain->def->name, domain_job_operation_to_string(job->operation));
        return NULL;
    }
    job = g_new0(DomainJob, 1);
    *job = (DomainJob){.operation = operation,
                       .type = type,
                       .began_us = g_get_monotonic_time(),
                       .cancel = cancel,
                       .cancel_data = cancel_data};
    domain->running_job = job;
    return job;
}

void domain_job_refuse(Domain *domain)
{
    g_clear_pointer(&domain->running_job, domain_job_free);
}

uint64_t domain_job_elapsed_ms(const DomainJob *job)
{
    int64_t until = job->ended_us ? job->ended_us : g_get_monotonic_time();

    return (uint64_t) (until - job->began_us) / 1000;
}
