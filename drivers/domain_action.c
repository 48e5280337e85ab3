/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing what follows the end of a run: see domain_action.h. The running machine is told first:
 * only what it does is written down.
 */
#include "drivers/domain_action.h"

#include "drivers/affect.h"
#include "drivers/claim.h"

/* The words of the wire; the definition's own numbers differ. */
static const char *const action_names[] = {
    [DOMAIN_LIFECYCLE_ACTION_DESTROY] = "destroy",
    [DOMAIN_LIFECYCLE_ACTION_RESTART] = "restart",
    [DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME] = "rename-restart",
    [DOMAIN_LIFECYCLE_ACTION_PRESERVE] = "preserve",
    [DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY] = "coredump-destroy",
    [DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART] = "coredump-restart",
};

static const char *const event_names[] = {
    [DOMAIN_LIFECYCLE_POWEROFF] = "poweroff",
    [DOMAIN_LIFECYCLE_REBOOT] = "reboot",
    [DOMAIN_LIFECYCLE_CRASH] = "crash",
};

static bool action_check(const domain_set_lifecycle_action_args *args, DomainAction *ret_action,
                         GError **err)
{
    if (args->type >= G_N_ELEMENTS(event_names))
        return error_set(err, ERR_INVALID_ARG, "there is no lifecycle event %u", args->type);
    if (args->action >= G_N_ELEMENTS(action_names))
        return error_set(err, ERR_INVALID_ARG, "there is no lifecycle action %u", args->action);
    if (args->type != DOMAIN_LIFECYCLE_CRASH &&
        args->action >= DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY)
        return error_set(err, ERR_INVALID_ARG, "Lifecycle event '%s' doesn't support '%s' action",
                         event_names[args->type], action_names[args->action]);
    return domain_action_from_string(action_names[args->action], ret_action) ||
           error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: action '%s' after a %s",
                     action_names[args->action], event_names[args->type]);
}

static DomainAction *action_of(DomainDef *def, unsigned type)
{
    return type == DOMAIN_LIFECYCLE_POWEROFF ? &def->on_poweroff
           : type == DOMAIN_LIFECYCLE_REBOOT ? &def->on_reboot
                                             : &def->on_crash;
}

static bool action_co_change_live(DomainDriver *driver, Domain *domain, unsigned type,
                                  DomainAction action, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    if (type == DOMAIN_LIFECYCLE_REBOOT && hypervisor->co_set_reboot_action &&
        !hypervisor->co_set_reboot_action(driver, domain, action, err))
        return false;
    if (!domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID, "domain '%s' has stopped meanwhile",
                         domain->def->name);
    *action_of(domain->def, type) = action;
    return domain_driver_save_live(driver, domain, err);
}

static bool action_co_change_config(DomainDriver *driver, Domain *domain, const DomainDef *config,
                                    unsigned type, DomainAction action, GError **err)
{
    DomainDef *changed = domain_def_copy(config);

    *action_of(changed, type) = action;
    return affect_co_replace_config(driver, domain, changed, err);
}

static bool action_co_set(DriverCall *call, const domain_set_lifecycle_action_args *args,
                          GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    DomainAction action;
    Affect affect;

    if (!action_check(args, &action, err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "set-lifecycle-action", err);
    if (!domain || !affect_resolve(domain, args->flags, &affect, err))
        return false;
    if (affect.live) {
        if (!action_co_change_live(driver, domain, args->type, action, err))
            return false;
        /* What was waited for may have taken the definition with it. */
        if (affect.config && !affect_resolve(domain, args->flags, &affect, err))
            return false;
    }
    return !affect.config ||
           action_co_change_config(driver, domain, affect.config, args->type, action, err);
}

const RemoteHandlers domain_action_handlers = {
    .domain_set_lifecycle_action = action_co_set,
};
