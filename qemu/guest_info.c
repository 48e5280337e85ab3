/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest's agent knows of it, as named values: see guest_calls.h. One function for each kind,
 * and a table of them. What a kind needs and is not there, or more than the wire has room for,
 * makes the whole answer strange; what may be missing is left out.
 */
#include "drivers/flags.h"
#include "drivers/params.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"

#include <string.h>

/* Takes what the agent said into the list; false: it is strange. */
typedef bool (*InfoTake)(const DomainDef *def, const json_t *result, ParamList *list);

static void prefix_inner(ParamList *list, const char *group, unsigned number, const char *inner,
                         unsigned place)
{
    g_autofree char *words = g_strdup_printf("%s.%u.%s.%u.", group, number, inner, place);

    params_prefix(list, words);
}

/* A list may be longer than its kind has values for, so it is not even begun. */
static bool begin_list(ParamList *list, const json_t *entries, const char *name)
{
    size_t n = json_array_size(entries);

    if (!json_is_array(entries) || n + list->length >= REMOTE_DOMAIN_GUEST_INFO_MAX)
        return false;
    params_add_uint(list, (unsigned) n, name);
    return true;
}

static bool take_users(const DomainDef *def, const json_t *result, ParamList *list)
{
    (void) def;
    if (!begin_list(list, result, "user.count"))
        return false;
    for (unsigned i = 0; i < json_array_size(result); i++) {
        const json_t *entry = json_array_get(result, i),
                     *login = json_object_get(entry, "login-time");
        double seconds = json_number_value(login);

        if (!guest_text(entry, "user") || !json_is_number(login) || !(seconds >= 0) ||
            seconds > (double) G_MAXINT64 / 1000)
            return false;
        params_prefix_one(list, "user", i);
        params_add_string(list, guest_text(entry, "user"), "name");
        params_add_string(list, guest_text(entry, "domain"), "domain");
        params_add_ulong(list, (uint64_t) (seconds * 1000), "login-time");
    }
    return true;
}

static bool take_os(const DomainDef *def, const json_t *result, ParamList *list)
{
    static const char *const names[] = {
        "id",      "name",    "pretty-name", "version",        "version-id",
        "machine", "variant", "variant-id",  "kernel-release", "kernel-version"};

    (void) def;
    if (!json_is_object(result))
        return false;
    params_prefix(list, "os.");
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        params_add_string(list, guest_text(result, names[i]), names[i]);
    return true;
}

static bool take_timezone(const DomainDef *def, const json_t *result, ParamList *list)
{
    const json_t *offset = json_object_get(result, "offset");

    (void) def;
    if (!json_is_integer(offset) || ABS(json_integer_value(offset)) > 24 * 3600)
        return false;
    params_prefix(list, "timezone.");
    params_add_string(list, guest_text(result, "zone"), "name");
    params_add_int(list, (int) json_integer_value(offset), "offset");
    return true;
}

static bool take_hostname(const DomainDef *def, const json_t *result, ParamList *list)
{
    const char *name = guest_text(result, "host-name");

    (void) def;
    params_add_string(list, name, "hostname");
    return name != NULL;
}

static void add_bytes(ParamList *list, const json_t *entry, const char *key)
{
    const json_t *value = json_object_get(entry, key);

    if (json_is_integer(value) && json_integer_value(value) >= 0)
        params_add_ulong(list, (uint64_t) json_integer_value(value), key);
}

