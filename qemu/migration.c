/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Migration as a means to save: see migration.h.
 *
 * How far it is, and how it ended, is always asked (query-migrate): QEMU's event only says when to
 * ask, so that none can be missed. A QEMU that does not answer meanwhile may be waiting for a disk,
 * and is asked again; its end, or a user who has had enough, ends that.
 */
#include "qemu/migration.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often the progress is looked at. */
#define MIGRATION_POLL_US (G_USEC_PER_SEC / 4)
/* So many unanswered questions, once it has been cancelled, and QEMU is given up on. */
#define MIGRATION_DEAF_MAX 2
/* Bytes per second: no limit. What QEMU takes for one is smaller than that of its type. */
#define MIGRATION_BANDWIDTH ((json_int_t) G_MAXINT64 / (1024 * 1024) * (1024 * 1024))
/* Written to learn what is in the way of that: more than may be left of a block. */
#define MIGRATION_PROBE_BYTES (64 * 1024)
/* QEMU's name of the descriptor. */
#define MIGRATION_FD "state"

typedef enum {
    MIGRATION_NONE, /* nothing has been migrated yet */
    MIGRATION_ACTIVE,
    MIGRATION_COMPLETED,
    MIGRATION_FAILED,
    MIGRATION_CANCELLED,
} MigrationStatus;

void migration_cancel(void *data)
{
    machine_touch(data);
}

static MigrationStatus status_of(const json_t *reply)
{
    const char *status = json_string_value(json_object_get(reply, "status"));

    if (!status || g_str_equal(status, "none"))
        return MIGRATION_NONE;
    if (g_str_equal(status, "completed"))
        return MIGRATION_COMPLETED;
    if (g_str_equal(status, "failed"))
        return MIGRATION_FAILED;
    if (g_str_equal(status, "cancelled"))
        return MIGRATION_CANCELLED;
    return MIGRATION_ACTIVE;
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value > 0 ? (uint64_t) value : 0;
}

static void note_progress(DomainJobProgress *progress, const json_t *reply)
{
    const json_t *ram = json_object_get(reply, "ram");
    double megabits = json_number_value(json_object_get(ram, "mbps"));

    progress->setup_ms = number_of(reply, "setup-time");
    progress->downtime_ms = number_of(reply, "downtime");
    if (!ram)
        return;
    progress->memory_total = number_of(ram, "total");
    progress->memory_processed = number_of(ram, "transferred");
    progress->memory_remaining = number_of(ram, "remaining");
    progress->memory_constant_pages = number_of(ram, "duplicate");
    progress->memory_normal_pages = number_of(ram, "normal");
    progress->memory_normal_bytes = number_of(ram, "normal-bytes");
    progress->memory_dirty_pages_per_s = number_of(ram, "dirty-pages-rate");
    progress->memory_iteration = number_of(ram, "dirty-sync-count");
    progress->memory_page_size = number_of(ram, "page-size");
    if (megabits > 0)
        progress->memory_bytes_per_s = (uint64_t) (megabits * 1000 * 1000 / 8);
}

static bool fail_ended(const Machine *machine, GError **err)
{
    return error_set(err, ERR_OPERATION_FAILED, "domain '%s': QEMU has ended",
                     machine->domain->def->name);
}

static bool fail_cancelled(const Machine *machine, const DomainJob *job, GError **err)
{
    return error_set(err, ERR_OPERATION_ABORTED, "domain '%s': the %s was cancelled",
                     machine->domain->def->name, domain_job_operation_to_string(job->operation));
}

/* False: QEMU has ended, or does not answer. */
static bool co_ask(Machine *machine, DomainJob *job, MigrationStatus *ret_status, char **ret_words,
                   GError **err)
{
    json_t *reply = NULL;

    if (machine->gone)
        return fail_ended(machine, err);
    if (!machine_co_command(machine, "query-migrate", NULL, &reply, err))
        return false;
    if (job)
        note_progress(&job->progress, reply);
    *ret_status = status_of(reply);
    *ret_words = g_strdup(json_string_value(json_object_get(reply, "error-desc")));
    json_decref(reply);
    return true;
}

/* Until it is over, however it ends; false if that cannot be known. */
static bool co_watch(Machine *machine, DomainJob *job, MigrationStatus *ret_status,
                     char **ret_words, GError **err)
{
    bool told = false;
    unsigned deaf = 0;

    for (;;) {
        g_autofree char *words = NULL;
        g_autoptr(GError) why = NULL;
        bool cancelled = job && job->cancelled;

        if (cancelled && !told && machine->monitor) {
            monitor_send(machine->monitor, "migrate_cancel");
            told = true;
        }
        if (co_ask(machine, job, ret_status, &words, &why)) {
            deaf = 0;
            if (*ret_status != MIGRATION_ACTIVE && *ret_status != MIGRATION_NONE) {
                *ret_words = g_steal_pointer(&words);
                return true;
            }
        } else if (machine->gone || (cancelled && ++deaf > MIGRATION_DEAF_MAX)) {
            g_propagate_error(err, g_steal_pointer(&why));
            return false;
        }
        if (!machine->gone)
            machine_co_wait(machine, MIGRATION_POLL_US);
    }
}

