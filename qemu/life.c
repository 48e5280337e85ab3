/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of a running machine: see life.h. Destroying takes no lock and needs no monitor, so that
 * it works when nothing else does.
 */
#include "qemu/life.h"

#include "base/log.h"
#include "qemu/argv.h"
#include "qemu/background.h"
#include "qemu/events.h"
#include "qemu/guest_agent.h"
#include "qemu/machine_type.h"

/* QEMU resets within a millisecond; a machine whose reset does not come is not waited for. */
#define RESET_TIMEOUT_US (2 * G_USEC_PER_SEC)
/* After SIGKILL: only a process stuck in the kernel takes longer. */
#define KILL_TIMEOUT_US (10 * G_USEC_PER_SEC)

static Machine *life_machine(const Domain *domain, GError **err)
{
    Machine *machine = machine_of(domain);

    if (machine && !machine->gone && !machine->starting)
        return machine_ref(machine);
    error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running", domain->def->name);
    return NULL;
}

/* PC's power button is a part of its ACPI; q35 has one anyway. */
static bool life_has_button(const DomainDef *def)
{
    MachineFamily family;

    return machine_type_family(def->os.machine, &family) &&
           (family == MACHINE_Q35 || (family == MACHINE_PC && def->features.acpi));
}

static bool life_co_press(Domain *domain, bool reboot, GError **err)
{
    g_autoptr(Machine) machine = life_machine(domain, err);

    if (!machine)
        return false;
    if (!life_has_button(domain->def))
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "domain '%s' has no power button, since its machine type '%s' is without "
                         "ACPI here; destroy it, or put <acpi/> into its <features>",
                         domain->def->name, domain->def->os.machine);
    machine->reboot_asked = reboot;
    machine_set_state(machine, domain->state, domain->reason, -1, 0);
    machine_press_button(machine); /* first, for its effect may overtake the reply */
    return machine_co_command(machine, "system_powerdown", NULL, NULL, err);
}

bool life_co_shutdown(DomainDriver *driver, Domain *domain, unsigned flags, GError **err)
{
    (void) driver;
    (void) flags; /* the button is the only way, and also the default */
    return life_co_press(domain, false, err);
}

/* A reboot of the guest's own is a reset to QEMU, which does with it what the document says. */
bool life_co_ask_guest(DomainDriver *driver, Domain *domain, DomainGuestEnd end, GError **err)
{
    g_autoptr(Machine) machine = guest_agent_of(domain, err);
    const char *mode = end == DOMAIN_GUEST_REBOOT ? "reboot" : "powerdown";

    (void) driver;
    if (!machine)
        return false;
    if (machine->reboot_asked) {
        machine->reboot_asked = false;
        machine_set_state(machine, domain->state, domain->reason, -1, 0);
    }
    return guest_agent_co_silent(machine, "guest-shutdown", json_pack("{s:s}", "mode", mode), err);
}

/* With <on_reboot>destroy</on_reboot> a reboot is a power-off. */
bool life_co_reboot(DomainDriver *driver, Domain *domain, unsigned flags, GError **err)
{
    (void) driver;
    (void) flags;
    return life_co_press(domain, domain->def->on_reboot == DOMAIN_ACTION_RESTART, err);
}

/* False also if the machine has gone or been powered off instead (on_reboot). */
static bool life_co_await_reset(Machine *machine, unsigned resets)
{
    int64_t deadline = g_get_monotonic_time() + RESET_TIMEOUT_US;
    int64_t left;

    while (machine->resets == resets && !machine->gone && !machine->powered_off &&
           (left = deadline - g_get_monotonic_time()) > 0)
        machine_co_wait(machine, left);
    return machine->resets != resets && !machine->gone;
}

bool life_co_reset(DomainDriver *driver, Domain *domain, GError **err)
{
    g_autoptr(Machine) machine = life_machine(domain, err);
    unsigned resets;

    (void) driver;
    if (!machine)
        return false;
    resets = machine->resets;
    machine->reboot_asked = false;
    machine_release_button(machine);
    if (!machine_co_command(machine, "system_reset", NULL, NULL, err))
        return false;
    if (life_co_await_reset(machine, resets) &&
        (domain->state == DOMAIN_STATE_CRASHED || domain->state == DOMAIN_STATE_SHUTDOWN))
        machine_set_state(machine, DOMAIN_STATE_PAUSED, DOMAIN_REASON_PAUSED_UNKNOWN, -1, 0);
    return true;
}

