/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What becomes of block jobs: events, polled progress, and what QEMU says after a reconnect.
 *
 * Events only say that something has changed; result and error are read from query-jobs, the one
 * place that has them all and keeps them until the job is dismissed.
 */
#include "qemu/block_job_private.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "qemu/background.h"
#include "qemu/late.h"
#include "qemu/process.h"

static const char *text_of(const json_t *data, const char *key)
{
    const char *text = json_string_value(json_object_get(data, key));

    return text ? text : "";
}

/* ---- the end ---- */

/* A job that is over is finished as soon as nobody changes the domain any more. */
static void co_finish_later(void *data)
{
    g_autoptr(BlockJob) job = block_job_ref(data);

    if (job->finishing || !machine_co_claim(job->machine, "end of a block job"))
        return;
    if (!job->finishing)
        block_job_co_finish(job);
    domain_end_job(job->machine->domain);
}

static void conclude(BlockJob *job, const json_t *info)
{
    const char *error = json_string_value(json_object_get(info, "error"));

    if (job->concluded)
        return;
    job->concluded = true;
    /* QEMU has no other sign of it. */
    if (job->aborting || g_strcmp0(error, strerror(ECANCELED)) == 0) {
        job->result = BLOCK_JOB_CANCELLED;
    } else if (error) {
        job->result = BLOCK_JOB_FAILED;
        job->error = g_strdup(error);
    } else {
        job->result = BLOCK_JOB_COMPLETED;
    }
    machine_touch(job->machine);
    if (job->kind->name || job->stray)
        background_start(job->machine->driver, co_finish_later, job);
}

static void co_settle(void *data)
{
    g_autoptr(BlockJob) job = data;
    Machine *machine = job->machine;
    g_autoptr(GError) why = NULL;

    job->kind->co_settle(job);
    if (!machine_co_command(machine, "job-finalize", json_pack("{s:s}", "id", job->id), NULL,
                            &why) &&
        !machine->gone && !job->aborting)
        log_warning("domain '%s': job '%s' does not end: %s", machine->domain->def->name, job->id,
                    why->message);
    job->settling = false;
}

static void settle(BlockJob *job)
{
    if (job->settling || !job->kind->co_settle)
        return;
    job->settling = true;
    background_start(job->machine->driver, co_settle, block_job_ref(job));
}

static void become_ready(BlockJob *job)
{
    g_autoptr(GError) why = NULL;

    if (job->state >= BLOCK_JOB_READY)
        return;
    job->state = BLOCK_JOB_READY;
    if (job->kind->ready)
        job->kind->ready(job);
    if (job->kind->name && !block_job_save_status(job->machine, &why))
        log_warning("domain '%s': %s", job->machine->domain->def->name, why->message);
    block_job_emit(job, DOMAIN_BLOCK_JOB_READY);
    machine_touch(job->machine);
}

static void note_progress(BlockJob *job, const json_t *current, const json_t *end)
{
    job->current = (uint64_t) json_integer_value(current);
    job->end = (uint64_t) json_integer_value(end);
    if (job->kind->moved)
        job->kind->moved(job);
}

static void note_info(BlockJob *job, const json_t *info)
{
    const char *status = text_of(info, "status");

    job->started = true;
    note_progress(job, json_object_get(info, "current-progress"),
                  json_object_get(info, "total-progress"));
    if (g_str_equal(status, "ready"))
        become_ready(job);
    else if (g_str_equal(status, "pending"))
        settle(job);
    else if (g_str_equal(status, "concluded"))
        conclude(job, info);
}

/* ---- asking ---- */

static bool co_query(Machine *machine, json_t **ret_reply, GError **err)
{
    return machine_co_command(machine, "query-jobs", NULL, ret_reply, err);
}

static void note_all(Machine *machine, const json_t *reply)
{
    size_t i;
    json_t *info;

    json_array_foreach(reply, i, info)
    {
        BlockJob *job = block_job_by_id(machine, text_of(info, "id"));

        if (job)
            note_info(job, info);
    }
}

static bool any_running(const Machine *machine)
{
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        if (!((const BlockJob *) machine->jobs->pdata[i])->concluded)
            return true;
    }
    return false;
}

/* A QEMU that works on a plain job may answer nothing until it is done, one that is stopped does
 * not work: nobody waits for that. */
static void note_silence(Machine *machine, const GError *why)
{
    const char *hindrance = late_is(machine, why) ? process_hindrance(machine->stat_fd) : NULL;

    if (!hindrance || !g_str_equal(hindrance, PROCESS_IS_STOPPED))
        return;
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if ((!job->kind->name || job->kind->whole) && !job->concluded && !job->silence)
            job->silence = g_error_copy(why);
    }
    machine_touch(machine);
}

/* Woken early by every event, or the end, of the machine. */
static void co_pause_poll(Machine *machine)
{
    int64_t deadline = g_get_monotonic_time() + BLOCK_JOB_POLL_US;
    int64_t left;

    while (!machine->gone && !machine->jobs_changed &&
           (left = deadline - g_get_monotonic_time()) > 0)
        machine_co_wait(machine, left);
}

static void co_poll(void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);

    while (any_running(machine) && !machine->gone) {
        g_autoptr(GError) why = NULL;
        json_t *reply = NULL;

        machine->jobs_changed = false;
        if (machine->monitor && co_query(machine, &reply, &why) && !machine->gone)
            note_all(machine, reply);
        json_decref(reply);
        note_silence(machine, why);
        co_pause_poll(machine);
    }
    machine->jobs_polled = false;
}

