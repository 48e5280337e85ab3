/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding guests again: see reconnect.h. A guest whose process lives is listed from its status file
 * before anything is waited for; its monitor is connected afterwards, each in a coroutine of its
 * own, so a QEMU that does not answer delays neither the others nor, for long, the daemon.
 */
#include "qemu/reconnect.h"

#include "base/file.h"
#include "base/log.h"
#include "drivers/domain_change.h"
#include "drivers/domain_job_end.h"
#include "drivers/domain_startup.h"
#include "qemu/background.h"
#include "qemu/backup.h"
#include "qemu/block_job.h"
#include "qemu/disk_failures.h"
#include "qemu/dump.h"
#include "qemu/events.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_console.h"
#include "qemu/guest_user.h"
#include "qemu/hotplug.h"
#include "qemu/image_open.h"
#include "qemu/iothreads.h"
#include "qemu/leaving.h"
#include "qemu/life.h"
#include "qemu/managed_save.h"
#include "qemu/process.h"
#include "qemu/stats_sampler.h"
#include "qemu/status.h"
#include "qemu/task.h"
#include "qemu/vcpus.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* QEMU serves one client of a monitor at a time; a second one waits without a word. */
#define RECONNECT_TIMEOUT_US (10 * G_USEC_PER_SEC)
/* An attempt that failed in another way is followed by the next one. */
#define RECONNECT_AGAIN_US (10 * G_USEC_PER_SEC)
/* The daemon's start waits no longer for all of them together; usually they take 2 ms. */
#define RECONNECT_PATIENCE_US (G_USEC_PER_SEC / 2)
/* To end what was left of an interrupted start. */
#define LEFTOVER_TIMEOUT_US (10 * G_USEC_PER_SEC)

/* ---- what QEMU says its guest does ---- */

static void note_prelaunch(Machine *machine)
{
    /* The daemon died between deciding to let it run and doing so, or during a restart. */
    if (machine->domain->state == DOMAIN_STATE_RUNNING)
        life_restart(machine);
}

static void note_suspended(Machine *machine)
{
    if (machine->domain->state != DOMAIN_STATE_PMSUSPENDED)
        machine_set_state(machine, DOMAIN_STATE_PMSUSPENDED, 0, DOMAIN_EVENT_PMSUSPENDED,
                          DOMAIN_EVENT_PMSUSPENDED_MEMORY);
}

static void note_shutdown(Machine *machine)
{
    /* Told already, and meant to stay, or its process not ended in time. */
    if (machine->domain->state == DOMAIN_STATE_SHUTDOWN &&
        (machine->domain->def->on_poweroff == DOMAIN_ACTION_PRESERVE ||
         machine->domain->def->on_reboot == DOMAIN_ACTION_PRESERVE))
        return;
    events_powered_off(machine, true);
}

static void note_panicked(Machine *machine)
{
    if (machine->domain->state != DOMAIN_STATE_CRASHED) {
        events_panicked(machine);
    } else if (machine->domain->def->on_crash == DOMAIN_ACTION_DESTROY) {
        machine->crashed = true;
        machine_terminate(machine);
    } else if (machine->domain->def->on_crash == DOMAIN_ACTION_RESTART) {
        life_restart(machine);
    } else if (machine->domain->def->on_crash >= DOMAIN_ACTION_COREDUMP_DESTROY) {
        dump_crashed(machine);
    }
}

static void note_bitten(Machine *machine)
{
    if (machine->domain->state == DOMAIN_STATE_PAUSED)
        dump_bitten(machine); /* of which the daemon before was kept */
    else
        events_paused(machine, DOMAIN_REASON_PAUSED_WATCHDOG);
}

static void note_status(Machine *machine, const char *status)
{
    if (g_str_equal(status, "running"))
        events_running(machine);
    else if (g_str_equal(status, "shutdown"))
        note_shutdown(machine);
    else if (g_str_equal(status, "guest-panicked"))
        note_panicked(machine);
    else if (g_str_equal(status, "suspended"))
        note_suspended(machine);
    else if (g_str_equal(status, "prelaunch"))
        note_prelaunch(machine);
    else if (g_str_equal(status, "io-error"))
        events_paused(machine, DOMAIN_REASON_PAUSED_IOERROR);
    else if (g_str_equal(status, "watchdog"))
        note_bitten(machine);
    else
        events_paused(machine, DOMAIN_REASON_PAUSED_UNKNOWN);
}

