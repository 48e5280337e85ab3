/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The engine of block jobs: see block_job.h. What each kind of them means is in the files of the
 * kinds; what QEMU says of them comes in through block_job_watch.c.
 */
#include "qemu/block_job_private.h"

#include "base/log.h"
#include "qemu/late.h"
#include "qemu/leaving.h"
#include "qemu/status.h"

const BlockJobKind block_job_plain = {.type = DOMAIN_BLOCK_JOB_TYPE_UNKNOWN};

BlockJob *block_job_new(Machine *machine, const BlockJobKind *kind, const char *id,
                        const char *disk)
{
    BlockJob *job = g_new0(BlockJob, 1);

    job->references = 1;
    job->machine = machine_ref(machine);
    job->kind = kind;
    job->id = g_strdup(id);
    job->disk = g_strdup(disk);
    return job;
}

BlockJob *block_job_ref(BlockJob *job)
{
    job->references++;
    return job;
}

void block_job_unref(BlockJob *job)
{
    if (!job || --job->references > 0)
        return;
    machine_unref(job->machine);
    g_free(job->id);
    g_free(job->disk);
    g_free(job->error);
    g_clear_error(&job->silence);
    g_free(job);
}

/* ---- the list ---- */

BlockJob *block_job_by_id(const Machine *machine, const char *id)
{
    for (unsigned i = 0; machine->jobs && id && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if (g_str_equal(job->id, id))
            return job;
    }
    return NULL;
}

BlockJob *block_job_of_disk(const Machine *machine, const char *target)
{
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if (g_strcmp0(job->disk, target) == 0)
            return job;
    }
    return NULL;
}

bool block_job_may_end(const Machine *machine)
{
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        const BlockJob *job = machine->jobs->pdata[i];
        bool by_itself = job->kind->type == DOMAIN_BLOCK_JOB_TYPE_PULL ||
                         job->kind->type == DOMAIN_BLOCK_JOB_TYPE_COMMIT;

        if (job->started && (by_itself || job->pivot || job->aborting))
            return true;
    }
    return false;
}

static BlockJob *first_of_kind(const Machine *machine, const BlockJobKind *kind)
{
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if (job->kind == kind)
            return job;
    }
    return NULL;
}

bool block_job_any(const Machine *machine, const BlockJobKind *kind)
{
    return first_of_kind(machine, kind) != NULL;
}

bool block_job_refuse_busy(const Machine *machine, const char *target, GError **err)
{
    const BlockJob *job = block_job_of_disk(machine, target);

    return !job || error_set(err, ERR_OPERATION_UNSUPPORTED,
                             "disk '%s' already in active block job", target);
}

bool block_job_check_free(const Machine *machine, const char *target, GError **err)
{
    return block_job_refuse_busy(machine, target, err) && leaving_refuse_disk(machine, target, err);
}

bool block_job_save_status(const Machine *machine, GError **err)
{
    const Domain *domain = machine->domain;

    return machine->gone || status_save(machine, domain->state, domain->reason, err);
}

void block_job_list(BlockJob *job)
{
    Machine *machine = job->machine;

    if (!machine->jobs)
        machine->jobs = g_ptr_array_new_with_free_func((GDestroyNotify) block_job_unref);
    g_ptr_array_add(machine->jobs, block_job_ref(job));
}

void block_job_unlist(BlockJob *job)
{
    g_autoptr(GError) why = NULL;

    if (job->machine->jobs && g_ptr_array_remove(job->machine->jobs, job) && job->kind->name &&
        !block_job_save_status(job->machine, &why))
        log_warning("domain '%s': %s", job->machine->domain->def->name, why->message);
}

/* ---- start ---- */

bool block_job_announce(BlockJob *job, GError **err)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);

    if (job->machine->gone)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    if (job->machine->jobs && job->machine->jobs->len >= BLOCK_JOBS_MAX)
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' has %u jobs already, the most",
                         job->machine->domain->def->name, job->machine->jobs->len);
    if (block_job_by_id(job->machine, job->id))
        return error_set(err, ERR_RESOURCE_BUSY, "domain '%s' has a job '%s' already",
                         job->machine->domain->def->name, job->id);
    block_job_list(job);
    if (!job->kind->name || block_job_save_status(job->machine, err))
        return true;
    g_ptr_array_remove(job->machine->jobs, job);
    return false;
}

/* The node that a job puts above its device: one without a name crashes QEMU (7.2) if nodes are
 * asked for just when the job ends and takes it away. "vda-3" gets "vda-stream". */
