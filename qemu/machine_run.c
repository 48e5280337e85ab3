/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The run of a machine from its beginning to its end: see machine.h. Everything that ends a run
 * comes through machine_ended(), so a run is reported as over exactly once, after the last event of
 * its monitor has been heard. What a run has is put away by machine_detach(), and nowhere else.
 */
#include "qemu/machine.h"

#include "base/log.h"
#include "qemu/backup.h"
#include "qemu/block_job.h"
#include "qemu/events.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_console.h"
#include "qemu/guest_log.h"
#include "qemu/guest_user.h"
#include "qemu/image_use.h"
#include "qemu/process.h"
#include "qemu/reconnect.h"
#include "qemu/stats_sampler.h"
#include "qemu/status.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A monitor that breaks off is called again after so long: mostly the process has just ended. */
#define MACHINE_RECONNECT_US G_USEC_PER_SEC
/* A guest is taken to be booting for so long; then one press of the button is enough. */
#define MACHINE_BOOT_US (30 * G_USEC_PER_SEC)
#define MACHINE_PRESS_US (G_USEC_PER_SEC / 2)
#define MACHINE_PRESSES 60

static void machine_kill(void *data)
{
    Machine *machine = data;

    log_warning("domain '%s': QEMU does not end when asked to, killing process %d",
                machine->domain->def->name, (int) machine->pid);
    process_signal(machine->child, SIGKILL);
}

static void machine_press_again(void *data)
{
    Machine *machine = data;

    monitor_send(machine->monitor, "system_powerdown");
    if (--machine->presses > 0)
        loop_timer_arm(machine->button_timer, MACHINE_PRESS_US);
}

void machine_press_button(Machine *machine)
{
    if (!machine->restarting &&
        loop_now(machine_loop(machine)) - machine->booted_us > MACHINE_BOOT_US)
        return;
    machine->presses = MACHINE_PRESSES;
    loop_timer_arm(machine->button_timer, MACHINE_PRESS_US);
}

void machine_release_button(Machine *machine)
{
    loop_timer_disarm(machine->button_timer);
}

static void machine_reconnect(void *data)
{
    reconnect_lost(data);
}

Machine *machine_new(QemuDriver *driver, Domain *domain)
{
    Machine *machine = g_new0(Machine, 1);

    machine->references = 1;
    machine->driver = driver;
    machine->domain = domain_ref(domain);
    machine->stat_fd = -1;
    machine->pause_reason = -1;
    machine->run_reason = -1;
    machine->vcpu_refused = -1;
    machine->sampler = stats_sampler_new(machine);
    machine->kill_timer = loop_timer_new(machine_loop(machine), machine_kill, machine);
    machine->button_timer = loop_timer_new(machine_loop(machine), machine_press_again, machine);
    machine->reconnect_timer = loop_timer_new(machine_loop(machine), machine_reconnect, machine);
    return machine;
}

static void release(const Machine *machine)
{
    image_uses_release(machine->driver->images, machine, NULL);
    if (machine->other_user)
        guest_users_give_back(machine->driver->users, machine->uid);
}

void machine_detach(Machine *machine)
{
    guest_console_close_all(machine);
    guest_agent_close(machine);
    if (machine->driver)
        release(machine);
    block_job_let_go(machine);
    backup_forget(machine);
    g_clear_pointer(&machine->monitor, monitor_free);
    g_clear_pointer(&machine->child, loop_child_remove);
    g_clear_pointer(&machine->sampler, stats_sampler_free);
    g_clear_pointer(&machine->kill_timer, loop_timer_free);
    g_clear_pointer(&machine->reconnect_timer, loop_timer_free);
    g_clear_pointer(&machine->button_timer, loop_timer_free);
    if (machine->stat_fd >= 0)
        close(machine->stat_fd);
    machine->stat_fd = -1;
    machine->driver = NULL;
    machine->gone = true;
    machine_touch(machine);
}

/* How a run ended: state and event go together. */
typedef struct Verdict {
    int reason;
    int detail;
} Verdict;

static Verdict machine_verdict(const Machine *machine, int status)
{
    if (machine->saved)
        return (Verdict){DOMAIN_REASON_SHUTOFF_SAVED, DOMAIN_EVENT_STOPPED_SAVED};
    if (machine->to_snapshot)
        return (Verdict){DOMAIN_REASON_SHUTOFF_FROM_SNAPSHOT, DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT};
    if (machine->destroying)
        return (Verdict){DOMAIN_REASON_SHUTOFF_DESTROYED, DOMAIN_EVENT_STOPPED_DESTROYED};
    if (!machine->crashed &&
        (machine->powered_off || (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)))
        return (Verdict){DOMAIN_REASON_SHUTOFF_SHUTDOWN, DOMAIN_EVENT_STOPPED_SHUTDOWN};
    /* The event tells a guest that panicked from a QEMU that failed, as libvirt's does. */
    return (Verdict){DOMAIN_REASON_SHUTOFF_CRASHED,
                     machine->crashed ? DOMAIN_EVENT_STOPPED_CRASHED : DOMAIN_EVENT_STOPPED_FAILED};
}