/* The daemon died between deciding to let a restored guest run and doing so. */
static bool is_held_up(const Machine *machine, const char *status)
{
    const Domain *domain = machine->domain;

    return g_str_equal(status, "paused") && domain->state == DOMAIN_STATE_RUNNING &&
           (domain->reason == DOMAIN_REASON_RUNNING_RESTORED ||
            domain->reason == DOMAIN_REASON_RUNNING_FROM_SNAPSHOT);
}

/* What QEMU says, and what follows from it. */
static bool co_note(Machine *machine, GError **err)
{
    json_t *reply = NULL;
    const char *status;
    bool noted = true;

    if (!machine_co_command(machine, "query-status", NULL, &reply, err))
        return false;
    status = json_string_value(json_object_get(reply, "status"));
    if (status && is_held_up(machine, status))
        noted = machine_co_command(machine, "cont", NULL, NULL, err);
    else if (status && !machine->gone)
        note_status(machine, status);
    json_decref(reply);
    if (noted)
        managed_save_co_consume(machine);
    return noted;
}

/* The guest goes on, and can still be destroyed; nothing else can be done with it. Of one that is
 * about to end nobody wants an answer. */
static void report_lost(Machine *machine, const char *why)
{
    event body = {.kind = EVENT_CONTROL_ERROR};

    if (machine->lost || machine->gone || machine->destroying || machine->powered_off ||
        machine->crashed)
        return;
    machine->lost = true;
    log_error("domain '%s': its QEMU (process %d) runs but does not answer: %s",
              machine->domain->def->name, (int) machine->pid, why);
    body.event_u.control_error.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
}