static bool co_prepare(Machine *machine, GError **err)
{
    return machine_co_command(
               machine, "migrate-set-capabilities",
               json_pack("{s:[{s:s, s:b}]}", "capabilities", "capability", "events", "state", 1),
               NULL, err) &&
           machine_co_command(machine, "migrate-set-parameters",
                              json_pack("{s:I}", "max-bandwidth", MIGRATION_BANDWIDTH), NULL, err);
}

/* Hands the descriptor over and begins. */
static bool co_begin(Machine *machine, const char *command, int fd, GError **err)
{
    if (!co_prepare(machine, err))
        return false;
    if (!machine->monitor)
        return fail_ended(machine, err);
    if (!machine_co_pass(machine, "getfd", json_pack("{s:s}", "fdname", MIGRATION_FD), fd, NULL,
                         err))
        return false;
    if (machine_co_command(machine, command, json_pack("{s:s}", "uri", "fd:" MIGRATION_FD), NULL,
                           err))
        return true;
    machine_co_command(machine, "closefd", json_pack("{s:s}", "fdname", MIGRATION_FD), NULL, NULL);
    return false;
}

/* ---- writing ---- */

typedef struct Probe {
    int fd, error;
} Probe;

/* In a thread. Of a file only, which is as it was afterwards. */
static void probe_run(void *data)
{
    g_autofree char *bytes = g_malloc0(MIGRATION_PROBE_BYTES);
    Probe *probe = data;
    struct stat info;
    ssize_t written = 0;

    if (fstat(probe->fd, &info) < 0 || !S_ISREG(info.st_mode))
        return;
    for (off_t at = 0; at < MIGRATION_PROBE_BYTES && !probe->error; at += written) {
        written =
            pwrite(probe->fd, bytes, (size_t) (MIGRATION_PROBE_BYTES - at), info.st_size + at);
        if (written < 0)
            probe->error = errno;
    }
    if (ftruncate(probe->fd, info.st_size) < 0 && !probe->error)
        probe->error = errno;
}

/* QEMU (7.2) keeps the errors of its last writes to itself. */
static bool fail_written(Machine *machine, int fd, GError **err)
{
    Probe probe = {.fd = fd};

    if (machine->driver)
        worker_co_run(machine->driver->base.driver.host->worker, probe_run, &probe);
    return error_set(err, ERR_OPERATION_FAILED, "domain '%s': cannot write its state: %s",
                     machine->domain->def->name,
                     probe.error ? g_strerror(probe.error) : "QEMU does not say why");
}

bool migration_co_out(Machine *machine, int fd, DomainJob *job, GError **err)
{
    MigrationStatus status = MIGRATION_NONE;
    g_autofree char *words = NULL;

    if (!co_begin(machine, "migrate", fd, err) || !co_watch(machine, job, &status, &words, err))
        return false;
    if (job->cancelled)
        return fail_cancelled(machine, job, err);
    if (status == MIGRATION_COMPLETED)
        return true;
    if (!words && status == MIGRATION_FAILED)
        return fail_written(machine, fd, err);
    return error_set(err, ERR_OPERATION_FAILED, "domain '%s': cannot write its state: %s",
                     machine->domain->def->name, words ? words : "it was cancelled");
}

bool migration_co_in(Machine *machine, int fd, DomainJob *job, GError **err)
{
    MigrationStatus status = MIGRATION_NONE;
    g_autofree char *words = NULL;

    if (!co_begin(machine, "migrate-incoming", fd, err) ||
        !co_watch(machine, job, &status, &words, err))
        return false;
    return status == MIGRATION_COMPLETED ||
           error_set(err, ERR_OPERATION_FAILED, "domain '%s': cannot read its state: %s",
                     machine->domain->def->name, words ? words : "QEMU does not say why");
}

bool migration_co_stop(Machine *machine, GError **err)
{
    MigrationStatus status = MIGRATION_NONE;
    g_autofree char *words = NULL;

    if (!co_ask(machine, NULL, &status, &words, err))
        return false;
    if (status != MIGRATION_ACTIVE)
        return true;
    if (!machine_co_command(machine, "migrate_cancel", NULL, NULL, err))
        return false;
    g_clear_pointer(&words, g_free);
    return co_watch(machine, NULL, &status, &words, err);
}
