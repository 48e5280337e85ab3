/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Core dumps: see dump.h. QEMU has two ways of writing them: of memory and registers alone, which
 * it does on its own once told to, and of all its state, which is a migration.
 */
#include "qemu/dump.h"

#include "base/file_co.h"
#include "base/log.h"
#include "drivers/claim.h"
#include "drivers/domain_job_end.h"
#include "drivers/flags.h"
#include "qemu/background.h"
#include "qemu/dump_file.h"
#include "qemu/events.h"
#include "qemu/life.h"
#include "qemu/migration.h"
#include "qemu/task.h"

#include <string.h>

#define DUMP_POLL_US (G_USEC_PER_SEC / 4)
#define DUMP_WORDS_US G_USEC_PER_SEC
#define DUMP_FD "dump"
#define DUMP_FLAGS                                                                                 \
    (DOMAIN_CORE_DUMP_MODE_CRASH | DOMAIN_CORE_DUMP_MODE_LIVE |                                    \
     DOMAIN_CORE_DUMP_MODE_BYPASS_CACHE | DOMAIN_CORE_DUMP_MODE_RESET |                            \
     DOMAIN_CORE_DUMP_MODE_MEMORY_ONLY)

/* QEMU's words for domain_core_dump_format. */
static const char *const formats[] = {"elf", "kdump-zlib", "kdump-lzo", "kdump-snappy", "win-dmp"};

typedef struct Dump {
    QemuDriver *driver;
    Machine *machine;
    DomainJob *job;
    DumpFile *file;
    unsigned flags, format;
    bool running; /* the guest shall, afterwards */
} Dump;

/* ---- QEMU's own dump ---- */

/* *ret_words: NULL while it goes on; "completed", "failed" or "none", to be freed. */
static bool co_ask(Machine *machine, DomainJob *job, char **ret_words, GError **err)
{
    json_t *reply = NULL;
    const char *status;
    json_int_t done, total;

    if (!machine_co_command(machine, "query-dump", NULL, &reply, err))
        return false;
    status = json_string_value(json_object_get(reply, "status"));
    done = json_integer_value(json_object_get(reply, "completed"));
    total = json_integer_value(json_object_get(reply, "total"));
    if (job && total >= done && done >= 0) {
        job->progress.memory_total = (uint64_t) total;
        job->progress.memory_processed = (uint64_t) done;
        job->progress.memory_remaining = (uint64_t) (total - done);
    }
    *ret_words = g_strcmp0(status, "active") == 0 ? NULL : g_strdup(status ? status : "none");
    json_decref(reply);
    return true;
}

/* Its end, as QEMU calls it; NULL if QEMU has ended. One that does not answer is asked again. */
static char *co_watch(Machine *machine, DomainJob *job)
{
    while (!machine->gone) {
        char *words = NULL;

        if (co_ask(machine, job, &words, NULL) && words)
            return words;
        if (!machine->gone)
            machine_co_wait(machine, DUMP_POLL_US);
    }
    return NULL;
}

bool dump_co_settle(Machine *machine, GError **err)
{
    g_autofree char *words = co_watch(machine, NULL);

    return words || error_set(err, ERR_OPERATION_FAILED, "QEMU has ended");
}

/* QEMU's event, which comes right after it calls the dump failed, says why. */
static const char *co_failure(Machine *machine, const char *words)
{
    int64_t deadline = g_get_monotonic_time() + DUMP_WORDS_US, left;

    while (!machine->gone && !machine->dump_failure &&
           (left = deadline - g_get_monotonic_time()) > 0)
        machine_co_wait(machine, left);
    return machine->dump_failure ? machine->dump_failure : words;
}

static bool co_dump_memory(Dump *dump, GError **err)
{
    Machine *machine = dump->machine;
    g_autofree char *words = NULL;
    const char *why;

    if (!machine->monitor)
        return error_set(err, ERR_OPERATION_FAILED, "QEMU cannot be asked");
    g_clear_pointer(&machine->dump_failure, g_free);
    if (!machine_co_pass(machine, "getfd", json_pack("{s:s}", "fdname", DUMP_FD), dump->file->fd,
                         NULL, err))
        return false;
    if (!machine_co_command(machine, "dump-guest-memory",
                            json_pack("{s:b, s:s, s:b, s:s}", "paging", 0, "protocol",
                                      "fd:" DUMP_FD, "detach", 1, "format", formats[dump->format]),
                            NULL, err)) {
        machine_co_command(machine, "closefd", json_pack("{s:s}", "fdname", DUMP_FD), NULL, NULL);
        return false;
    }
    words = co_watch(machine, dump->job);
    if (!words)
        return error_set(err, ERR_OPERATION_FAILED, "QEMU has ended");
    if (g_str_equal(words, "completed"))
        return true;
    why = co_failure(machine, words);
    return error_set(err, ERR_OPERATION_FAILED,
                     "domain '%s': QEMU could not write the dump to '%s': %s",
                     machine->domain->def->name, dump->file->path, why);
}

