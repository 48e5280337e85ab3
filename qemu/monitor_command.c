/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client's own commands: see monitor_command.h. One is taken apart and put together again, so
 * that no second one hides in it and its reply finds back; QEMU's refusal is an answer like others.
 */
#include "qemu/monitor_command.h"

#include "drivers/claim.h"
#include "drivers/flags.h"
#include "qemu/machine.h"

#include <string.h>

typedef struct Request {
    const char *name; /* borrowed from whole */
    json_t *arguments;
    json_t *id;
    json_t *whole;
} Request;

static void request_clear(Request *request)
{
    json_decref(request->whole);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

static bool request_check_keys(const Request *request, GError **err)
{
    const char *key;
    json_t *value;

    json_object_foreach(request->whole, key, value)
    {
        if (!g_str_equal(key, "execute") && !g_str_equal(key, "arguments") &&
            !g_str_equal(key, "id"))
            return error_set(err, ERR_INVALID_ARG, "a command has no member '%s'", key);
    }
    return true;
}

static bool request_parse(const char *text, Request *request, GError **err)
{
    json_error_t why;

    request->whole = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    if (!request->whole)
        return error_set(err, ERR_INVALID_ARG,
                         "the command is not JSON: %s (line %d); a command for humans needs --hmp",
                         why.text, why.line);
    request->name = json_string_value(json_object_get(request->whole, "execute"));
    request->arguments = json_object_get(request->whole, "arguments");
    request->id = json_object_get(request->whole, "id");
    if (!request->name)
        return error_set(err, ERR_INVALID_ARG,
                         "a command is an object with the string \"execute\" in it");
    if (request->arguments && !json_is_object(request->arguments))
        return error_set(err, ERR_INVALID_ARG, "the \"arguments\" of a command are an object");
    return request_check_keys(request, err);
}

/* As QEMU would have answered the client itself; to be freed. */
static char *reply_format(json_t *body, bool refused, json_t *id)
{
    json_t *reply = json_pack("{s:O}", refused ? "error" : "return", body);
    char *text;

    if (id)
        json_object_set(reply, "id", id);
    text = json_dumps(reply, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(reply);
    g_assert(text);
    return text;
}

static char *co_execute(Machine *machine, const char *text, GError **err)
{
    g_auto(Request) request = {0};
    json_t *body = NULL;
    bool refused = false;
    char *reply;

    if (!request_parse(text, &request, err) ||
        !monitor_co_exchange(machine->monitor, request.name,
                             request.arguments ? json_incref(request.arguments) : NULL, &body,
                             &refused, machine_answer_us(machine), err))
        return NULL;
    reply = reply_format(body, refused, request.id);
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

static bool co_monitor_command(DriverCall *call, const qemu_domain_monitor_command_args *args,
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

const QemuHandlers monitor_command_handlers = {
    .qemu_domain_monitor_command = co_monitor_command,
};
