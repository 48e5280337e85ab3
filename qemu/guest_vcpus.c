/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processors as the guest sees and uses them: see guest_calls.h. Plugging them in and out is
 * qemu/vcpus.h's.
 */
#include "conf/cpu_map.h"
#include "drivers/flags.h"
#include "drivers/params.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"

typedef struct GuestVcpus {
    CpuMap all, online, offlinable;
} GuestVcpus;

static bool take_vcpu(const json_t *entry, GuestVcpus *vcpus)
{
    const json_t *id = json_object_get(entry, "logical-id");
    const json_t *online = json_object_get(entry, "online");
    json_int_t number = json_integer_value(id);

    if (!json_is_integer(id) || number < 0 || number >= CPU_MAP_MAX || !json_is_boolean(online))
        return false;
    cpu_map_set(&vcpus->all, (unsigned) number, true);
    cpu_map_set(&vcpus->online, (unsigned) number, json_is_true(online));
    cpu_map_set(&vcpus->offlinable, (unsigned) number,
                json_is_true(json_object_get(entry, "can-offline")));
    return true;
}

static bool co_read(Machine *machine, GuestVcpus *vcpus, GError **err)
{
    json_t *result = NULL;
    bool valid;

    *vcpus = (GuestVcpus){0};
    if (!guest_agent_co_command(machine, "guest-get-vcpus", NULL, GUEST_AGENT_ANSWER_US, &result,
                                err))
        return false;
    valid = json_is_array(result);
    for (size_t i = 0; valid && i < json_array_size(result); i++)
        valid = take_vcpu(json_array_get(result, i), vcpus);
    json_decref(result);
    return valid || guest_agent_strange(machine, "guest-get-vcpus", err);
}

static void add_map(ParamList *list, const CpuMap *map, const char *name)
{
    g_autofree char *text = cpu_map_format(map);

    params_add_string(list, text, name);
}

static bool co_get_vcpus(DriverCall *call, const domain_get_guest_vcpus_args *args,
                         domain_get_guest_vcpus_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    g_auto(ParamList) list = {0};
    GuestVcpus vcpus;

    if (!flags_check(args->flags, 0, "domain_get_guest_vcpus", err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)) || !co_read(machine, &vcpus, err))
        return false;
    add_map(&list, &vcpus.all, "vcpus");
    add_map(&list, &vcpus.online, "online");
    add_map(&list, &vcpus.offlinable, "offlinable");
    params_take(&list, &ret->params.params_len, &ret->params.params_val);
    return true;
}

/* What is to be changed, in the agent's words; NULL and err: it cannot be. */
static json_t *plan(const GuestVcpus *vcpus, const CpuMap *wanted, bool online, GError **err)
{
    json_t *entries = json_array();

    for (unsigned i = 0; i < cpu_map_end(wanted); i++) {
        if (!cpu_map_has(wanted, i) ||
            (cpu_map_has(&vcpus->all, i) && cpu_map_has(&vcpus->online, i) == online))
            continue;
        if (cpu_map_has(&vcpus->all, i) && (online || cpu_map_has(&vcpus->offlinable, i))) {
            json_array_append_new(entries,
                                  json_pack("{s:i, s:b}", "logical-id", (int) i, "online", online));
            continue;
        }
        json_decref(entries);
        error_set(err, ERR_INVALID_ARG,
                  cpu_map_has(&vcpus->all, i) ? "vCPU '%u' can't be offlined by the guest"
                                              : "guest is missing vCPU '%u'",
                  i);
        return NULL;
    }
    return entries;
}

/* It may do a part of them at a time, and says of how many it was. Takes over entries. */
static bool co_change(Machine *machine, json_t *entries, GError **err)
{
    bool done = true;

    while (done && json_array_size(entries) > 0) {
        json_t *result = NULL;
        json_int_t n;

        done =
            guest_agent_co_command(machine, "guest-set-vcpus", json_pack("{s:O}", "vcpus", entries),
                                   GUEST_AGENT_ANSWER_US, &result, err);
        n = json_integer_value(result);
        json_decref(result);
        if (done && (n <= 0 || (size_t) n > json_array_size(entries)))
            done = error_set(err, ERR_OPERATION_FAILED,
                             "domain '%s': the guest agent has not changed the state of vCPUs",
                             machine->domain->def->name);
        for (; done && n > 0; n--)
            json_array_remove(entries, 0);
    }
    json_decref(entries);
    return done;
}

static bool co_set_vcpus(DriverCall *call, const domain_set_guest_vcpus_args *args, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    GuestVcpus vcpus;
    json_t *entries;
    CpuMap wanted;

    if (!flags_check(args->flags, 0, "domain_set_guest_vcpus", err))
        return false;
    if (args->state != 0 && args->state != 1)
        return error_set(err, ERR_INVALID_ARG, "unsupported state value: %d", args->state);
    if (!cpu_map_parse(args->cpumap, &wanted))
        return error_set(err, ERR_INVALID_ARG, "no vcpus are named by '%s'", args->cpumap);
    if (!(machine = guest_agent_machine(call, &args->dom, err)) || !co_read(machine, &vcpus, err) ||
        !(entries = plan(&vcpus, &wanted, args->state, err)))
        return false;
    return co_change(machine, entries, err);
}

/* ---- so many of them ---- */

bool guest_vcpus_co_count(DomainDriver *driver, Domain *domain, bool all, unsigned *ret_count,
                          GError **err)
{
    g_autoptr(Machine) machine = guest_agent_of(domain, err);
    GuestVcpus vcpus;

    (void) driver;
    if (!machine || !co_read(machine, &vcpus, err))
        return false;
    *ret_count = cpu_map_count(all ? &vcpus.all : &vcpus.online);
    return true;
}

/* Until count of them are used, the first are taken that are not, or the last given up that can be.
 */
static CpuMap choose(const GuestVcpus *vcpus, unsigned count, bool online)
{
    unsigned used = cpu_map_count(&vcpus->online), end = cpu_map_end(&vcpus->all);
    CpuMap chosen = {{0}};

    for (unsigned i = 0; i < end && used != count; i++) {
        unsigned number = online ? i : end - 1 - i;

        if (!cpu_map_has(&vcpus->all, number) || cpu_map_has(&vcpus->online, number) == online ||
            (!online && !cpu_map_has(&vcpus->offlinable, number)))
            continue;
        cpu_map_set(&chosen, number, true);
        used = online ? used + 1 : used - 1;
    }
    return chosen;
}

bool guest_vcpus_co_use(DomainDriver *driver, Domain *domain, unsigned count, GError **err)
{
    g_autoptr(Machine) machine = guest_agent_of(domain, err);
    GuestVcpus vcpus;
    unsigned used;
    CpuMap chosen;

    (void) driver;
    if (!machine || !co_read(machine, &vcpus, err))
        return false;
    used = cpu_map_count(&vcpus.online);
    chosen = choose(&vcpus, count, count > used);
    if (cpu_map_count(&chosen) != (count > used ? count - used : used - count))
        return error_set(err, ERR_INVALID_ARG,
                         "domain '%s': the guest cannot use %u vCPUs: it sees %u, and must keep %u",
                         machine->domain->def->name, count, cpu_map_count(&vcpus.all),
                         cpu_map_count(&vcpus.all) - cpu_map_count(&vcpus.offlinable));
    return co_change(machine, plan(&vcpus, &chosen, count > used, NULL), err);
}

const RemoteHandlers guest_vcpu_handlers = {
    .domain_get_guest_vcpus = co_get_vcpus,
    .domain_set_guest_vcpus = co_set_vcpus,
};