void block_job_poll(Machine *machine)
{
    machine->jobs_changed = true;
    if (machine->jobs_polled || !machine->driver) {
        machine_touch(machine);
        return;
    }
    machine->jobs_polled = true;
    background_start(machine->driver, co_poll, machine);
}

/* ---- events ---- */

void block_job_event(Machine *machine, const char *name, const json_t *data)
{
    bool ready = g_str_equal(name, "BLOCK_JOB_READY");
    BlockJob *job = block_job_by_id(machine, text_of(data, ready ? "device" : "id"));

    if (!job)
        return;
    job->started = true;
    if (ready) {
        note_progress(job, json_object_get(data, "offset"), json_object_get(data, "len"));
        become_ready(job);
    } else {
        block_job_poll(machine);
    }
}

/* ---- after a reconnect ---- */

/* A job of a coroutine that died with its daemon, or one that was finished but not dismissed. */
static void co_end_stray(Machine *machine, const json_t *info)
{
    const char *id = text_of(info, "id");
    g_autoptr(BlockJob) job = block_job_new(machine, &block_job_plain, id, NULL);
    g_autoptr(GError) why = NULL;

    job->stray = true;
    block_job_list(job);
    note_info(job, info);
    if (!block_job_co_cancel(job, &why) && !job->concluded)
        log_warning("domain '%s': job '%s' of a daemon before: %s", machine->domain->def->name, id,
                    why->message);
    block_job_poll(machine);
}

static bool told_of(const json_t *reply, const char *id)
{
    size_t i;
    json_t *info;

    json_array_foreach(reply, i, info)
    {
        if (g_str_equal(text_of(info, "id"), id))
            return true;
    }
    return false;
}

/* QEMU has never heard of it, or has been told to forget it. */
static void end_unknown(BlockJob *job, const char *why)
{
    if (!job->concluded) {
        job->unheard = !job->started && job->state == BLOCK_JOB_RUNNING;
        job->result = BLOCK_JOB_FAILED;
        job->error = g_strdup(why);
    }
    job->concluded = true;
    background_start(job->machine->driver, co_finish_later, job);
}

static void end_all_unknown(Machine *machine, const json_t *reply)
{
    g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func((GDestroyNotify) block_job_unref);

    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++)
        g_ptr_array_add(jobs, block_job_ref(machine->jobs->pdata[i]));
    for (unsigned i = 0; i < jobs->len; i++) {
        BlockJob *job = jobs->pdata[i];

        if (!job->finishing && job->state != BLOCK_JOB_ENDED && job->kind->name &&
            (job->concluded || !told_of(reply, job->id)))
            end_unknown(job, "the daemon ended before it had begun");
    }
}

bool block_job_co_refresh(Machine *machine, GError **err)
{
    json_t *reply = NULL, *info;
    size_t i;

    if (!co_query(machine, &reply, err))
        return false;
    if (!machine->gone) {
        note_all(machine, reply);
        end_all_unknown(machine, reply);
        block_job_poll(machine);
    }
    json_array_foreach(reply, i, info)
    {
        if (!machine->gone && !block_job_by_id(machine, text_of(info, "id")))
            co_end_stray(machine, info);
    }
    json_decref(reply);
    return true;
}

/* ---- that QEMU has not answered ---- */

/* QEMU does one thing after the other: who is answered now knows what has become of those before.
 */
static bool co_ask_again(Machine *machine, json_t **ret_reply)
{
    while (!machine->gone && machine->driver) {
        if (machine->monitor && co_query(machine, ret_reply, NULL))
            return !machine->gone;
        machine_co_wait(machine, BLOCK_JOB_POLL_US);
    }
    return false;
}

static void co_end_late(void *data)
{
    g_autoptr(BlockJob) job = data;
    Machine *machine = job->machine;
    g_autoptr(GError) why = NULL;
    json_t *reply = NULL;
    bool told = co_ask_again(machine, &reply);

    if (told && !job->concluded && !told_of(reply, job->id)) {
        end_unknown(job, "QEMU has not begun it");
    } else if (told && !job->concluded) {
        note_all(machine, reply);
        if (!job->kind->whole && !block_job_co_cancel(job, &why) && !job->concluded)
            log_warning("domain '%s': job '%s' began too late: %s", machine->domain->def->name,
                        job->id, why->message);
        if (!machine->gone)
            block_job_poll(machine);
    }
    json_decref(reply);
}

void block_job_await_late(BlockJob *job)
{
    job->stray = !job->kind->name;
    background_start(job->machine->driver, co_end_late, block_job_ref(job));
}

/* ---- the machine's end ---- */

void block_job_machine_ended(Machine *machine)
{
    g_autoptr(GPtrArray) jobs = g_steal_pointer(&machine->jobs);

    for (unsigned i = 0; jobs && i < jobs->len; i++) {
        BlockJob *job = jobs->pdata[i];

        if (!job->concluded) {
            job->concluded = true;
            job->result = BLOCK_JOB_FAILED;
            job->error = g_strdup("the guest has ended");
        }
        block_job_ended(job);
    }
}

void block_job_let_go(Machine *machine)
{
    g_autoptr(GPtrArray) jobs = g_steal_pointer(&machine->jobs);

    for (unsigned i = 0; jobs && i < jobs->len; i++) {
        BlockJob *job = jobs->pdata[i];

        job->concluded = true;
        job->result = BLOCK_JOB_FAILED;
        job->state = BLOCK_JOB_ENDED;
    }
}
