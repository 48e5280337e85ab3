/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands of clients: see client_command.h. */
#include "qemu/client_command.h"

#include <string.h>

void client_command_clear(ClientCommand *command)
{
    json_decref(command->whole);
    *command = (ClientCommand){0};
}

static bool check_keys(const ClientCommand *command, GError **err)
{
    const char *key;
    json_t *value;

    json_object_foreach(command->whole, key, value)
    {
        if (!g_str_equal(key, "execute") && !g_str_equal(key, "arguments") &&
            !g_str_equal(key, "id"))
            return error_set(err, ERR_INVALID_ARG, "a command has no member '%s'", key);
    }
    return true;
}

bool client_command_parse(const char *text, const char *hint, ClientCommand *command, GError **err)
{
    json_error_t why;

    command->whole = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    if (!command->whole)
        return error_set(err, ERR_INVALID_ARG, "the command is not JSON: %s (line %d)%s", why.text,
                         why.line, hint);
    command->name = json_string_value(json_object_get(command->whole, "execute"));
    command->arguments = json_object_get(command->whole, "arguments");
    command->id = json_object_get(command->whole, "id");
    if (!command->name)
        return error_set(err, ERR_INVALID_ARG,
                         "a command is an object with the string \"execute\" in it");
    if (command->arguments && !json_is_object(command->arguments))
        return error_set(err, ERR_INVALID_ARG, "the \"arguments\" of a command are an object");
    return check_keys(command, err);
}

char *client_command_reply(json_t *body, bool refused, json_t *id)
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