/* How a process ended; static. */
static const char *machine_describe_end(int status)
{
    static char text[64];

    if (status >= 0 && WIFSIGNALED(status))
        g_snprintf(text, sizeof(text), "was killed by signal %d (%s)", WTERMSIG(status),
                   strsignal(WTERMSIG(status)));
    else if (status >= 0)
        g_snprintf(text, sizeof(text), "ended with status %d", WEXITSTATUS(status));
    else
        return "is gone";
    return text;
}

static void machine_log_end(const Machine *machine, int status)
{
    const char *name = machine->domain->def->name;

    if (machine->saved || machine->destroying || machine->crashed || machine->powered_off ||
        status == 0)
        return;
    log_warning("domain '%s': QEMU (process %d) %s; its log is %s/%s.log", name, (int) machine->pid,
                machine_describe_end(status), machine->driver->log_folder, name);
}

static void machine_note_end(const Machine *machine, int status)
{
    guest_log_note(machine->driver, machine->domain->def->name, "stopped%s: QEMU (process %d) %s",
                   machine->saved         ? ", saved"
                   : machine->destroying  ? ", destroyed"
                   : machine->crashed     ? ", crashed"
                   : machine->powered_off ? ", shut down"
                                          : "",
                   (int) machine->pid, machine_describe_end(status));
}

static void machine_report_end(Machine *machine, int status)
{
    Verdict verdict = machine_verdict(machine, status);
    QemuDriver *driver = machine->driver;

    machine_log_end(machine, status);
    machine_note_end(machine, status);
    block_job_machine_ended(machine);
    backup_forget(machine);
    status_remove(machine);
    machine->domain->machine = NULL;
    domain_driver_stopped(&driver->base, machine->domain, DOMAIN_STATE_SHUTOFF, verdict.reason,
                          DOMAIN_EVENT_STOPPED, verdict.detail);
    machine_detach(machine);
    machine_unref(machine);
}

static void machine_ended(pid_t pid, int status, void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);

    (void) pid;
    machine->child = NULL;
    monitor_drain(machine->monitor);
    g_clear_pointer(&machine->monitor, monitor_free);
    guest_agent_note_down(machine);
    loop_timer_disarm(machine->kill_timer);
    loop_timer_disarm(machine->reconnect_timer);
    loop_timer_disarm(machine->button_timer);
    machine->gone = true;
    machine_touch(machine);
    if (!machine->starting)
        machine_report_end(machine, status);
}

bool machine_watch(Machine *machine, pid_t pid, uint64_t born, GError **err)
{
    machine->child = loop_child_add(machine_loop(machine), pid, machine_ended, machine, err);
    if (!machine->child)
        return false;
    machine->pid = pid;
    machine->born = born;
    machine->stat_fd = process_open_stat(pid);
    return true;
}

static void machine_event(void *owner, const char *name, json_t *data, int64_t time_us)
{
    Machine *machine = owner;

    log_debug("domain '%s': event %s", machine->domain->def->name, name);
    machine->event_us = time_us;
    events_handle(machine, name, data);
    stats_sampler_note_event(machine, name);
    machine_touch(machine);
}

static void machine_lost(void *owner, const char *why)
{
    Machine *machine = owner;

    log_debug("domain '%s': %s", machine->domain->def->name, why);
    g_clear_pointer(&machine->monitor, monitor_free);
    if (machine->child && !machine->starting)
        loop_timer_arm(machine->reconnect_timer, MACHINE_RECONNECT_US);
    machine_touch(machine);
}

static char *machine_words(void *owner)
{
    return machine_describe(owner);
}

void machine_connect(Machine *machine, int fd)
{
    static const MonitorHooks hooks = {
        .event = machine_event, .closed = machine_lost, .describe = machine_words};

    g_assert(!machine->monitor);
    machine->monitor = monitor_new(machine_loop(machine), fd, &hooks, machine);
}

void machine_ask_to_end(Machine *machine)
{
    if (!machine->child)
        return;
    machine_release_button(machine);
    guest_console_drain_all(machine);
    process_signal(machine->child, SIGTERM);
    process_signal(machine->child, SIGCONT); /* a stopped process would not hear of it */
}

void machine_terminate(Machine *machine)
{
    if (!machine->child)
        return;
    machine_ask_to_end(machine);
    if (!loop_timer_armed(machine->kill_timer))
        loop_timer_arm(machine->kill_timer, MACHINE_GRACE_US);
}

void machine_set_state(Machine *machine, int state, int reason, int event_type, int event_detail)
{
    g_autoptr(GError) why = NULL;

    if (!status_save(machine, state, reason, &why))
        log_warning("domain '%s': %s", machine->domain->def->name, why->message);
    domain_driver_set_state(&machine->driver->base, machine->domain, state, reason, event_type,
                            event_detail);
}
