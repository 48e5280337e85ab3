/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a long job: see domain_job_end.h. */
#include "drivers/domain_job_end.h"

#include "drivers/domain_job_read.h"

void domain_job_end(DomainDriver *driver, Domain *domain, const GError *why)
{
    DomainJob *job = domain->running_job;

    if (!job)
        return;
    job->type = !why             ? DOMAIN_JOB_COMPLETED
                : job->cancelled ? DOMAIN_JOB_CANCELLED
                                 : DOMAIN_JOB_FAILED;
    job->ended_us = g_get_monotonic_time();
    job->failure = why ? g_strdup(why->message) : NULL;
    job->cancel = NULL;
    domain_job_free(domain->ended_job);
    domain->ended_job = job;
    domain->running_job = NULL;
    domain_job_tell(driver, domain, job);
}

void domain_job_end_found(DomainDriver *driver, Domain *domain, DomainJobOperation operation,
                          const GError *why)
{
    if (domain_job_begin(domain, operation, DOMAIN_JOB_UNBOUNDED, NULL, NULL, NULL))
        domain_job_end(driver, domain, why);
}
