/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loading snapshots while a guest runs: see snapshot_load.h.
 *
 * What is known of it (machine->load) is written down together with the end of the job: before that
 * the status file has the job, whose result QEMU tells until it is dismissed.
 */
#include "qemu/snapshot_load.h"

#include "qemu/events.h"
#include "qemu/snapshot_internal.h"
#include "qemu/status.h"

static void co_finish(BlockJob *job)
{
    if (job->result == BLOCK_JOB_COMPLETED)
        job->machine->load = MACHINE_LOAD_DONE;
    else if (!job->unheard)
        job->machine->load = MACHINE_LOAD_FAILED;
}

const BlockJobKind snapshot_load_kind = {
    .name = "snapshot-load",
    .type = DOMAIN_BLOCK_JOB_TYPE_UNKNOWN,
    .whole = true,
    .co_finish = co_finish,
};

bool snapshot_load_begin(Machine *machine, GError **err)
{
    const Domain *domain = machine->domain;

    machine->load = domain->state == DOMAIN_STATE_RUNNING ? MACHINE_LOAD_WHILE_RUNNING
                                                          : MACHINE_LOAD_WHILE_PAUSED;
    return status_save(machine, domain->state, domain->reason, err);
}

bool snapshot_load_co_stop(Machine *machine, GError **err)
{
    if (machine->domain->state != DOMAIN_STATE_RUNNING)
        return true;
    machine->pause_reason = DOMAIN_REASON_PAUSED_FROM_SNAPSHOT;
    if (!machine_co_command(machine, "stop", NULL, NULL, err))
        return false;
    if (!machine->gone)
        events_paused(machine, DOMAIN_REASON_PAUSED_FROM_SNAPSHOT);
    return machine_check_alive(machine, err);
}

bool snapshot_load_co_run(Machine *machine, const SnapshotDef *def, GError **err)
{
    if (snapshot_internal_co_load(machine, def, &snapshot_load_kind, err))
        return machine_check_alive(machine, err);
    g_prefix_error(err, "the guest stays paused, neither as it was nor as it is to be: ");
    return false;
}

MachineLoad snapshot_load_co_await(Machine *machine)
{
    block_job_co_end_all(machine, &snapshot_load_kind);
    return machine->load;
}

void snapshot_load_end(Machine *machine)
{
    const Domain *domain = machine->domain;

    machine->load = MACHINE_LOAD_NONE;
    if (!machine->gone)
        machine_set_state(machine, domain->state, domain->reason, -1, 0);
}