static bool take_filesystem(const DomainDef *def, const json_t *entry, unsigned number,
                            ParamList *list)
{
    const json_t *disks = json_object_get(entry, "disk");

    if (!guest_text(entry, "name") || !guest_text(entry, "mountpoint") ||
        !guest_text(entry, "type"))
        return false;
    params_prefix_one(list, "fs", number);
    params_add_string(list, guest_text(entry, "name"), "name");
    params_add_string(list, guest_text(entry, "mountpoint"), "mountpoint");
    params_add_string(list, guest_text(entry, "type"), "fstype");
    add_bytes(list, entry, "total-bytes");
    add_bytes(list, entry, "used-bytes");
    if (!begin_list(list, disks, "disk.count"))
        return false;
    for (unsigned i = 0; i < json_array_size(disks); i++) {
        const json_t *address = json_array_get(disks, i);
        const DomainDisk *disk = guest_filesystem_disk(def, address);

        prefix_inner(list, "fs", number, "disk", i);
        params_add_string(list, disk ? disk->target : NULL, "alias");
        params_add_string(list, guest_text(address, "serial"), "serial");
        params_add_string(list, guest_text(address, "dev"), "device");
    }
    return true;
}

static bool take_filesystems(const DomainDef *def, const json_t *result, ParamList *list)
{
    bool valid = begin_list(list, result, "fs.count");

    for (unsigned i = 0; valid && i < json_array_size(result); i++)
        valid = list->length < REMOTE_DOMAIN_GUEST_INFO_MAX &&
                take_filesystem(def, json_array_get(result, i), i, list);
    return valid;
}

static bool take_disk(const DomainDef *def, const json_t *entry, unsigned number, ParamList *list)
{
    const json_t *needed = json_object_get(entry, "dependencies");
    const json_t *address = json_object_get(entry, "address");
    const DomainDisk *disk = address ? guest_filesystem_disk(def, address) : NULL;

    if (!guest_text(entry, "name"))
        return false;
    params_prefix_one(list, "disk", number);
    params_add_string(list, guest_text(entry, "name"), "name");
    params_add_bool(list, json_is_true(json_object_get(entry, "partition")), "partition");
    if (json_array_size(needed) > 0 && !begin_list(list, needed, "dependency.count"))
        return false;
    params_add_string(list, guest_text(address, "serial"), "serial");
    params_add_string(list, disk ? disk->target : NULL, "alias");
    params_add_string(list, guest_text(entry, "alias"), "guest_alias");
    params_add_string(list, guest_text(address, "bus-type"), "guest_bus");
    for (unsigned i = 0; i < json_array_size(needed); i++) {
        prefix_inner(list, "disk", number, "dependency", i);
        params_add_string(list, json_string_value(json_array_get(needed, i)), "name");
    }
    return true;
}

static bool take_disks(const DomainDef *def, const json_t *result, ParamList *list)
{
    bool valid = begin_list(list, result, "disk.count");

    for (unsigned i = 0; valid && i < json_array_size(result); i++)
        valid = list->length < REMOTE_DOMAIN_GUEST_INFO_MAX &&
                take_disk(def, json_array_get(result, i), i, list);
    return valid;
}

static bool take_interface(const json_t *entry, unsigned number, ParamList *list)
{
    const json_t *addresses = json_object_get(entry, "ip-addresses");

    if (!guest_text(entry, "name"))
        return false;
    params_prefix_one(list, "if", number);
    params_add_string(list, guest_text(entry, "name"), "name");
    params_add_string(list, guest_text(entry, "hardware-address"), "hwaddr");
    if (!addresses)
        return true;
    if (!begin_list(list, addresses, "addr.count"))
        return false;
    for (unsigned i = 0; i < json_array_size(addresses); i++) {
        const json_t *address = json_array_get(addresses, i);
        const json_t *prefix = json_object_get(address, "prefix");

        if (!json_is_integer(prefix) || json_integer_value(prefix) < 0 ||
            json_integer_value(prefix) > 128)
            return false;
        prefix_inner(list, "if", number, "addr", i);
        params_add_string(list, guest_text(address, "ip-address-type"), "type");
        params_add_string(list, guest_text(address, "ip-address"), "addr");
        params_add_uint(list, (unsigned) json_integer_value(prefix), "prefix");
    }
    return true;
}

