/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who holds a machine, who waits for it, and what it is called: see machine.h. How its run begins
 * and ends is in machine_run.c, what its QEMU is asked in machine_command.c.
 */
#include "qemu/machine.h"

#include "qemu/process.h"

typedef struct MachineWait {
    GList link; /* in machine->waiters */
    CoWaiter waiter;
    bool listed;
} MachineWait;

Machine *machine_ref(Machine *machine)
{
    machine->references++;
    return machine;
}

void machine_unref(Machine *machine)
{
    if (!machine || --machine->references > 0)
        return;
    g_assert(!machine->driver); /* machine_detach() */
    domain_unref(machine->domain);
    g_free(machine->unplug_refused);
    g_free(machine->dump_failure);
    g_clear_pointer(&machine->leaving, g_hash_table_unref);
    g_free(machine->consumed);
    g_clear_pointer(&machine->vcpu_threads, g_array_unref);
    g_clear_pointer(&machine->iothreads, g_array_unref);
    g_free(machine->task.path);
    g_free(machine);
}

void machine_touch(Machine *machine)
{
    while (machine->waiters.head) {
        MachineWait *wait = machine->waiters.head->data;

        g_queue_unlink(&machine->waiters, &wait->link);
        wait->listed = false;
        co_wake(&wait->waiter);
    }
}

bool machine_co_wait(Machine *machine, int64_t timeout_us)
{
    MachineWait wait = {.listed = true};

    wait.link.data = &wait;
    g_queue_push_tail_link(&machine->waiters, &wait.link);
    co_wait(&wait.waiter, timeout_us);
    if (wait.listed)
        g_queue_unlink(&machine->waiters, &wait.link);
    return !wait.listed;
}

bool machine_co_wait_gone(Machine *machine, int64_t timeout_us)
{
    int64_t deadline = g_get_monotonic_time() + timeout_us;

    while (!machine->gone) {
        int64_t left = deadline - g_get_monotonic_time();

        if (left <= 0 || !machine_co_wait(machine, left))
            break;
    }
    return machine->gone;
}

bool machine_check_alive(const Machine *machine, GError **err)
{
    return !machine->gone ||
           error_set(err, ERR_OPERATION_INVALID, "domain '%s' has ended meanwhile",
                     machine->domain->def->name);
}

bool machine_co_claim(Machine *machine, const char *job)
{
    Domain *domain = machine->domain;

    while (!machine->gone && domain->listed) {
        if (!domain_co_begin_job(domain, job, NULL))
            continue;
        if (!machine->gone)
            return true;
        domain_end_job(domain);
    }
    return false;
}

char *machine_describe(const Machine *machine)
{
    const char *hindrance = process_hindrance(machine->stat_fd);

    return g_strdup_printf("domain '%s': QEMU (process %d%s%s)", machine->domain->def->name,
                           (int) machine->pid, hindrance ? ", which " : "",
                           hindrance ? hindrance : "");
}

char *machine_folder(const Machine *machine)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(machine->domain->def->uuid, uuid);
    return g_build_filename(machine->driver->state_folder, uuid, NULL);
}

char *machine_socket_name(const DomainDef *def)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    return g_strconcat(uuid, ".monitor", NULL);
}
