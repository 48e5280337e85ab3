/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the QEMU of a machine is asked: see machine.h. Who asks waits for the answer no longer than
 * is said there, and is told of disks and images where QEMU tells of its nodes.
 */
#include "qemu/machine.h"

#include "drivers/deadlines.h"
#include "qemu/node_words.h"

int64_t machine_answer_us(const Machine *machine)
{
    unsigned seconds = machine->driver ? machine->driver->base.driver.host->answer_timeout : 0;

    return (seconds ? seconds : DEADLINE_ANSWER) * (int64_t) G_USEC_PER_SEC;
}

/* Whether the monitor has been opened, for which it has as long as for an answer. */
static bool machine_co_opened(Machine *machine, const char *name, GError **err)
{
    int64_t timeout_us = machine_answer_us(machine);
    int64_t deadline = g_get_monotonic_time() + timeout_us;
    g_autofree char *who = NULL;

    while (!machine->gone && !machine->starting && !monitor_is_open(machine->monitor)) {
        int64_t left = deadline - g_get_monotonic_time();

        if (left > 0 && machine_co_wait(machine, left))
            continue;
        who = machine_describe(machine);
        return error_set(err, ERR_OPERATION_TIMEOUT,
                         "%s did not open its monitor for '%s' within %g s", who, name,
                         (double) timeout_us / G_USEC_PER_SEC);
    }
    return true;
}

/* Who reads it knows disks and images, but no nodes. */
static void machine_reword(const Machine *machine, GError **err)
{
    char *words = err && *err ? node_words(machine->domain->def, (*err)->message) : NULL;

    if (!words)
        return;
    g_free((*err)->message);
    (*err)->message = words;
}

/* passed: a descriptor, or -1. */
static bool machine_co_ask(Machine *machine, const char *name, json_t *arguments, int passed,
                           json_t **ret_result, GError **err)
{
    g_autoptr(Machine) held = machine_ref(machine);
    Domain *domain = held->domain;
    bool done;

    domain_job_waits_for(
        domain, g_strdup_printf("QEMU (process %d) to answer '%s'", (int) machine->pid, name));
    if (!machine_co_opened(machine, name, err)) {
        json_decref(arguments);
        done = false;
    } else if (passed < 0) {
        done = monitor_co_command(machine->monitor, name, arguments, ret_result,
                                  machine_answer_us(machine), err);
    } else {
        done = monitor_co_pass(machine->monitor, name, arguments, passed, ret_result,
                               machine_answer_us(machine), err);
    }
    domain_job_waits_for(domain, NULL);
    if (!done)
        machine_reword(machine, err);
    if (!done || !machine->gone)
        return done;
    if (ret_result)
        g_clear_pointer(ret_result, json_decref);
    return error_set(err, ERR_OPERATION_INVALID, "domain is not running: it ended during '%s'",
                     name);
}

bool machine_co_command(Machine *machine, const char *name, json_t *arguments, json_t **ret_result,
                        GError **err)
{
    return machine_co_ask(machine, name, arguments, -1, ret_result, err);
}

bool machine_co_transaction(Machine *machine, json_t *actions, GError **err)
{
    if (json_array_size(actions) > 0)
        return machine_co_command(machine, "transaction", json_pack("{s:o}", "actions", actions),
                                  NULL, err);
    json_decref(actions);
    return true;
}

bool machine_co_pass(Machine *machine, const char *name, json_t *arguments, int passed,
                     json_t **ret_result, GError **err)
{
    return machine_co_ask(machine, name, arguments, passed, ret_result, err);
}
