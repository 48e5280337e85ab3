/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is asked of a guest's agent: see guest_agent.h. The machine is held while somebody waits,
 * and may have ended when he goes on.
 */
#include "qemu/guest_agent.h"

#include "drivers/domain_find.h"
#include "qemu/agent.h"
#include "qemu/agent_channel.h"

#include <string.h>

Machine *guest_agent_of(const Domain *domain, GError **err)
{
    Machine *machine = machine_of(domain);

    if (!machine || machine->gone || machine->starting || domain->state != DOMAIN_STATE_RUNNING) {
        error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running", domain->def->name);
        return NULL;
    }
    if (!agent_channel_find(domain->def)) {
        error_set(
            err, ERR_ARGUMENT_UNSUPPORTED,
            "domain '%s': QEMU guest agent is not configured: it needs a <channel type='unix'> "
            "with <target type='virtio' name='" AGENT_CHANNEL_NAME "'/>",
            domain->def->name);
        return NULL;
    }
    if (!machine->agent) {
        error_set(err, ERR_AGENT_UNRESPONSIVE, "domain '%s': QEMU guest agent is not connected",
                  domain->def->name);
        return NULL;
    }
    return machine_ref(machine);
}

Machine *guest_agent_machine(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    const Domain *domain = domain_find(call, wanted, err);

    return domain ? guest_agent_of(domain, err) : NULL;
}

/* Microseconds for agent.h. */
static int64_t answer_us(const Machine *machine, int64_t usual_us)
{
    switch (machine->agent_timeout) {
    case 0: /* not set */
        return usual_us;
    case GUEST_AGENT_BLOCK:
        return -1;
    case GUEST_AGENT_DEFAULT:
        return AGENT_SYNC_US;
    case GUEST_AGENT_NOWAIT:
        return 0;
    default:
        return machine->agent_timeout * (int64_t) G_USEC_PER_SEC;
    }
}

void guest_agent_set_timeout(Machine *machine, int timeout)
{
    int64_t sync_us = AGENT_SYNC_US;

    machine->agent_timeout = timeout;
    if (timeout > 0)
        sync_us = MIN(sync_us, timeout * (int64_t) G_USEC_PER_SEC);
    if (machine->agent)
        agent_set_sync_timeout(machine->agent, sync_us);
}

static bool lacks_command(const json_t *refusal, const char *words)
{
    const char *class = json_string_value(json_object_get(refusal, "class"));

    return g_strcmp0(class, "CommandNotFound") == 0 || g_strcmp0(class, "CommandDisabled") == 0 ||
           strstr(words, "has been disabled");
}

static bool report_refusal(const Machine *machine, const char *name, const json_t *refusal,
                           GError **err)
{
    const char *words = json_string_value(json_object_get(refusal, "desc"));

    return error_set(
        err, lacks_command(refusal, words) ? ERR_OPERATION_UNSUPPORTED : ERR_OPERATION_FAILED,
        "domain '%s': the guest agent refused '%s': %s", machine->domain->def->name, name, words);
}

/* Takes over reply; NULL: it is not waited for. */
static bool take_reply(const Machine *machine, const char *name, json_t *reply, bool refused,
                       json_t **ret_result, GError **err)
{
    if (!reply && ret_result)
        return error_set(err, ERR_AGENT_UNRESPONSIVE,
                         "domain '%s': the guest agent is not waited for, so its answer to '%s' is "
                         "not known (its response timeout has been set to 0)",
                         machine->domain->def->name, name);
    if (refused) {
        report_refusal(machine, name, reply, err);
        json_decref(reply);
        return false;
    }
    if (ret_result)
        *ret_result = reply;
    else
        json_decref(reply);
    return true;
}

bool guest_agent_co_command(Machine *machine, const char *name, json_t *arguments, int64_t usual_us,
                            json_t **ret_result, GError **err)
{
    json_t *reply = NULL;
    bool refused = false;

    return agent_co_exchange(machine->agent, name, arguments, answer_us(machine, usual_us), &reply,
                             &refused, err) &&
           take_reply(machine, name, reply, refused, ret_result, err);
}

bool guest_agent_co_silent(Machine *machine, const char *name, json_t *arguments, GError **err)
{
    json_t *reply = NULL;
    bool refused = false;

    return agent_co_silent(machine->agent, name, arguments, GUEST_AGENT_ANSWER_US, &reply, &refused,
                           err) &&
           take_reply(machine, name, reply, refused, NULL, err);
}

bool guest_agent_strange(const Machine *machine, const char *name, GError **err)
{
    return error_set(err, ERR_AGENT_UNRESPONSIVE,
                     "domain '%s': the guest agent's answer to '%s' is not what it should be",
                     machine->domain->def->name, name);
}
