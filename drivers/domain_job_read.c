/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures about long jobs: see domain_job_read.h. Fields and their meaning are libvirt's.
 */
#include "drivers/domain_job_read.h"

#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/params.h"

/* The detail of DOMAIN_CONTROL_ERROR: the monitor is at fault. */
#define DOMAIN_CONTROL_ERROR_MONITOR 2

static void add_known(ParamList *list, uint64_t value, const char *field)
{
    if (value)
        params_add_ulong(list, value, field);
}

static void add_memory(ParamList *list, const DomainJobProgress *progress)
{
    params_add_ulong(list, progress->memory_total, "memory_total");
    params_add_ulong(list, progress->memory_processed, "memory_processed");
    params_add_ulong(list, progress->memory_remaining, "memory_remaining");
    add_known(list, progress->memory_bytes_per_s, "memory_bps");
    if (!progress->memory_page_size)
        return;
    params_add_ulong(list, progress->memory_constant_pages, "memory_constant");
    params_add_ulong(list, progress->memory_normal_pages, "memory_normal");
    params_add_ulong(list, progress->memory_normal_bytes, "memory_normal_bytes");
    params_add_ulong(list, progress->memory_dirty_pages_per_s, "memory_dirty_rate");
    params_add_ulong(list, progress->memory_iteration, "memory_iteration");
    params_add_ulong(list, progress->memory_page_size, "memory_page_size");
}

static void add_disk(ParamList *list, const DomainJobProgress *progress)
{
    params_add_ulong(list, progress->disk_total, "disk_total");
    params_add_ulong(list, progress->disk_processed, "disk_processed");
    params_add_ulong(list, progress->disk_remaining, "disk_remaining");
    add_known(list, progress->disk_temporary_used, "disk_temp_used");
    add_known(list, progress->disk_temporary_total, "disk_temp_total");
}

static void job_params(const DomainJob *job, ParamList *list)
{
    const DomainJobProgress *progress = &job->progress;

    params_add_int(list, (int) job->operation, "operation");
    params_add_ulong(list, domain_job_elapsed_ms(job), "time_elapsed");
    add_known(list, progress->setup_ms, "setup_time");
    add_known(list, progress->downtime_ms, "downtime");
    params_add_ulong(list, progress->memory_total + progress->disk_total, "data_total");
    params_add_ulong(list, progress->memory_processed + progress->disk_processed, "data_processed");
    params_add_ulong(list, progress->memory_remaining + progress->disk_remaining, "data_remaining");
    if (progress->memory_total)
        add_memory(list, progress);
    if (progress->disk_total)
        add_disk(list, progress);
    if (job->ended_us)
        params_add_bool(list, job->type == DOMAIN_JOB_COMPLETED, "success");
    if (job->failure)
        params_add_string(list, job->failure, "errmsg");
}

void domain_job_tell(DomainDriver *driver, const Domain *domain, const DomainJob *job)
{
    g_auto(ParamList) list = {0};
    event body = {.kind = EVENT_JOB_COMPLETED};
    event_job_completed *told = &body.event_u.job_completed;

    job_params(job, &list);
    told->dom = domain_driver_ref(domain);
    told->params.params_len = list.length;
    told->params.params_val = list.items;
    domain_driver_emit(driver, &body);
}

static const Domain *job_domain(DriverCall *call, const remote_domain *wanted, GError **err)
{
    const Domain *domain = domain_find(call, wanted, err);

    if (domain && !domain_is_active(domain)) {
        error_set(err, ERR_OPERATION_INVALID, "domain is not running");
        return NULL;
    }
    return domain;
}

static bool job_read_info(DriverCall *call, const domain_get_job_info_args *args,
                          domain_get_job_info_ret *ret, GError **err)
{
    const Domain *domain = job_domain(call, &args->dom, err);
    const DomainJob *job = domain ? domain->running_job : NULL;
    const DomainJobProgress *progress;

    if (!job)
        return domain != NULL; /* all zero: DOMAIN_JOB_NONE */
    progress = &job->progress;
    *ret = (domain_get_job_info_ret){
        .type = job->type,
        .time_elapsed = domain_job_elapsed_ms(job),
        .data_total = progress->memory_total + progress->disk_total,
        .data_processed = progress->memory_processed + progress->disk_processed,
        .data_remaining = progress->memory_remaining + progress->disk_remaining,
        .mem_total = progress->memory_total,
        .mem_processed = progress->memory_processed,
        .mem_remaining = progress->memory_remaining,
        .file_total = progress->disk_total,
        .file_processed = progress->disk_processed,
        .file_remaining = progress->disk_remaining,
    };
    return true;
}

static bool job_read_stats(DriverCall *call, const domain_get_job_stats_args *args,
                           domain_get_job_stats_ret *ret, GError **err)
{
    bool ended = args->flags & (DOMAIN_JOB_STATS_COMPLETED | DOMAIN_JOB_STATS_KEEP_COMPLETED);
    g_auto(ParamList) list = {0};
    const DomainJob *job;
    Domain *domain;

    if (!flags_check(args->flags, DOMAIN_JOB_STATS_COMPLETED | DOMAIN_JOB_STATS_KEEP_COMPLETED,
                     "domain_get_job_stats", err))
        return false;
    domain = domain_find(call, &args->dom, err);
    if (!domain || (!ended && !job_domain(call, &args->dom, err)))
        return false;
    job = ended ? domain->ended_job : domain->running_job;
    if (!job)
        return true;
    job_params(job, &list);
    ret->type = job->type;
    params_take(&list, &ret->params.params_len, &ret->params.params_val);
    if (ended && !(args->flags & DOMAIN_JOB_STATS_KEEP_COMPLETED))
        g_clear_pointer(&domain->ended_job, domain_job_free);
    return true;
}

static bool job_abort(DriverCall *call, const domain_abort_job_args *args, GError **err)
{
    const Domain *domain = job_domain(call, &args->dom, err);
    DomainJob *job = domain ? domain->running_job : NULL;

    if (!domain)
        return false;
    if (!job)
        return error_set(err, ERR_OPERATION_INVALID, "no job is active on the domain");
    if (!job->cancel)
        return error_set(err, ERR_OPERATION_INVALID, "cannot abort a %s",
                         domain_job_operation_to_string(job->operation));
    job->cancelled = true;
    job->cancel(job->cancel_data);
    return true;
}

static bool job_read_control(DriverCall *call, const domain_get_control_info_args *args,
                             domain_get_control_info_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const Domain *domain;
    int64_t busy_us = 0;

    if (!flags_check(args->flags, 0, "domain_get_control_info", err))
        return false;
    domain = job_domain(call, &args->dom, err);
    if (!domain)
        return false;
    if (driver->hypervisor->answers && !driver->hypervisor->answers(driver, domain, &busy_us)) {
        ret->state = DOMAIN_CONTROL_ERROR;
        ret->details = DOMAIN_CONTROL_ERROR_MONITOR;
    } else if (domain->running_job) {
        ret->state = DOMAIN_CONTROL_JOB;
        ret->state_time = domain_job_elapsed_ms(domain->running_job);
    } else if (busy_us) {
        ret->state = DOMAIN_CONTROL_OCCUPIED;
        ret->state_time = (uint64_t) (g_get_monotonic_time() - busy_us) / 1000;
    }
    return true;
}

const RemoteHandlers domain_job_handlers = {
    .domain_get_job_info = job_read_info,
    .domain_get_job_stats = job_read_stats,
    .domain_abort_job = job_abort,
    .domain_get_control_info = job_read_control,
};