bool life_co_suspend(DomainDriver *driver, Domain *domain, GError **err)
{
    g_autoptr(Machine) machine = life_machine(domain, err);

    (void) driver;
    if (!machine)
        return false;
    machine->pause_reason = DOMAIN_REASON_PAUSED_USER;
    if (!machine_co_command(machine, "stop", NULL, NULL, err)) {
        machine->pause_reason = -1;
        return false;
    }
    if (!machine->gone)
        events_paused(machine, DOMAIN_REASON_PAUSED_USER);
    return true;
}

bool life_co_resume(DomainDriver *driver, Domain *domain, GError **err)
{
    g_autoptr(Machine) machine = life_machine(domain, err);

    (void) driver;
    if (!machine)
        return false;
    if (domain->state == DOMAIN_STATE_SHUTDOWN || domain->state == DOMAIN_STATE_CRASHED)
        return error_set(err, ERR_OPERATION_INVALID,
                         "the guest of domain '%s' has ended; reset the domain first",
                         domain->def->name);
    if (!machine_co_command(machine, "cont", NULL, NULL, err))
        return false;
    if (!machine->gone)
        events_running(machine);
    return true;
}

bool life_co_set_reboot_action(DomainDriver *driver, Domain *domain, DomainAction action,
                               GError **err)
{
    g_autoptr(Machine) machine = life_machine(domain, err);

    (void) driver;
    return machine &&
           machine_co_command(machine, "set-action",
                              json_pack("{s:s}", "reboot", argv_reboot_action(action)), NULL, err);
}

/* The reason why it is gone is what co_destroy was called for, even if it has gone by itself since.
 */
bool life_co_destroy(DomainDriver *driver, Domain *domain, bool graceful, GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;

    (void) driver;
    if (!machine)
        return error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running",
                         domain->def->name);
    machine->destroying = true;
    if (graceful)
        machine_ask_to_end(machine);
    else
        machine_terminate(machine);
    if (machine_co_wait_gone(machine, MACHINE_GRACE_US))
        return true;
    if (graceful)
        return error_set(
            err, ERR_RESOURCE_BUSY, "domain '%s': QEMU (process %d) did not end within %d s",
            domain->def->name, (int) machine->pid, (int) (MACHINE_GRACE_US / G_USEC_PER_SEC));
    if (machine_co_wait_gone(machine, KILL_TIMEOUT_US))
        return true;
    return error_set(err, ERR_OPERATION_FAILED, "domain '%s': process %d cannot be killed",
                     domain->def->name, (int) machine->pid);
}

/* QEMU resets a little after its reply, and refuses to run a guest that has powered itself off
 * until it has. */
static bool life_co_run_again(Machine *machine, GError **err)
{
    unsigned resets = machine->resets;

    if (!machine_co_command(machine, "system_reset", NULL, NULL, err))
        return false;
    if (!life_co_await_reset(machine, resets))
        return error_set(err, ERR_OPERATION_TIMEOUT, "QEMU did not reset the machine");
    return machine_co_command(machine, "cont", NULL, NULL, err);
}

static void life_co_restart(void *data)
{
    g_autoptr(Machine) machine = data;
    g_autoptr(GError) why = NULL;
    bool running = life_co_run_again(machine, &why);

    if (machine->gone || !machine->restarting) /* its end or its RESUME has been handled already */
        return;
    machine->restarting = false;
    if (running)
        events_running(machine);
    else if (!machine->destroying)
        log_warning("domain '%s' could not be restarted: %s", machine->domain->def->name,
                    why->message);
}

void life_restart(Machine *machine)
{
    if (machine->restarting)
        return;
    machine->restarting = true;
    background_start(machine->driver, life_co_restart, machine_ref(machine));
}
