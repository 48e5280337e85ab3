/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys, interrupts and waking: see guest_input.h. Whether the guest heard of it nobody is told.
 */
#include "qemu/guest_input.h"

#include "drivers/claim.h"
#include "drivers/flags.h"
#include "qemu/keycodes.h"
#include "qemu/machine.h"

/* Milliseconds that keys may be held: QEMU releases them by a timer of its own. */
#define GUEST_INPUT_HOLD_MAX (60 * 1000)

/* A claimed domain whose machine can be asked. */
static ClaimedDomain *guest_input_co_claim(DriverCall *call, const remote_domain *wanted,
                                           const char *job, GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_active(call, wanted, job, err);
    const Machine *machine = domain ? machine_of(domain) : NULL;

    if (!domain)
        return NULL;
    if (!machine || machine->gone || machine->starting) {
        error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running", domain->def->name);
        return NULL;
    }
    return g_steal_pointer(&domain);
}

static json_t *guest_input_keys(const domain_send_key_args *args, GError **err)
{
    json_t *keys = json_array();

    for (u_int i = 0; i < args->keycodes.keycodes_len; i++) {
        unsigned key = args->keycodes.keycodes_val[i], number;

        if (!keycodes_to_qemu(args->codeset, key, &number)) {
            error_set(err, ERR_INVALID_ARG, "there is no key %u in codeset %s", key,
                      keycodes_set_name(args->codeset));
            json_decref(keys);
            return NULL;
        }
        json_array_append_new(keys,
                              json_pack("{s:s, s:i}", "type", "number", "data", (int) number));
    }
    return keys;
}

static bool guest_input_co_send_key(DriverCall *call, const domain_send_key_args *args,
                                    GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    json_t *keys, *arguments;

    if (!flags_check(args->flags, 0, "domain_send_key", err))
        return false;
    if (!keycodes_set_name(args->codeset))
        return error_set(err, ERR_INVALID_ARG, "there is no codeset %u", args->codeset);
    if (args->keycodes.keycodes_len == 0)
        return error_set(err, ERR_INVALID_ARG, "no keys are given");
    if (args->holdtime > GUEST_INPUT_HOLD_MAX)
        return error_set(err, ERR_INVALID_ARG, "keys are held for %d ms at most, not %u",
                         GUEST_INPUT_HOLD_MAX, args->holdtime);
    keys = guest_input_keys(args, err);
    if (!keys)
        return false;
    arguments = json_pack("{s:o}", "keys", keys);
    if (args->holdtime)
        json_object_set_new(arguments, "hold-time", json_integer(args->holdtime));
    domain = guest_input_co_claim(call, &args->dom, "send-key", err);
    if (!domain) {
        json_decref(arguments);
        return false;
    }
    return machine_co_command(machine_of(domain), "send-key", arguments, NULL, err);
}

static bool guest_input_co_inject_nmi(DriverCall *call, const domain_inject_nmi_args *args,
                                      GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, 0, "domain_inject_nmi", err))
        return false;
    domain = guest_input_co_claim(call, &args->dom, "inject-nmi", err);
    return domain && machine_co_command(machine_of(domain), "inject-nmi", NULL, NULL, err);
}

static bool guest_input_co_wakeup(DriverCall *call, const domain_pm_wakeup_args *args, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, 0, "domain_pm_wakeup", err))
        return false;
    domain = guest_input_co_claim(call, &args->dom, "wake up", err);
    if (!domain)
        return false;
    if (domain->state != DOMAIN_STATE_PMSUSPENDED)
        return error_set(err, ERR_OPERATION_INVALID,
                         "Unable to wake up domain '%s' as it is not in suspended state",
                         domain->def->name);
    return machine_co_command(machine_of(domain), "system_wakeup", NULL, NULL, err);
}

const RemoteHandlers guest_input_handlers = {
    .domain_send_key = guest_input_co_send_key,
    .domain_inject_nmi = guest_input_co_inject_nmi,
    .domain_pm_wakeup = guest_input_co_wakeup,
};
