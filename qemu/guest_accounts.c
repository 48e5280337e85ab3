/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How one gets into a guest: passwords and ssh keys of its users; see guest_calls.h.
 */
#include "drivers/flags.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"

#include <string.h>

static bool co_set_password(DriverCall *call, const domain_set_user_password_args *args,
                            GError **err)
{
    g_autoptr(Machine) machine = NULL;
    g_autofree char *encoded = NULL;
    json_t *arguments;

    if (!flags_check(args->flags, DOMAIN_PASSWORD_ENCRYPTED, "domain_set_user_password", err))
        return false;
    if (!args->user || !args->password)
        return error_set(err, ERR_INVALID_ARG,
                         "domain_set_user_password: user and password are both needed");
    machine = guest_agent_machine(call, &args->dom, err);
    if (!machine)
        return false;
    encoded = g_base64_encode((const guchar *) *args->password, strlen(*args->password));
    arguments = json_pack("{s:s, s:s, s:b}", "username", *args->user, "password", encoded,
                          "crypted", (args->flags & DOMAIN_PASSWORD_ENCRYPTED) != 0);
    if (!arguments)
        return error_set(err, ERR_INVALID_ARG, "the name of the user is not UTF-8");
    return guest_agent_co_command(machine, "guest-set-user-password", arguments,
                                  GUEST_AGENT_ANSWER_US, NULL, err);
}

static bool fill_keys(const json_t *keys, domain_authorized_ssh_keys_get_ret *ret)
{
    size_t n = json_array_size(keys);

    if (!json_is_array(keys) || n > REMOTE_DOMAIN_SSH_KEYS_MAX)
        return false;
    ret->keys.keys_val = g_new0(char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *key = json_string_value(json_array_get(keys, i));

        if (!key)
            return false;
        ret->keys.keys_val[ret->keys.keys_len++] = g_strdup(key);
    }
    return true;
}

static bool co_get_keys(DriverCall *call, const domain_authorized_ssh_keys_get_args *args,
                        domain_authorized_ssh_keys_get_ret *ret, GError **err)
{
    static const char command[] = "guest-ssh-get-authorized-keys";
    g_autoptr(Machine) machine = NULL;
    json_t *result = NULL;
    bool valid;

    if (!flags_check(args->flags, 0, "domain_authorized_ssh_keys_get", err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)) ||
        !guest_agent_co_command(machine, command, json_pack("{s:s}", "username", args->user),
                                GUEST_AGENT_ANSWER_US, &result, err))
        return false;
    valid = fill_keys(json_object_get(result, "keys"), ret);
    json_decref(result);
    if (valid)
        return true;
    GUEST_CALLS_DROP(domain_authorized_ssh_keys_get_ret, ret);
    return guest_agent_strange(machine, command, err);
}

static json_t *make_keys(const domain_authorized_ssh_keys_set_args *args)
{
    json_t *keys = json_array();

    for (u_int i = 0; i < args->keys.keys_len; i++)
        json_array_append_new(keys, json_string(args->keys.keys_val[i]));
    return keys;
}

static bool check_keys(const domain_authorized_ssh_keys_set_args *args, GError **err)
{
    const unsigned both = DOMAIN_SSH_KEYS_APPEND | DOMAIN_SSH_KEYS_REMOVE;

    if (!flags_check(args->flags, both, "domain_authorized_ssh_keys_set", err))
        return false;
    if ((args->flags & both) == both)
        return error_set(err, ERR_INVALID_ARG, "keys are either appended or removed");
    if (args->flags && args->keys.keys_len == 0)
        return error_set(err, ERR_INVALID_ARG, "there are no keys to append or remove");
    return true;
}

static bool co_set_keys(DriverCall *call, const domain_authorized_ssh_keys_set_args *args,
                        GError **err)
{
    bool remove = args->flags & DOMAIN_SSH_KEYS_REMOVE;
    g_autoptr(Machine) machine = NULL;
    json_t *arguments;

    if (!check_keys(args, err) || !(machine = guest_agent_machine(call, &args->dom, err)))
        return false;
    arguments = json_pack("{s:s, s:o}", "username", args->user, "keys", make_keys(args));
    if (arguments && !remove)
        json_object_set_new(arguments, "reset",
                            json_boolean(!(args->flags & DOMAIN_SSH_KEYS_APPEND)));
    if (!arguments)
        return error_set(err, ERR_INVALID_ARG, "the name of the user is not UTF-8");
    return guest_agent_co_command(
        machine, remove ? "guest-ssh-remove-authorized-keys" : "guest-ssh-add-authorized-keys",
        arguments, GUEST_AGENT_ANSWER_US, NULL, err);
}

const RemoteHandlers guest_user_handlers = {
    .domain_authorized_ssh_keys_get = co_get_keys,
    .domain_authorized_ssh_keys_set = co_set_keys,
    .domain_set_user_password = co_set_password,
};
