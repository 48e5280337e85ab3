/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The domain's own memory and its job lock: see domain.h. Knows no list and no hypervisor.
 *
 * A job is held from domain_co_begin_job() that returned true until domain_end_job(), by a caller
 * that holds a reference for as long.
 */
#include "drivers/domain.h"

#include "drivers/deadlines.h"
#include "drivers/domain_change.h"
#include "drivers/moment.h"
#include "drivers/domain_job.h"
#include "drivers/domain_stats.h"

Domain *domain_new(DomainDef *def)
{
    Domain *domain = g_new0(Domain, 1);

    domain->references = 1;
    domain->def = def;
    domain->id = -1;
    domain->job_timeout_us = DEADLINE_JOB * G_USEC_PER_SEC;
    domain->state = DOMAIN_STATE_SHUTOFF;
    domain->reason = DOMAIN_REASON_SHUTOFF_UNKNOWN;
    domain->snapshots = moment_tree_new(&moment_snapshots);
    domain->checkpoints = moment_tree_new(&moment_checkpoints);
    return domain;
}

Domain *domain_ref(Domain *domain)
{
    domain->references++;
    return domain;
}

void domain_unref(Domain *domain)
{
    if (!domain || --domain->references > 0)
        return;
    g_assert(!domain->machine && !domain->listed && !domain->job.held);
    domain_def_free(domain->def);
    domain_def_free(domain->next_def);
    domain_change_forget_all(domain);
    domain_job_free(domain->running_job);
    domain_stats_free(domain->stats);
    domain_job_free(domain->ended_job);
    moment_tree_free(domain->snapshots);
    moment_tree_free(domain->checkpoints);
    g_free(domain);
}

static double seconds_since(int64_t time_us)
{
    return (double) (g_get_monotonic_time() - time_us) / G_USEC_PER_SEC;
}

static bool job_fail(const Domain *domain, const char *name, GError **err)
{
    g_autofree char *waits = NULL;

    if (domain->job_waits)
        waits = g_strdup_printf(" and has waited for %s for %.1f s", domain->job_waits,
                                seconds_since(domain->job_waits_us));
    return error_set(err, ERR_OPERATION_TIMEOUT,
                     "domain '%s' is busy: '%s' has been under way for %.1f s%s; "
                     "'%s' was given up after %g s",
                     domain->def->name, domain->job_name ? domain->job_name : "another change",
                     seconds_since(domain->job_began_us), waits ? waits : "", name,
                     (double) domain->job_timeout_us / G_USEC_PER_SEC);
}

bool domain_co_begin_job(Domain *domain, const char *name, GError **err)
{
    if (!co_mutex_lock(&domain->job, domain->job_timeout_us))
        return job_fail(domain, name, err);
    if (!domain->listed) {
        co_mutex_unlock(&domain->job);
        return error_set(err, ERR_NO_DOMAIN, "domain '%s' is gone", domain->def->name);
    }
    domain->job_name = name;
    domain->job_began_us = g_get_monotonic_time();
    return true;
}

void domain_job_waits_for(Domain *domain, char *what)
{
    g_free(domain->job_waits);
    domain->job_waits = what;
    domain->job_waits_us = g_get_monotonic_time();
}

void domain_end_job(Domain *domain)
{
    domain->job_name = NULL;
    domain_job_waits_for(domain, NULL);
    co_mutex_unlock(&domain->job);
}
