/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of block jobs: arguments into terms of disks and images, and back. Who ends a job
 * and waits for that does not hold the domain's lock meanwhile, so that the job can be finished.
 */
#include "qemu/block_calls.h"

#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "qemu/block_chain.h"
#include "qemu/block_commit.h"
#include "qemu/block_copy.h"
#include "qemu/block_pull.h"

#define MIB (UINT64_C(1) << 20)
/* The one flag of the calls that have no enum for it. */
#define BANDWIDTH_BYTES 1

bool block_bandwidth(uint64_t given, bool in_bytes, uint64_t *ret_bytes, GError **err)
{
    uint64_t unit = in_bytes ? 1 : MIB;

    if (given > G_MAXINT64 / unit)
        return error_set(err, ERR_OVERFLOW, "bandwidth must be less than %" G_GINT64_FORMAT,
                         G_MAXINT64 / (int64_t) unit);
    *ret_bytes = given * unit;
    return true;
}

/* ---- reading and steering ---- */

/* The job of a disk, for a call that does something with it. */
static BlockJob *wanted_job(const Domain *domain, const char *path, GError **err)
{
    const DomainDisk *disk = block_chain_disk(domain->def, path, err);
    BlockJob *job = disk ? block_job_of_disk(machine_of(domain), disk->target) : NULL;

    if (disk && (!job || !job->started || job->concluded)) {
        error_set(err, ERR_INVALID_ARG, "disk %s does not have an active block job", disk->target);
        return NULL;
    }
    return job;
}

/* Who waits for the two to meet must not see them meet before the job is ready, or has begun. */
static void tell_progress(const BlockJob *job, domain_get_block_job_info_ret *ret)
{
    ret->cur = job->current;
    ret->end = job->end;
    if (job->state == BLOCK_JOB_READY || ret->cur != ret->end)
        return;
    if (ret->end == 0)
        ret->end = 1;
    else
        ret->cur--;
}

static bool get_info(DriverCall *call, const domain_get_block_job_info_args *args,
                     domain_get_block_job_info_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    const DomainDisk *disk;
    const BlockJob *job;

    if (!domain || !flags_check(args->flags, BANDWIDTH_BYTES, "domain_get_block_job_info", err))
        return false;
    if (!domain_is_active(domain) || !machine_of(domain))
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    disk = block_chain_disk(domain->def, args->path, err);
    if (!disk)
        return false;
    job = block_job_of_disk(machine_of(domain), disk->target);
    if (!job)
        return true;
    ret->found = 1;
    ret->type = job->kind->type;
    ret->bandwidth =
        args->flags & BANDWIDTH_BYTES ? job->bandwidth : (job->bandwidth + MIB - 1) / MIB;
    tell_progress(job, ret);
    return true;
}

static bool co_set_speed(DriverCall *call, const domain_block_job_set_speed_args *args,
                         GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    uint64_t bandwidth;
    BlockJob *job;

    if (!flags_check(args->flags, BANDWIDTH_BYTES, "domain_block_job_set_speed", err) ||
        !block_bandwidth(args->bandwidth, args->flags & BANDWIDTH_BYTES, &bandwidth, err))
        return false;
    domain = claim_co_active(call, &args->dom, "block job speed", err);
    job = domain ? wanted_job(domain, args->path, err) : NULL;
    return job && block_job_co_set_bandwidth(job, bandwidth, err);
}

/* ---- the end ---- */

static void mark_mirror(const BlockJob *job, DomainMirrorReady ready)
{
    DomainDisk *disk = block_chain_job_disk(job);

    if (disk && disk->mirror)
        disk->mirror->ready = ready;
}