static void name_filter(const char *command, json_t *arguments)
{
    const char *device = json_string_value(json_object_get(arguments, "device"));
    const char *end = device ? strrchr(device, '-') : NULL;

    if (end)
        json_object_set_new(
            arguments, "filter-node-name",
            json_sprintf("%.*s%s", (int) (end - device), device, strrchr(command, '-')));
}

/* Jobs other than these stay until they are dismissed in any case. */
json_t *block_job_arguments(const BlockJob *job, const char *command, json_t *arguments)
{
    json_object_set_new(arguments, "job-id", json_string(job->id));
    if (g_str_equal(command, "block-stream") || g_str_equal(command, "block-commit") ||
        g_str_equal(command, "blockdev-mirror") || g_str_equal(command, "blockdev-backup")) {
        json_object_set_new(arguments, "auto-dismiss", json_false());
        name_filter(command, arguments);
        if (job->kind->co_settle)
            json_object_set_new(arguments, "auto-finalize", json_false());
        if (job->bandwidth > 0)
            json_object_set_new(arguments, "speed", json_integer((json_int_t) job->bandwidth));
    }
    return arguments;
}

bool block_job_is_late(const BlockJob *job, const GError *why)
{
    return late_is(job->machine, why);
}

void block_job_started(BlockJob *job, const GError *why)
{
    job->late = block_job_is_late(job, why);
    if (job->late)
        block_job_await_late(job);
    if (why) {
        if (!job->late)
            block_job_unlist(job);
        return;
    }
    job->started = true;
    block_job_poll(job->machine);
}

bool block_job_co_start(BlockJob *job, const char *command, json_t *arguments, GError **err)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);
    g_autoptr(GError) why = NULL;

    if (!block_job_announce(job, err)) {
        json_decref(arguments);
        return false;
    }
    machine_co_command(job->machine, command, block_job_arguments(job, command, arguments), NULL,
                       &why);
    block_job_started(job, why);
    if (!why)
        return true;
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

bool block_job_co_run(Machine *machine, const char *command, json_t *arguments, BlockJob **ret_job,
                      GError **err)
{
    static unsigned number;
    g_autofree char *id = g_strdup_printf("%s-%u", command, ++number);
    g_autoptr(BlockJob) job = block_job_new(machine, &block_job_plain, id, NULL);
    bool well;

    if (ret_job)
        *ret_job = job;
    well = block_job_co_start(job, command, arguments, err) && block_job_co_end(job, err);
    if (ret_job)
        *ret_job = NULL;
    return well;
}

/* ---- end ---- */

static void emit(BlockJob *job, const DomainDisk *disk, int status)
{
    event plain = {.kind = EVENT_BLOCK_JOB}, targeted = {.kind = EVENT_BLOCK_JOB_2};
    DomainDriver *driver = &job->machine->driver->base;

    plain.event_u.block_job = (event_block_job){
        .dom = domain_driver_ref(job->machine->domain),
        .path = (char *) (disk && disk->image ? disk->image->path : ""),
        .type = job->kind->type,
        .state = status,
    };
    targeted.event_u.block_job_2 = (event_block_job_2){
        .dom = domain_driver_ref(job->machine->domain),
        .target = job->disk,
        .type = job->kind->type,
        .state = status,
    };
    domain_driver_emit(driver, &plain);
    domain_driver_emit(driver, &targeted);
}

void block_job_emit(BlockJob *job, int status)
{
    const GPtrArray *disks = job->machine->domain->def->disks;
    const DomainDisk *disk = NULL;

    if (job->kind->type == DOMAIN_BLOCK_JOB_TYPE_UNKNOWN || !job->disk || !job->machine->driver)
        return;
    for (unsigned i = 0; !disk && i < disks->len; i++) {
        if (g_str_equal(((const DomainDisk *) disks->pdata[i])->target, job->disk))
            disk = disks->pdata[i];
    }
    emit(job, disk, status);
}

static int event_status(const BlockJob *job)
{
    switch (job->result) {
    case BLOCK_JOB_COMPLETED:
        return DOMAIN_BLOCK_JOB_COMPLETED;
    case BLOCK_JOB_CANCELLED:
        return DOMAIN_BLOCK_JOB_CANCELED;
    default:
        return DOMAIN_BLOCK_JOB_FAILED;
    }
}

void block_job_ended(BlockJob *job)
{
    if (job->state == BLOCK_JOB_ENDED)
        return;
    job->state = BLOCK_JOB_ENDED;
    if (job->result == BLOCK_JOB_FAILED && job->kind->name)
        log_warning("domain '%s': job '%s' has failed: %s", job->machine->domain->def->name,
                    job->id, job->error);
    block_job_unlist(job);
    block_job_emit(job, event_status(job));
    machine_touch(job->machine);
}