/* ---- the course of it ---- */

static bool co_pause_guest(Dump *dump, GError **err)
{
    Machine *machine = dump->machine;

    if (machine->domain->state != DOMAIN_STATE_RUNNING ||
        (dump->flags & DOMAIN_CORE_DUMP_MODE_LIVE))
        return true;
    machine->pause_reason = DOMAIN_REASON_PAUSED_DUMP;
    if (!machine_co_command(machine, "stop", NULL, NULL, err)) {
        machine->pause_reason = -1;
        return false;
    }
    if (!machine->gone)
        events_paused(machine, DOMAIN_REASON_PAUSED_DUMP);
    return true;
}

static bool co_run(Dump *dump, const char *path, GError **err)
{
    static const uint8_t none[UUID_BYTES];
    Worker *worker = dump->driver->base.driver.host->worker;

    if (!task_begin(dump->machine, DOMAIN_JOB_OPERATION_DUMP, path, none, dump->running, err))
        return false;
    dump->file = dump_file_co_create(worker, path, err);
    return dump->file && co_pause_guest(dump, err) &&
           (dump->flags & DOMAIN_CORE_DUMP_MODE_MEMORY_ONLY
                ? co_dump_memory(dump, err)
                : migration_co_out(dump->machine, dump->file->fd, dump->job, err)) &&
           dump_file_co_commit(worker, dump->file, dump->flags & DOMAIN_CORE_DUMP_MODE_BYPASS_CACHE,
                               err);
}

static void co_afterwards(Dump *dump, bool done)
{
    Machine *machine = dump->machine;

    if (machine->gone || !machine->task.operation)
        return;
    if (done && (dump->flags & DOMAIN_CORE_DUMP_MODE_CRASH)) {
        task_end(machine);
        machine->crashed = true;
        machine_terminate(machine);
        machine_co_wait_gone(machine, MACHINE_GRACE_US * 2);
        return;
    }
    if (done && (dump->flags & DOMAIN_CORE_DUMP_MODE_RESET))
        machine_co_command(machine, "system_reset", NULL, NULL, NULL);
    if (dump->running && machine->domain->state == DOMAIN_STATE_PAUSED)
        task_co_run_again(machine, DOMAIN_REASON_RUNNING_UNPAUSED);
    task_end(machine);
}

/* The domain is claimed. running: it is to run afterwards. */
static bool dump_co_domain(QemuDriver *driver, Domain *domain, const char *path, unsigned format,
                           unsigned flags, bool running, GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    Dump dump = {
        .driver = driver, .machine = machine, .flags = flags, .format = format, .running = running};
    bool memory = flags & DOMAIN_CORE_DUMP_MODE_MEMORY_ONLY, done;
    g_autoptr(GError) why = NULL;

    if (!machine || machine->gone || machine->starting)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    /* QEMU knows no way to end its own dump early. */
    dump.job = domain_job_begin(domain, DOMAIN_JOB_OPERATION_DUMP,
                                memory ? DOMAIN_JOB_BOUNDED : DOMAIN_JOB_UNBOUNDED,
                                memory ? NULL : migration_cancel, machine, err);
    if (!dump.job)
        return false;
    done = co_run(&dump, path, &why);
    dump_file_co_abandon(driver->base.driver.host->worker, dump.file);
    co_afterwards(&dump, done);
    domain_job_end(&driver->base, domain, done ? NULL : why);
    if (!done)
        g_propagate_error(err, g_steal_pointer(&why));
    return done;
}

/* ---- after a panic, or of a watchdog ---- */

static char *crash_folder(const QemuDriver *driver)
{
    return g_build_filename(driver->base.driver.host->data_folder, "qemu", "dump", NULL);
}

/* "FOLDER/NAME-2024-05-01T10:20:30Z.elf"; NULL if there are too many. */
static char *co_crash_path(const QemuDriver *driver, const Domain *domain, GError **err)
{
    g_autofree char *folder = crash_folder(driver);
    Worker *worker = driver->base.driver.host->worker;
    g_autoptr(GPtrArray) names = file_co_list(worker, folder, ".elf", err);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    size_t length = strlen(domain->def->name);
    unsigned kept = 0;

    if (!names || !file_co_make_folder(worker, folder, 0700, err))
        return NULL;
    for (unsigned i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];

        kept += strncmp(name, domain->def->name, length) == 0 &&
                strlen(name) == length + 1 + strlen(time);
    }
    if (kept < DUMP_CRASHES_MAX)
        return g_strdup_printf("%s/%s-%s.elf", folder, domain->def->name, time);
    error_set(err, ERR_OVERFLOW, "there are %u dumps of it in '%s' already", kept, folder);
    return NULL;
}