/* One that stands still, or that serves somebody else, is waited for until it does so no more. */
static bool co_open(Machine *machine, GError **err)
{
    g_autoptr(GError) why = NULL;

    if (monitor_co_open(machine->monitor, RECONNECT_TIMEOUT_US, &why))
        return true;
    if (!machine->monitor || why->code != ERR_OPERATION_TIMEOUT) {
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    report_lost(machine, why->message);
    return monitor_co_open(machine->monitor, -1, err);
}

/* Jobs first: while one may end, QEMU is not asked for its nodes (block_job.h), so that a medium
 * that was changed just when the daemon before died, or the reason why a guest is paused, stays
 * unknown. */
static bool co_refresh(Machine *machine, GError **err)
{
    return guest_agent_co_find(machine, err) && block_job_co_refresh(machine, err) &&
           (block_job_may_end(machine) || disk_failures_co_ask(machine, err)) &&
           hotplug_co_refresh(machine, err) && backup_refresh(machine) &&
           vcpus_co_refresh(machine, err) && iothreads_co_refresh(machine, err);
}

static bool co_attach(Machine *machine, GError **err)
{
    g_autofree char *name = machine_socket_name(machine->domain->def);
    int fd = process_connect(machine->driver->state_fd, name, err);

    if (fd < 0)
        return false;
    machine_connect(machine, fd);
    if (!co_open(machine, err))
        return false;
    machine_touch(machine);
    task_co_recover(machine);
    if (!machine->gone && !co_note(machine, err))
        return false;
    if (!machine->gone && !co_refresh(machine, err))
        return false;
    hotplug_settle_found(machine);
    return true;
}

static void co_attach_once(Machine *machine)
{
    g_autoptr(GError) why = NULL;
    bool attached = co_attach(machine, &why);

    if (machine->gone)
        return;
    if (!attached) {
        report_lost(machine, why->message);
        g_clear_pointer(&machine->monitor, monitor_free);
        if (!loop_timer_armed(machine->reconnect_timer))
            loop_timer_arm(machine->reconnect_timer, RECONNECT_AGAIN_US);
    } else if (machine->lost) {
        machine->lost = false;
        log_info("domain '%s': its QEMU answers again", machine->domain->def->name);
    }
}

typedef struct Attempt {
    Machine *machine;
    unsigned *pending; /* NULL once nobody counts any more */
    CoWaiter *waiter;
} Attempt;

static void co_attempt(void *data)
{
    Attempt *attempt = data;
    g_autoptr(Machine) machine = machine_ref(attempt->machine);

    co_attach_once(machine);
    image_open_co_note_all(machine);
    stats_sampler_co_sample(machine);
    if (attempt->pending && --*attempt->pending == 0)
        co_wake(attempt->waiter);
    attempt->machine = NULL; /* has ended */
    if (!attempt->pending)
        g_free(attempt);
    machine_touch(machine);
}

void reconnect_lost(Machine *machine)
{
    Attempt *attempt = g_new0(Attempt, 1);

    if (machine->monitor || machine->gone) {
        g_free(attempt);
        return;
    }
    attempt->machine = machine;
    background_start(machine->driver, co_attempt, attempt);
}

/* ---- at the daemon's start ---- */

/* Ends a QEMU that was started but never got as far as running its guest. */
static void co_end_leftover(QemuDriver *driver, Machine *machine, const Status *status)
{
    g_autofree char *name = machine_socket_name(status->def);
    g_autoptr(GError) why = NULL;
    int fd;

    if (status->pid > 0) {
        if (process_born(status->pid) == status->born &&
            machine_watch(machine, status->pid, status->born, NULL)) {
            process_signal(machine->child, SIGKILL);
            machine_co_wait_gone(machine, LEFTOVER_TIMEOUT_US);
        }
        return;
    }
    /* The daemon died before it could write down the pid. If QEMU exists it listens, or will. */
    fd = process_connect(driver->state_fd, name, NULL);
    if (fd < 0)
        return;
    machine_connect(machine, fd);
    if (!monitor_co_open(machine->monitor, LEFTOVER_TIMEOUT_US, &why) ||
        !machine_co_command(machine, "quit", NULL, NULL, &why))
        log_warning("domain '%s': cannot end the QEMU of an interrupted start: %s",
                    status->def->name, why->message);
    /* Its end is only seen by its closing the monitor; until then it holds its images. */
    while (!why && machine->monitor && machine_co_wait(machine, LEFTOVER_TIMEOUT_US))
        ;
}

static void co_drop_leftover(QemuDriver *driver, Status *status)
{
    g_autoptr(Domain) domain = domain_new(domain_def_copy(status->def));
    g_autoptr(Machine) machine = machine_new(driver, domain);

    log_info("domain '%s': cleaning up after a start that was interrupted", status->def->name);
    machine->starting = true;
    co_end_leftover(driver, machine, status);
    status_remove(machine);
    machine_detach(machine);
}

/* Its daemon died while it was restored; what it was restored from is as it was. */
static void report_not_restored(QemuDriver *driver, const DomainDef *def)
{
    Domain *domain = domain_list_by_uuid(driver->base.domains, def->uuid);
    g_autoptr(GError) why = NULL;

    error_set(&why, ERR_OPERATION_ABORTED,
              "the restore was not finished, since the daemon ended meanwhile");
    log_error("domain '%s': %s", def->name, why->message);
    if (!domain)
        return;
    domain_driver_set_state(&driver->base, domain, DOMAIN_STATE_SHUTOFF,
                            DOMAIN_REASON_SHUTOFF_FAILED, -1, 0);
    domain_job_end_found(&driver->base, domain, DOMAIN_JOB_OPERATION_RESTORE, why);
}

/* The guest has ended while no daemon was there; all that is left to do is to tell so. */
static void report_ended(Machine *machine)
{
    bool shutdown = machine->domain->state == DOMAIN_STATE_SHUTDOWN;
    bool saved = task_recover_ended(machine);
    int reason = saved      ? DOMAIN_REASON_SHUTOFF_SAVED
                 : shutdown ? DOMAIN_REASON_SHUTOFF_SHUTDOWN
                            : DOMAIN_REASON_SHUTOFF_CRASHED;
    int detail = saved      ? DOMAIN_EVENT_STOPPED_SAVED
                 : shutdown ? DOMAIN_EVENT_STOPPED_SHUTDOWN
                            : DOMAIN_EVENT_STOPPED_FAILED;

    log_warning("domain '%s': its QEMU (process %d) has ended while the daemon was away",
                machine->domain->def->name, (int) machine->pid);
    managed_save_drop(machine);
    machine->gone = true;
    block_job_machine_ended(machine);
    backup_forget(machine);
    status_remove(machine);
    machine->domain->machine = NULL;
    domain_driver_stopped(&machine->driver->base, machine->domain, DOMAIN_STATE_SHUTOFF, reason,
                          DOMAIN_EVENT_STOPPED, detail);
    machine_detach(machine);
    machine_unref(machine);
}

/* As whom it was started; the daemon may have been told otherwise since. */
static void note_user(Machine *machine)
{
    machine->other_user = process_user(machine->pid, &machine->uid) && machine->uid != geteuid();
    machine->gid = (gid_t) machine->uid;
    if (machine->other_user)
        guest_users_note(machine->driver->users, machine->uid);
}

/* Lists the domain as active. */
static Machine *adopt(QemuDriver *driver, Status *status, GError **err)
{
    g_autoptr(GError) why = NULL;
    DomainList *domains = driver->base.domains;
    int id = status->def->id;
    Domain *domain = domain_list_add(domains, g_steal_pointer(&status->def), err);
    Machine *machine;

    if (!domain)
        return NULL;
    domain_list_set_id(domains, domain, id > 0 ? id : domain_list_next_id(domains));
    domain_driver_set_state(&driver->base, domain, status->state, status->reason, -1, 0);
    machine = machine_new(driver, domain);
    machine->pid = status->pid;
    machine->born = status->born;
    machine->released = true;
    note_user(machine);
    machine->reboot_asked = status->reboot_asked;
    machine->vcpu_unplugged = status->vcpu_unplugged;
    machine->load = (MachineLoad) status->load;
    machine->agent_timeout = status->agent_timeout;
    machine->quiesced = status->quiesced;
    domain->machine = machine;
    task_restore(machine, status->task);
    if (!block_job_restore_all(machine, status->jobs, &why))
        log_error("domain '%s': its block jobs: %s", domain->def->name, why->message);
    g_clear_error(&why);
    if (!leaving_restore(machine, status->leaving, &why))
        log_error("domain '%s': its devices that are to go: %s", domain->def->name, why->message);
    g_clear_error(&why);
    if (!domain_change_restore_all(domain, status->changes, &why))
        log_error("domain '%s': changes of its devices: %s", domain->def->name, why->message);
    g_clear_error(&why);
    if (!backup_restore(machine, status->backup, &why))
        log_error("domain '%s': its backup: %s", domain->def->name, why->message);
    return machine;
}

/* What is left of the last daemon's machines. */
typedef struct Leftovers {
    GPtrArray *found;        /* Machine, referenced: those that run */
    GPtrArray *ended;        /* Machine */
    GPtrArray *not_restored; /* DomainDef, owned */
} Leftovers;

static void co_find(QemuDriver *driver, const char *name, const Leftovers *leftovers)
{
    g_autofree char *path = g_strdup_printf("%s/%s" STATUS_SUFFIX, driver->state_folder, name);
    g_autoptr(GError) why = NULL;
    g_autoptr(Status) status = status_load(path, &why);
    Machine *machine;

    if (status && status->starting) {
        co_drop_leftover(driver, status);
        if (status->restoring)
            g_ptr_array_add(leftovers->not_restored, g_steal_pointer(&status->def));
        return;
    }
    machine = status ? adopt(driver, status, &why) : NULL;
    if (!machine)
        log_error("status file '%s' is left alone: %s", path, why->message);
    else if (process_born(machine->pid) != machine->born ||
             !machine_watch(machine, machine->pid, machine->born, NULL))
        g_ptr_array_add(leftovers->ended, machine);
    else
        g_ptr_array_add(leftovers->found, machine_ref(machine));
}

static void reopen_consoles(const GPtrArray *found)
{
    for (unsigned i = 0; i < found->len; i++)
        guest_console_reopen_all(found->pdata[i]);
}

static void co_attach_all(GPtrArray *found)
{
    CoWaiter waiter = {0};
    unsigned pending = found->len;
    g_autofree Attempt **attempts = g_new0(Attempt *, found->len + 1);

    for (unsigned i = 0; i < found->len; i++) {
        attempts[i] = g_new0(Attempt, 1);
        *attempts[i] =
            (Attempt){.machine = found->pdata[i], .pending = &pending, .waiter = &waiter};
        background_start(((Machine *) found->pdata[i])->driver, co_attempt, attempts[i]);
    }
    if (pending > 0)
        co_wait(&waiter, RECONNECT_PATIENCE_US);
    for (unsigned i = 0; i < found->len; i++) {
        if (attempts[i]->machine)
            attempts[i]->pending = NULL; /* goes on alone, and frees itself */
        else
            g_free(attempts[i]);
    }
}

bool reconnect_co_all(QemuDriver *driver, GError **err)
{
    g_autoptr(GPtrArray) names = file_list(driver->state_folder, STATUS_SUFFIX, err);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify) machine_unref);
    g_autoptr(GPtrArray) ended = g_ptr_array_new();
    g_autoptr(GPtrArray) not_restored =
        g_ptr_array_new_with_free_func((GDestroyNotify) domain_def_free);
    const Leftovers leftovers = {.found = found, .ended = ended, .not_restored = not_restored};

    if (!names || !file_sweep(driver->state_folder, err))
        return false;
    for (unsigned i = 0; i < names->len; i++)
        co_find(driver, names->pdata[i], &leftovers);
    if (!domain_startup_load(&driver->base, err))
        return false;
    for (unsigned i = 0; i < ended->len; i++)
        report_ended(ended->pdata[i]);
    for (unsigned i = 0; i < not_restored->len; i++)
        report_not_restored(driver, not_restored->pdata[i]);
    if (found->len > 0)
        log_info("guests that were left running: %u", found->len);
    reopen_consoles(found);
    co_attach_all(found);
    return true;
}
