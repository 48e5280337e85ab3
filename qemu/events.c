/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU's events that change what a domain does: see events.h. Events about its devices, which only
 * have to be passed on, are in events_device.c.
 *
 * STOP and RESUME tell that it happened, never why; the why comes before them (a command of ours,
 * an I/O error, a panic) and is kept in the machine until then.
 */
#include "qemu/events.h"

#include "qemu/disk_failures.h"
#include "qemu/dump.h"
#include "qemu/events_device.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_log.h"
#include "qemu/leaving.h"
#include "qemu/life.h"

/* SeaBIOS answers a reset with one of its own, as soon as it runs; nobody asked for that one. */
#define FIRMWARE_RESET_US (3 * G_USEC_PER_SEC)
/* It tries two ways of resetting, so that may come as two, some time apart on a busy host; a guest
 * that resets itself so soon after a reset has hardly booted. */
#define SAME_RESET_US (G_USEC_PER_SEC / 4)

static const char *text_of(const json_t *data, const char *key)
{
    const char *text = json_string_value(json_object_get(data, key));

    return text ? text : "";
}

static bool is_ending(const Machine *machine)
{
    return machine->saved || machine->destroying || machine->powered_off || machine->crashed ||
           machine->gone;
}

/* ---- running and paused ---- */

static const struct {
    int running, paused, started, suspended;
} origins[] = {
    [MACHINE_BOOTED] = {DOMAIN_REASON_RUNNING_BOOTED, DOMAIN_REASON_PAUSED_USER,
                        DOMAIN_EVENT_STARTED_BOOTED, DOMAIN_EVENT_SUSPENDED_PAUSED},
    [MACHINE_RESTORED] = {DOMAIN_REASON_RUNNING_RESTORED, DOMAIN_REASON_PAUSED_USER,
                          DOMAIN_EVENT_STARTED_RESTORED, DOMAIN_EVENT_SUSPENDED_RESTORED},
    [MACHINE_FROM_SNAPSHOT] = {DOMAIN_REASON_RUNNING_FROM_SNAPSHOT,
                               DOMAIN_REASON_PAUSED_FROM_SNAPSHOT,
                               DOMAIN_EVENT_STARTED_FROM_SNAPSHOT,
                               DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT},
};

int events_start_reason(const Machine *machine, bool paused)
{
    return paused ? origins[machine->origin].paused : origins[machine->origin].running;
}

static void note_started(Machine *machine)
{
    machine->starting = false;
    machine->booted_us = loop_now(machine_loop(machine));
}

void events_running(Machine *machine)
{
    int state = machine->domain->state, reason = machine->run_reason;

    if (is_ending(machine))
        return;
    machine->run_reason = -1;
    if (machine->starting) {
        note_started(machine);
        machine_set_state(machine, DOMAIN_STATE_RUNNING, origins[machine->origin].running,
                          DOMAIN_EVENT_STARTED, origins[machine->origin].started);
    } else if (state != DOMAIN_STATE_RUNNING) {
        machine_set_state(machine, DOMAIN_STATE_RUNNING,
                          reason >= 0                     ? reason
                          : state == DOMAIN_STATE_CRASHED ? DOMAIN_REASON_RUNNING_CRASHED
                                                          : DOMAIN_REASON_RUNNING_UNPAUSED,
                          DOMAIN_EVENT_RESUMED, DOMAIN_EVENT_RESUMED_UNPAUSED);
    }
}

/* That it runs is only told: a next daemon that read it would let it run. */
void events_started_paused(Machine *machine)
{
    if (is_ending(machine))
        return;
    if (machine->starting) {
        note_started(machine);
        domain_driver_set_state(&machine->driver->base, machine->domain, DOMAIN_STATE_RUNNING,
                                origins[machine->origin].running, DOMAIN_EVENT_STARTED,
                                origins[machine->origin].started);
    }
    if (machine->domain->state == DOMAIN_STATE_RUNNING)
        machine_set_state(machine, DOMAIN_STATE_PAUSED, origins[machine->origin].paused,
                          DOMAIN_EVENT_SUSPENDED, origins[machine->origin].suspended);
}