static bool co_ask_end(BlockJob *job, bool pivot, GError **err)
{
    bool mirrors = job->kind == &block_copy_kind || job->kind == &block_active_commit_kind;

    if (job->pivot || job->aborting)
        return error_set(err, ERR_OPERATION_INVALID, "block job on disk '%s' is still being ended",
                         job->disk);
    if (!pivot) {
        mark_mirror(job, DOMAIN_MIRROR_READY_ABORT);
        return block_job_co_cancel(job, err);
    }
    if (!mirrors)
        return error_set(err, ERR_OPERATION_INVALID,
                         "pivot of disk '%s' requires an active copy job", job->disk);
    if (!block_job_co_complete(job, err))
        return false;
    mark_mirror(job, DOMAIN_MIRROR_READY_PIVOT);
    return true;
}

static BlockJob *co_begin_end(DriverCall *call, const domain_block_job_abort_args *args,
                              GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_active(call, &args->dom, "block job abort", err);
    BlockJob *found = domain ? wanted_job(domain, args->path, err) : NULL;
    g_autoptr(BlockJob) job = found ? block_job_ref(found) : NULL;

    return job && co_ask_end(job, args->flags & DOMAIN_BLOCK_JOB_ABORT_PIVOT, err)
               ? g_steal_pointer(&job)
               : NULL;
}

static bool co_abort(DriverCall *call, const domain_block_job_abort_args *args, GError **err)
{
    g_autoptr(BlockJob) job = NULL;

    if (!flags_check(args->flags, DOMAIN_BLOCK_JOB_ABORT_ASYNC | DOMAIN_BLOCK_JOB_ABORT_PIVOT,
                     "domain_block_job_abort", err))
        return false;
    job = co_begin_end(call, args, err);
    if (!job)
        return false;
    if (args->flags & DOMAIN_BLOCK_JOB_ABORT_ASYNC)
        return true;
    block_job_co_wait(job, BLOCK_JOB_ENDED, -1);
    if (!(args->flags & DOMAIN_BLOCK_JOB_ABORT_PIVOT))
        return true;
    return job->result == BLOCK_JOB_COMPLETED ||
           error_set(err, ERR_OPERATION_FAILED, "job '%s' failed while pivoting: %s", job->id,
                     job->error ? job->error : "it was ended");
}

/* ---- pull ---- */

static bool co_pull(Domain *domain, const domain_block_rebase_args *args, GError **err)
{
    DomainDisk *disk = block_chain_filled_disk(domain->def, args->path, err);
    const char *name = args->base ? *args->base : NULL;
    const DomainImage *base = NULL;
    g_autoptr(BlockJob) job = NULL;
    uint64_t bandwidth;

    if (!disk ||
        !block_bandwidth(args->bandwidth, args->flags & DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES,
                         &bandwidth, err))
        return false;
    if (name && !(base = block_chain_image(disk, name, disk->image, err)))
        return false;
    if (!base && (args->flags & DOMAIN_BLOCK_REBASE_RELATIVE))
        return error_set(err, ERR_INVALID_ARG,
                         "flag relative is valid only with a non-null base image");
    job = block_pull_co_begin(machine_of(domain), disk, base,
                              args->flags & DOMAIN_BLOCK_REBASE_RELATIVE, bandwidth, err);
    return job != NULL;
}

static bool co_rebase(DriverCall *call, const domain_block_rebase_args *args, GError **err)
{
    const unsigned pull_flags = DOMAIN_BLOCK_REBASE_RELATIVE | DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (args->flags & DOMAIN_BLOCK_REBASE_COPY)
        return block_copy_co_rebase(call, args, err);
    if (!flags_check(args->flags, pull_flags, "domain_block_rebase", err))
        return false;
    domain = claim_co_active(call, &args->dom, "block pull", err);
    return domain && co_pull(domain, args, err);
}

static bool co_pull_all(DriverCall *call, const domain_block_pull_args *args, GError **err)
{
    const domain_block_rebase_args rebase = {
        .dom = args->dom, .path = args->path, .bandwidth = args->bandwidth, .flags = args->flags};

    return flags_check(args->flags, DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES, "domain_block_pull",
                       err) &&
           co_rebase(call, &rebase, err);
}

