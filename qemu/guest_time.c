/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The time of a guest, and how long its agent is waited for: see guest_calls.h.
 */
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"
#include "qemu/machine_type.h"
#include "qemu/status.h"

#define NS_PER_SECOND G_GINT64_CONSTANT(1000000000)

static bool co_get_time(DriverCall *call, const domain_get_time_args *args,
                        domain_get_time_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    json_t *result = NULL;
    int64_t ns;
    bool valid;

    if (!flags_check(args->flags, 0, "domain_get_time", err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)) ||
        !guest_agent_co_command(machine, "guest-get-time", NULL, GUEST_AGENT_ANSWER_US, &result,
                                err))
        return false;
    valid = json_is_integer(result) && json_integer_value(result) >= 0;
    ns = json_integer_value(result);
    json_decref(result);
    if (!valid)
        return guest_agent_strange(machine, "guest-get-time", err);
    ret->seconds = ns / NS_PER_SECOND;
    ret->nseconds = (u_int) (ns % NS_PER_SECOND);
    return true;
}

/* Interrupts of the clock that a guest has missed while it stood still would now move it again. */
static bool co_forget_missed(Machine *machine, GError **err)
{
    MachineFamily family;

    return !machine_type_family(machine->domain->def->os.machine, &family) ||
           machine_co_command(machine, "rtc-reset-reinjection", NULL, NULL, err);
}

static bool co_set_time(DriverCall *call, const domain_set_time_args *args, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    bool sync = args->flags & DOMAIN_TIME_SYNC;
    json_t *time = NULL;

    if (!flags_check(args->flags, DOMAIN_TIME_SYNC, "domain_set_time", err))
        return false;
    if (!sync && (args->seconds < 0 || args->seconds >= G_MAXINT64 / NS_PER_SECOND ||
                  args->nseconds >= NS_PER_SECOND))
        return error_set(err, ERR_OVERFLOW,
                         "time '%" G_GINT64_FORMAT "' is too big for guest agent",
                         (int64_t) args->seconds);
    machine = guest_agent_machine(call, &args->dom, err);
    if (!machine)
        return false;
    if (!sync)
        time = json_pack("{s:I}", "time",
                         (json_int_t) (args->seconds * NS_PER_SECOND + args->nseconds));
    return guest_agent_co_command(machine, "guest-set-time", time, GUEST_AGENT_ANSWER_US, NULL,
                                  err) &&
           machine_check_alive(machine, err) && co_forget_missed(machine, err);
}

static bool set_response_timeout(DriverCall *call,
                                 const domain_agent_set_response_timeout_args *args,
                                 domain_agent_set_response_timeout_ret *ret, GError **err)
{
    Domain *domain = domain_find(call, &args->dom, err);
    Machine *machine;

    if (!domain || !flags_check(args->flags, 0, "domain_agent_set_response_timeout", err))
        return false;
    if (args->timeout < QEMU_AGENT_BLOCK)
        return error_set(err, ERR_INVALID_ARG,
                         "guest agent timeout '%d' is less than the minimum '%d'", args->timeout,
                         QEMU_AGENT_BLOCK);
    machine = machine_of(domain);
    if (!machine || machine->gone || machine->starting)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    guest_agent_set_timeout(machine, args->timeout == QEMU_AGENT_NOWAIT ? GUEST_AGENT_NOWAIT
                                                                        : args->timeout);
    ret->result = 0;
    return status_save(machine, domain->state, domain->reason, err);
}

const RemoteHandlers guest_time_handlers = {
    .domain_agent_set_response_timeout = set_response_timeout,
    .domain_get_time = co_get_time,
    .domain_set_time = co_set_time,
};