void events_paused(Machine *machine, int reason)
{
    int detail = reason == DOMAIN_REASON_PAUSED_IOERROR    ? DOMAIN_EVENT_SUSPENDED_IOERROR
                 : reason == DOMAIN_REASON_PAUSED_WATCHDOG ? DOMAIN_EVENT_SUSPENDED_WATCHDOG
                 : reason == DOMAIN_REASON_PAUSED_FROM_SNAPSHOT
                     ? DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT
                     : DOMAIN_EVENT_SUSPENDED_PAUSED;

    machine->pause_reason = -1;
    if (machine->domain->state != DOMAIN_STATE_RUNNING || is_ending(machine))
        return;
    machine_set_state(machine, DOMAIN_STATE_PAUSED, reason, DOMAIN_EVENT_SUSPENDED, detail);
    if (reason == DOMAIN_REASON_PAUSED_WATCHDOG)
        dump_bitten(machine);
}

static void on_stop(Machine *machine, json_t *data)
{
    (void) data;
    if (!machine->starting && !machine->restarting)
        events_paused(machine, machine->pause_reason >= 0 ? machine->pause_reason
                                                          : DOMAIN_REASON_PAUSED_UNKNOWN);
}

static void on_resume(Machine *machine, json_t *data)
{
    (void) data;
    if (machine->resets_due)
        machine->resets_due_us = machine->event_us;
    machine->restarting = false;
    disk_failures_clear(machine->domain->def);
    events_running(machine);
}

/* ---- power-off, reset, panic ---- */

static void power_off(Machine *machine, DomainAction action, int detail)
{
    if (is_ending(machine) || machine->restarting)
        return;
    machine_release_button(machine);
    if (action == DOMAIN_ACTION_RESTART) {
        machine->reboot_asked = false;
        life_restart(machine);
        return;
    }
    machine->powered_off = action == DOMAIN_ACTION_DESTROY;
    machine_set_state(machine, DOMAIN_STATE_SHUTDOWN, DOMAIN_REASON_SHUTDOWN_UNKNOWN,
                      DOMAIN_EVENT_SHUTDOWN, detail);
    if (action == DOMAIN_ACTION_DESTROY)
        machine_terminate(machine);
}

/* A guest that obeys the power button powers itself off, too. */
static int shutdown_detail(bool by_guest)
{
    return by_guest ? DOMAIN_EVENT_SHUTDOWN_GUEST : DOMAIN_EVENT_SHUTDOWN_HOST;
}

void events_powered_off(Machine *machine, bool by_guest)
{
    power_off(machine,
              machine->reboot_asked ? DOMAIN_ACTION_RESTART : machine->domain->def->on_poweroff,
              shutdown_detail(by_guest));
}

static void on_shutdown(Machine *machine, json_t *data)
{
    const char *reason = text_of(data, "reason");
    bool by_guest = json_is_true(json_object_get(data, "guest"));

    guest_agent_note_down(machine);
    if (machine->starting || g_str_equal(reason, "guest-panic"))
        return;
    guest_log_note(machine->driver, machine->domain->def->name, "shutting down, QEMU says: %s",
                   reason);
    /* A signal or `quit`: QEMU ends whatever it was told about power-off. */
    if (g_str_equal(reason, "host-signal") || g_str_equal(reason, "host-qmp-quit") ||
        g_str_equal(reason, "host-error"))
        power_off(machine, DOMAIN_ACTION_DESTROY, DOMAIN_EVENT_SHUTDOWN_HOST);
    else if (g_str_has_suffix(reason, "-reset"))
        power_off(machine, machine->domain->def->on_reboot, shutdown_detail(by_guest));
    else
        events_powered_off(machine, by_guest);
}

static bool is_firmware_reset(Machine *machine)
{
    bool due =
        machine->resets_due > 0 && machine->event_us - machine->resets_due_us < FIRMWARE_RESET_US;

    if (machine->resets_due > 0)
        machine->resets_due--;
    return due || machine->event_us - machine->reset_us < SAME_RESET_US;
}

static void expect_resets(Machine *machine, unsigned number)
{
    bool seabios = !machine->domain->def->os.loader;

    machine->resets_due = seabios ? number : 0;
    machine->resets_due_us = machine->event_us;
}

static void on_reset(Machine *machine, json_t *data)
{
    event body = {.kind = EVENT_REBOOT};
    bool by_guest = json_is_true(json_object_get(data, "guest")), told;

    machine->resets++;
    leaving_reset(machine);
    guest_agent_note_down(machine);
    machine->booted_us = loop_now(machine_loop(machine));
    told = by_guest && is_firmware_reset(machine);
    machine->reset_us = machine->event_us;
    if (machine->starting || told)
        return;
    expect_resets(machine, 1);
    body.event_u.reboot.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
}