/* ---- commit ---- */

static bool find_top_and_base(const DomainDisk *disk, const domain_block_commit_args *args,
                              BlockCommit *commit, GError **err)
{
    const char *top = args->top ? *args->top : NULL, *base = args->base ? *args->base : NULL;
    bool is_first = !top || g_str_equal(top, disk->target);

    commit->top = is_first ? disk->image : block_chain_image(disk, top, NULL, err);
    if (!commit->top)
        return false;
    if (!commit->top->backing)
        return error_set(err, ERR_INVALID_ARG, "top '%s' in chain for '%s' has no backing file",
                         commit->top->path, disk->image->path);
    commit->base = commit->top->backing;
    if (args->flags & DOMAIN_BLOCK_COMMIT_SHALLOW) {
        if (base && block_chain_image(disk, base, commit->top, NULL) != commit->base)
            return error_set(err, ERR_INVALID_ARG,
                             "base '%s' is not immediately below '%s' in chain for '%s'", base,
                             commit->top->path, disk->image->path);
        return true;
    }
    if (base)
        commit->base = block_chain_image(disk, base, commit->top, err);
    while (!base && commit->base->backing)
        commit->base = commit->base->backing;
    return commit->base != NULL;
}

static bool check_active(const DomainDisk *disk, const BlockCommit *commit, unsigned flags,
                         GError **err)
{
    bool first = commit->top == disk->image;

    if (first && !(flags & DOMAIN_BLOCK_COMMIT_ACTIVE))
        return error_set(err, ERR_INVALID_ARG, "commit of '%s' active layer requires active flag",
                         disk->target);
    if (!first && (flags & DOMAIN_BLOCK_COMMIT_ACTIVE))
        return error_set(err, ERR_INVALID_ARG, "active commit requested but '%s' is not active",
                         commit->top->path);
    if (first && disk->readonly)
        return error_set(err, ERR_OPERATION_UNSUPPORTED, "disk '%s' is read-only", disk->target);
    return true;
}

static bool co_commit_disk(Domain *domain, const domain_block_commit_args *args, GError **err)
{
    DomainDisk *disk = block_chain_filled_disk(domain->def, args->disk, err);
    BlockCommit commit = {
        .relative = args->flags & DOMAIN_BLOCK_COMMIT_RELATIVE,
        .remove_merged = args->flags & DOMAIN_BLOCK_COMMIT_DELETE,
    };
    g_autoptr(BlockJob) job = NULL;

    if (!disk ||
        !block_bandwidth(args->bandwidth, args->flags & DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES,
                         &commit.bandwidth, err) ||
        !find_top_and_base(disk, args, &commit, err) ||
        !check_active(disk, &commit, args->flags, err))
        return false;
    job = block_commit_co_begin(machine_of(domain), disk, &commit, err);
    return job != NULL;
}

static bool co_commit(DriverCall *call, const domain_block_commit_args *args, GError **err)
{
    const unsigned known = DOMAIN_BLOCK_COMMIT_SHALLOW | DOMAIN_BLOCK_COMMIT_DELETE |
                           DOMAIN_BLOCK_COMMIT_ACTIVE | DOMAIN_BLOCK_COMMIT_RELATIVE |
                           DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, known, "domain_block_commit", err))
        return false;
    domain = claim_co_active(call, &args->dom, "block commit", err);
    return domain && co_commit_disk(domain, args, err);
}

const RemoteHandlers block_handlers = {
    .domain_block_job_abort = co_abort,
    .domain_get_block_job_info = get_info,
    .domain_block_job_set_speed = co_set_speed,
    .domain_block_pull = co_pull_all,
    .domain_block_rebase = co_rebase,
    .domain_block_commit = co_commit,
    .domain_block_copy = block_copy_co_call,
};
