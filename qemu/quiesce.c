/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frozen for a moment: see quiesce.h. */
#include "qemu/quiesce.h"

#include "base/log.h"
#include "qemu/background.h"
#include "qemu/guest_agent.h"
#include "qemu/status.h"

#define FREEZE_COMMAND "guest-fsfreeze-freeze"
#define THAW_COMMAND "guest-fsfreeze-thaw"

bool quiesce_check(const Domain *domain, GError **err)
{
    g_autoptr(Machine) machine = guest_agent_of(domain, err);

    return machine != NULL;
}

static bool note(Machine *machine, bool quiesced, GError **err)
{
    const Domain *domain = machine->domain;

    machine->quiesced = quiesced;
    return machine->gone || status_save(machine, domain->state, domain->reason, err);
}

bool quiesce_co_begin(Machine *machine, GError **err)
{
    g_autoptr(Machine) asked = guest_agent_of(machine->domain, err);
    g_autoptr(GError) why = NULL;
    json_t *frozen = NULL; /* asked for, or a client could have the answer not waited for */

    if (!asked)
        return false;
    if (!note(machine, true, err)) {
        machine->quiesced = false;
        return false;
    }
    machine->quiescing = true;
    if (guest_agent_co_command(machine, FREEZE_COMMAND, NULL, GUEST_AGENT_LONG_US, &frozen, &why)) {
        json_decref(frozen);
        return machine_check_alive(machine, err);
    }
    machine->quiescing = false;
    if (why->code == ERR_AGENT_UNRESPONSIVE && !machine->gone)
        quiesce_co_end(machine); /* it may have been frozen */
    else
        note(machine, false, NULL); /* it was not, at least not by us */
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

void quiesce_co_end(Machine *machine)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Machine) held = machine_ref(machine);

    machine->quiescing = false;
    if (!held->quiesced || held->gone || !held->agent)
        return;
    if (guest_agent_co_command(machine, THAW_COMMAND, NULL, GUEST_AGENT_LONG_US, NULL, &why)) {
        note(machine, false, NULL);
        return;
    }
    if (!machine->gone)
        log_warning(
            "domain '%s': its file systems may be frozen still, and will be let go when its "
            "agent is there again: %s",
            machine->domain->def->name, why->message);
}

static void co_settle(void *data)
{
    g_autoptr(Machine) machine = data;

    quiesce_co_end(machine);
}

void quiesce_settle(Machine *machine)
{
    if (machine->quiesced && !machine->quiescing && !machine->gone)
        background_start(machine->driver, co_settle, machine_ref(machine));
}