static bool take_interfaces(const DomainDef *def, const json_t *result, ParamList *list)
{
    bool valid = begin_list(list, result, "if.count");

    (void) def;
    for (unsigned i = 0; valid && i < json_array_size(result); i++)
        valid = list->length < REMOTE_DOMAIN_GUEST_INFO_MAX &&
                take_interface(json_array_get(result, i), i, list);
    return valid;
}

static const struct {
    unsigned type;
    const char *command;
    InfoTake take;
} kinds[] = {
    {DOMAIN_GUEST_INFO_USERS, "guest-get-users", take_users},
    {DOMAIN_GUEST_INFO_OS, "guest-get-osinfo", take_os},
    {DOMAIN_GUEST_INFO_TIMEZONE, "guest-get-timezone", take_timezone},
    {DOMAIN_GUEST_INFO_HOSTNAME, "guest-get-host-name", take_hostname},
    {DOMAIN_GUEST_INFO_FILESYSTEM, "guest-get-fsinfo", take_filesystems},
    {DOMAIN_GUEST_INFO_DISKS, "guest-get-disks", take_disks},
    {DOMAIN_GUEST_INFO_INTERFACES, "guest-network-get-interfaces", take_interfaces},
};

/* Whoever wants all that is known does not mind what this agent has no command for. */
static bool co_take(Machine *machine, unsigned kind, bool wanted, ParamList *list, GError **err)
{
    g_autoptr(GError) why = NULL;
    json_t *result = NULL;
    bool valid;

    if (!guest_agent_co_command(machine, kinds[kind].command, NULL, GUEST_AGENT_ANSWER_US, &result,
                                &why)) {
        if (!wanted && why->code == ERR_OPERATION_UNSUPPORTED)
            return true;
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    params_prefix(list, "");
    valid = machine->gone || (kinds[kind].take(machine->domain->def, result, list) &&
                              list->length <= REMOTE_DOMAIN_GUEST_INFO_MAX);
    json_decref(result);
    return machine_check_alive(machine, err) &&
           (valid || guest_agent_strange(machine, kinds[kind].command, err));
}

static bool co_get_info(DriverCall *call, const domain_get_guest_info_args *args,
                        domain_get_guest_info_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    g_auto(ParamList) list = {0};
    unsigned known = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        known |= kinds[i].type;
    if (!flags_check(args->flags, 0, "domain_get_guest_info", err))
        return false;
    if (args->types & ~known)
        return error_set(err, ERR_INVALID_ARG, "unsupported guest information types '0x%x'",
                         args->types & ~known);
    machine = guest_agent_machine(call, &args->dom, err);
    if (!machine)
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        bool wanted = args->types & kinds[i].type;

        if ((wanted || args->types == 0) && !co_take(machine, i, wanted, &list, err))
            return false;
    }
    params_take(&list, &ret->params.params_len, &ret->params.params_val);
    return true;
}

static bool co_get_hostname(DriverCall *call, const domain_get_hostname_args *args,
                            domain_get_hostname_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    json_t *result = NULL;
    const char *name;

    if (!flags_check(args->flags, DOMAIN_HOSTNAME_LEASE | DOMAIN_HOSTNAME_AGENT,
                     "domain_get_hostname", err))
        return false;
    if (args->flags & DOMAIN_HOSTNAME_LEASE)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "there are no leases to find the name of a guest in: ask its agent");
    if (!(machine = guest_agent_machine(call, &args->dom, err)) ||
        !guest_agent_co_command(machine, "guest-get-host-name", NULL, GUEST_AGENT_ANSWER_US,
                                &result, err))
        return false;
    name = guest_text(result, "host-name");
    ret->hostname = g_strdup(name);
    json_decref(result);
    return name || error_set(err, ERR_NO_HOSTNAME, "no hostname found for domain '%s'",
                             machine->domain->def->name);
}

const RemoteHandlers guest_info_handlers = {
    .domain_get_guest_info = co_get_info,
    .domain_get_hostname = co_get_hostname,
};
