/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands of clients for an agent: see guest_agent_command.h. */
#include "qemu/guest_agent_command.h"

#include "drivers/flags.h"
#include "qemu/agent.h"
#include "qemu/client_command.h"
#include "qemu/guest_agent.h"

static bool wait_us(int timeout, int64_t *ret_us, GError **err)
{
    if (timeout < QEMU_AGENT_BLOCK)
        return error_set(err, ERR_INVALID_ARG,
                         "guest agent timeout '%d' is less than the minimum '%d'", timeout,
                         QEMU_AGENT_BLOCK);
    *ret_us = timeout == QEMU_AGENT_BLOCK     ? -1
              : timeout == QEMU_AGENT_DEFAULT ? AGENT_SYNC_US
                                              : timeout * (int64_t) G_USEC_PER_SEC;
    return true;
}

bool guest_agent_command_co_run(DriverCall *call, const qemu_domain_agent_command_args *args,
                                qemu_domain_agent_command_ret *ret, GError **err)
{
    g_auto(ClientCommand) command = {0};
    g_autoptr(Machine) machine = NULL;
    json_t *body = NULL;
    bool refused = false;
    int64_t timeout_us = 0;

    if (!flags_check(args->flags, 0, "qemu_domain_agent_command", err) ||
        !wait_us(args->timeout, &timeout_us, err) ||
        !client_command_parse(args->cmd, "", &command, err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)) ||
        !agent_co_exchange(machine->agent, command.name,
                           command.arguments ? json_incref(command.arguments) : NULL, timeout_us,
                           &body, &refused, err))
        return false;
    if (body) {
        ret->result = g_new(char *, 1);
        *ret->result = client_command_reply(body, refused, command.id);
        json_decref(body);
    }
    return true;
}
