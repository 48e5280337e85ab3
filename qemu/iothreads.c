/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O threads: see iothreads.h. QEMU calls them iothreadN. */
#include "qemu/iothreads.h"

#include "drivers/domain_stats.h"
#include "drivers/domain_pin.h"
#include "qemu/cpuset.h"

#include <string.h>

static uint64_t member(const json_t *entry, const char *key)
{
    return (uint64_t) MAX(json_integer_value(json_object_get(entry, key)), 0);
}

static void note_one(Machine *machine, const json_t *entry)
{
    static const char prefix[] = "iothread";
    const char *name = json_string_value(json_object_get(entry, "id"));
    pid_t thread = (pid_t) member(entry, "thread-id");
    StatsIothread stats = {.poll_max_ns = member(entry, "poll-max-ns"),
                           .poll_grow = member(entry, "poll-grow"),
                           .poll_shrink = member(entry, "poll-shrink")};

    if (!name || !g_str_has_prefix(name, prefix))
        return;
    stats.id = (unsigned) g_ascii_strtoull(name + strlen(prefix), NULL, 10);
    for (unsigned i = 0; i < machine->domain->def->iothreads->len; i++) {
        if (g_array_index(machine->domain->def->iothreads, DomainIothread, i).id == stats.id)
            g_array_index(machine->iothreads, pid_t, i) = thread;
    }
    g_array_append_val(domain_stats_of(machine->domain)->iothreads, stats);
}

bool iothreads_co_refresh(Machine *machine, GError **err)
{
    json_t *reply = NULL, *entry;
    size_t i;

    if (machine->domain->def->iothreads->len == 0)
        return true;
    if (!machine_co_command(machine, "query-iothreads", NULL, &reply, err))
        return false;
    if (!machine->iothreads)
        machine->iothreads = g_array_new(FALSE, TRUE, sizeof(pid_t));
    g_array_set_size(machine->iothreads, machine->domain->def->iothreads->len);
    g_array_set_size(domain_stats_of(machine->domain)->iothreads, 0);
    json_array_foreach(reply, i, entry) note_one(machine, entry);
    json_decref(reply);
    return true;
}

/* Unless it is where the process is bound to anyway. */
bool iothreads_bind(const Machine *machine, GError **err)
{
    const DomainDef *def = machine->domain->def;

    for (unsigned i = 0; machine->iothreads && i < machine->iothreads->len; i++) {
        unsigned id = g_array_index(def->iothreads, DomainIothread, i).id;
        pid_t thread = g_array_index(machine->iothreads, pid_t, i);
        CpuMap map = domain_pin_of_iothread(def, id);

        if (thread && (def->emulator_pin || cpu_pins_find(def->iothread_pins, id)) &&
            !cpuset_apply(&map, thread, err))
            return false;
    }
    return true;
}

bool iothreads_co_start(Machine *machine, GError **err)
{
    return iothreads_co_refresh(machine, err) && iothreads_bind(machine, err);
}