void events_panicked(Machine *machine)
{
    DomainAction action = machine->domain->def->on_crash;

    if (is_ending(machine) || machine->domain->state == DOMAIN_STATE_CRASHED)
        return;
    guest_log_note(machine->driver, machine->domain->def->name, "the guest panicked");
    machine->crashed = action == DOMAIN_ACTION_DESTROY;
    machine_set_state(machine, DOMAIN_STATE_CRASHED, DOMAIN_REASON_CRASHED_PANICKED,
                      DOMAIN_EVENT_CRASHED, DOMAIN_EVENT_CRASHED_PANICKED);
    if (action == DOMAIN_ACTION_DESTROY)
        machine_terminate(machine);
    else if (action == DOMAIN_ACTION_RESTART)
        life_restart(machine);
    else if (action >= DOMAIN_ACTION_COREDUMP_DESTROY)
        dump_crashed(machine);
}

static void on_panicked(Machine *machine, json_t *data)
{
    /* With another action the guest goes on (it has only loaded its crash kernel). */
    if (g_str_equal(text_of(data, "action"), "pause"))
        events_panicked(machine);
}

static void on_watchdog(Machine *machine, json_t *data)
{
    static const struct {
        const char *name;
        domain_watchdog_action action;
    } actions[] = {
        {"none", DOMAIN_WATCHDOG_NONE},
        {"pause", DOMAIN_WATCHDOG_PAUSE},
        {"reset", DOMAIN_WATCHDOG_RESET},
        {"poweroff", DOMAIN_WATCHDOG_POWEROFF},
        {"shutdown", DOMAIN_WATCHDOG_SHUTDOWN},
        {"debug", DOMAIN_WATCHDOG_DEBUG},
        {"inject-nmi", DOMAIN_WATCHDOG_INJECT_NMI},
    };
    const char *name = text_of(data, "action");
    event body = {.kind = EVENT_WATCHDOG};

    for (unsigned i = 0; i < G_N_ELEMENTS(actions); i++) {
        if (g_str_equal(name, actions[i].name))
            body.event_u.watchdog.action = actions[i].action;
    }
    body.event_u.watchdog.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
    if (body.event_u.watchdog.action == DOMAIN_WATCHDOG_PAUSE)
        machine->pause_reason = DOMAIN_REASON_PAUSED_WATCHDOG;
    if (body.event_u.watchdog.action ==
        DOMAIN_WATCHDOG_POWEROFF) /* QEMU ends without another word */
        machine->powered_off = true;
}

/* ---- sleep ---- */

static void on_suspend(Machine *machine, json_t *data)
{
    event body = {.kind = EVENT_PMSUSPEND};

    (void) data;
    if (is_ending(machine))
        return;
    machine_set_state(machine, DOMAIN_STATE_PMSUSPENDED, 0, DOMAIN_EVENT_PMSUSPENDED,
                      DOMAIN_EVENT_PMSUSPENDED_MEMORY);
    body.event_u.pmsuspend.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
}

static void on_suspend_disk(Machine *machine, json_t *data)
{
    event body = {.kind = EVENT_PMSUSPEND_DISK};

    (void) data;
    body.event_u.pmsuspend_disk.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
}

static void on_wakeup(Machine *machine, json_t *data)
{
    event body = {.kind = EVENT_PMWAKEUP};

    (void) data;
    if (is_ending(machine))
        return;
    expect_resets(machine, 2); /* waking goes through the reset vector */
    machine_set_state(machine, DOMAIN_STATE_RUNNING, DOMAIN_REASON_RUNNING_WAKEUP,
                      DOMAIN_EVENT_STARTED, DOMAIN_EVENT_STARTED_WAKEUP);
    body.event_u.pmwakeup.dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, &body);
}

void events_handle(Machine *machine, const char *name, json_t *data)
{
    static const struct {
        const char *name;
        void (*func)(Machine *machine, json_t *data);
    } handlers[] = {
        {"STOP", on_stop},
        {"RESUME", on_resume},
        {"SHUTDOWN", on_shutdown},
        {"RESET", on_reset},
        {"GUEST_PANICKED", on_panicked},
        {"WATCHDOG", on_watchdog},
        {"SUSPEND", on_suspend},
        {"SUSPEND_DISK", on_suspend_disk},
        {"WAKEUP", on_wakeup},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(handlers); i++) {
        if (g_str_equal(name, handlers[i].name)) {
            handlers[i].func(machine, data);
            return;
        }
    }
    events_device_handle(machine, name, data);
}