/* what: has happened to the guest. */
static void co_dump_kept(Machine *machine, const char *what, bool running)
{
    QemuDriver *driver = machine->driver;
    Domain *domain = machine->domain;
    g_autoptr(GError) why = NULL;
    g_autofree char *path = co_crash_path(driver, domain, &why);

    if (path && dump_co_domain(driver, domain, path, DOMAIN_CORE_DUMP_FORMAT_RAW,
                               DOMAIN_CORE_DUMP_MODE_MEMORY_ONLY, running, &why))
        log_warning("domain '%s' %s; its memory is in '%s'", domain->def->name, what, path);
    else
        log_error("domain '%s' %s, without a core dump: %s", domain->def->name, what, why->message);
}

static void dump_co_crashed(void *data)
{
    g_autoptr(Machine) machine = data;
    g_autoptr(Domain) domain = domain_ref(machine->domain);

    if (!machine_co_claim(machine, "core dump"))
        return;
    if (domain->state == DOMAIN_STATE_CRASHED)
        co_dump_kept(machine, "has panicked", false);
    if (machine->gone || domain->state != DOMAIN_STATE_CRASHED) {
        /* it has been destroyed or reset meanwhile */
    } else if (domain->def->on_crash == DOMAIN_ACTION_COREDUMP_RESTART) {
        life_restart(machine);
    } else {
        machine->crashed = true;
        machine_terminate(machine);
    }
    domain_end_job(domain);
}

void dump_crashed(Machine *machine)
{
    background_start(machine->driver, dump_co_crashed, machine_ref(machine));
}

static bool is_bitten(const Machine *machine)
{
    return !machine->gone && machine->domain->state == DOMAIN_STATE_PAUSED &&
           machine->domain->reason == DOMAIN_REASON_PAUSED_WATCHDOG;
}

static void dump_co_bitten(void *data)
{
    g_autoptr(Machine) machine = data;
    g_autoptr(Domain) domain = domain_ref(machine->domain);

    if (!machine_co_claim(machine, "core dump"))
        return;
    if (is_bitten(machine))
        co_dump_kept(machine, "was stopped by its watchdog", true);
    if (is_bitten(machine)) /* there was no dump */
        task_co_run_again(machine, DOMAIN_REASON_RUNNING_UNPAUSED);
    domain_end_job(domain);
}

void dump_bitten(Machine *machine)
{
    const DomainWatchdog *watchdog = machine->domain->def->watchdog;

    if (watchdog && watchdog->action == DOMAIN_WATCHDOG_ACTION_DUMP)
        background_start(machine->driver, dump_co_bitten, machine_ref(machine));
}

/* ---- procedures ---- */

static bool check_flags(unsigned format, unsigned flags, GError **err)
{
    static const unsigned apart[][2] = {
        {DOMAIN_CORE_DUMP_MODE_CRASH, DOMAIN_CORE_DUMP_MODE_LIVE},
        {DOMAIN_CORE_DUMP_MODE_CRASH, DOMAIN_CORE_DUMP_MODE_RESET},
        {DOMAIN_CORE_DUMP_MODE_LIVE, DOMAIN_CORE_DUMP_MODE_RESET},
    };

    if (!flags_check(flags, DUMP_FLAGS, "domain_core_dump", err))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(apart); i++) {
        if ((flags & apart[i][0]) && (flags & apart[i][1]))
            return error_set(err, ERR_INVALID_ARG,
                             "domain_core_dump: flags 0x%x and 0x%x exclude each other",
                             apart[i][0], apart[i][1]);
    }
    if (format >= G_N_ELEMENTS(formats))
        return error_set(err, ERR_INVALID_ARG, "unknown format of core dumps: %u", format);
    return format == DOMAIN_CORE_DUMP_FORMAT_RAW || (flags & DOMAIN_CORE_DUMP_MODE_MEMORY_ONLY) ||
           error_set(err, ERR_INVALID_ARG, "format '%s' is only for dumps of memory alone",
                     formats[format]);
}

static bool call_co_dump(DriverCall *call, const remote_domain *dom, const char *to,
                         unsigned format, unsigned flags, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!check_flags(format, flags, err))
        return false;
    domain = claim_co_active(call, dom, "core dump", err);
    return domain && dump_co_domain((QemuDriver *) call->driver, domain, to, format, flags,
                                    domain->state == DOMAIN_STATE_RUNNING, err);
}

static bool call_co_dump_plain(DriverCall *call, const domain_core_dump_args *args, GError **err)
{
    return call_co_dump(call, &args->dom, args->to, DOMAIN_CORE_DUMP_FORMAT_RAW, args->flags, err);
}

static bool call_co_dump_format(DriverCall *call, const domain_core_dump_with_format_args *args,
                                GError **err)
{
    return call_co_dump(call, &args->dom, args->to, args->dumpformat, args->flags, err);
}

const RemoteHandlers dump_handlers = {
    .domain_core_dump = call_co_dump_plain,
    .domain_core_dump_with_format = call_co_dump_format,
};
