/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client's own commands: see monitor_command.h. QEMU's refusal is an answer like others.
 */
#include "qemu/monitor_command.h"

#include "drivers/claim.h"
#include "drivers/flags.h"
#include "qemu/client_command.h"
#include "qemu/machine.h"

#include <string.h>

static char *co_execute(Machine *machine, const char *text, GError **err)
{
    g_auto(ClientCommand) command = {0};
    json_t *body = NULL;
    bool refused = false;
    char *reply;

    if (!client_command_parse(text, "; a command for humans needs --hmp", &command, err) ||
        !monitor_co_exchange(machine->monitor, command.name,
                             command.arguments ? json_incref(command.arguments) : NULL, &body,
                             &refused, machine_answer_us(machine), err))
        return NULL;
    reply = client_command_reply(body, refused, command.id);
    json_decref(body);
    return reply;
}

static char *co_execute_for_humans(Machine *machine, const char *line, GError **err)
{
    json_t *reply = NULL;
    char *text;

    if (!machine_co_command(machine, "human-monitor-command",
                            json_pack("{s:s}", "command-line", line), &reply, err))
        return NULL;
    text = strdup(json_string_value(reply) ? json_string_value(reply) : "");
    json_decref(reply);
    return text;
}

bool monitor_command_co_run(DriverCall *call, const qemu_domain_monitor_command_args *args,
                            qemu_domain_monitor_command_ret *ret, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(Machine) machine = NULL;

    if (!flags_check(args->flags, QEMU_MONITOR_COMMAND_HMP, "qemu_domain_monitor_command", err))
        return false;
    domain = claim_co_active(call, &args->dom, "qemu-monitor-command", err);
    if (!domain)
        return false;
    if (!machine_of(domain) || machine_of(domain)->gone || machine_of(domain)->starting)
        return error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running",
                         domain->def->name);
    machine = machine_ref(machine_of(domain));
    ret->result = args->flags & QEMU_MONITOR_COMMAND_HMP
                      ? co_execute_for_humans(machine, args->cmd, err)
                      : co_execute(machine, args->cmd, err);
    return ret->result != NULL;
}