/* QEMU lets go of the nodes of a job when it is dismissed, so the result is written down before.
 * The record goes together with what the chain was: if we die earlier, all of it is done once more.
 */
void block_job_co_finish(BlockJob *job)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);
    g_autoptr(GError) why = NULL;
    Machine *machine = job->machine;

    job->finishing = true;
    if (job->kind->name && !block_job_save_status(machine, &why))
        log_warning("domain '%s': %s", machine->domain->def->name, why->message);
    g_clear_error(&why);
    if (!machine->gone &&
        !machine_co_command(machine, "job-dismiss", json_pack("{s:s}", "id", job->id), NULL, &why))
        log_debug("domain '%s': job '%s': %s", machine->domain->def->name, job->id, why->message);
    if (job->kind->co_finish && !machine->gone)
        job->kind->co_finish(job);
    block_job_ended(job);
}

bool block_job_check(const BlockJob *job, GError **err)
{
    if (job->state != BLOCK_JOB_ENDED)
        return error_set(err, ERR_OPERATION_TIMEOUT, "job '%s' has not ended", job->id);
    return block_job_check_result(job, err);
}

bool block_job_check_result(const BlockJob *job, GError **err)
{
    if (job->result == BLOCK_JOB_CANCELLED)
        return error_set(err, ERR_OPERATION_ABORTED, "job '%s' has been cancelled", job->id);
    return job->result == BLOCK_JOB_COMPLETED ||
           error_set(err, ERR_OPERATION_FAILED, "job '%s' has failed: %s", job->id,
                     job->error ? job->error : "the guest has ended");
}

bool block_job_co_wait(BlockJob *job, BlockJobState state, int64_t timeout_us)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);
    int64_t deadline = g_get_monotonic_time() + timeout_us;

    while (job->state < state) {
        int64_t left = timeout_us < 0 ? -1 : deadline - g_get_monotonic_time();

        if (timeout_us >= 0 && left <= 0)
            return false;
        machine_co_wait(job->machine, left);
    }
    return true;
}

bool block_job_co_end(BlockJob *job, GError **err)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);

    while (!job->concluded && job->state != BLOCK_JOB_ENDED && !job->silence)
        machine_co_wait(job->machine, -1);
    if (!job->concluded && job->state != BLOCK_JOB_ENDED) {
        g_propagate_error(err, g_error_copy(job->silence));
        job->late = true;
        block_job_await_late(job);
        return false;
    }
    if (!job->finishing && job->state != BLOCK_JOB_ENDED)
        block_job_co_finish(job);
    block_job_co_wait(job, BLOCK_JOB_ENDED, -1);
    return block_job_check(job, err);
}

void block_job_co_end_all(Machine *machine, const BlockJobKind *kind)
{
    BlockJob *job;

    while (!machine->gone && (job = first_of_kind(machine, kind))) {
        if (job->concluded)
            block_job_co_end(job, NULL);
        else
            machine_co_wait(machine, -1);
    }
}

/* ---- on its way ---- */

static bool co_tell(BlockJob *job, const char *command, const char *key, GError **err)
{
    return machine_co_command(job->machine, command, json_pack("{s:s}", key, job->id), NULL, err);
}

bool block_job_co_complete(BlockJob *job, GError **err)
{
    bool well;

    if (job->state != BLOCK_JOB_READY || job->concluded)
        return error_set(err, ERR_BLOCK_COPY_ACTIVE, "disk '%s' not ready for pivot yet",
                         job->disk);
    job->pivot = true;
    well = (!job->kind->co_pivot || job->kind->co_pivot(job, err)) &&
           (!job->kind->name || block_job_save_status(job->machine, err)) &&
           co_tell(job, "job-complete", "id", err);
    if (!well)
        job->pivot = false;
    return well;
}

/* A copy that is ready ends as one: what it holds is the disk of that moment. */
bool block_job_co_cancel(BlockJob *job, GError **err)
{
    bool copied = job->state == BLOCK_JOB_READY;

    if (job->concluded)
        return true;
    job->aborting = true;
    return copied ? co_tell(job, "block-job-cancel", "device", err)
                  : co_tell(job, "job-cancel", "id", err);
}

bool block_job_co_set_bandwidth(BlockJob *job, uint64_t bandwidth, GError **err)
{
    g_autoptr(BlockJob) kept G_GNUC_UNUSED = block_job_ref(job);

    if (!machine_co_command(
            job->machine, "block-job-set-speed",
            json_pack("{s:s, s:I}", "device", job->id, "speed", (json_int_t) bandwidth), NULL, err))
        return false;
    job->bandwidth = bandwidth;
    return !job->kind->name || block_job_save_status(job->machine, err);
}
