/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices attached, detached, updated: see domain_device.h.
 *
 * A call that concerns both what runs and the definition makes the changed definition first, then
 * changes the guest, then puts the definition in place: so what is refused anywhere has changed
 * nothing. How a guest is changed is the hypervisor's.
 */
#include "drivers/domain_device.h"

#include <string.h>

#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

#define DEVICE_AFFECT (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)
#define DEVICE_FORCE 4 /* of an update only */

static DomainDriver *driver_of(const DriverCall *call)
{
    return (DomainDriver *) call->driver;
}

static bool refuse_live(const char *what, GError **err)
{
    return error_set(err, ERR_NO_SUPPORT, "this driver cannot %s a device while the domain runs",
                     what);
}

/* The definition as it is to be, complete; takes over device (info NULL: found goes). */
static DomainDef *make_config(DomainDriver *driver, const DomainDef *config,
                              const DomainDevice *found, DomainDevice device, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;
    g_autoptr(DomainDef) def = domain_def_copy(config);
    DomainDevice place = {0};
    bool done = true;

    if (found)
        done = device_edit_find(def, found, &place, err);
    if (!done && device.info)
        domain_device_free(device);
    else if (done && !found)
        done = device_edit_insert(def, device, hypervisor->parse_flags, err);
    else if (done && device.info)
        done = device_edit_replace(def, &place, device, hypervisor->parse_flags, err);
    if (!done)
        return NULL;
    if (found && !device.info) {
        device_edit_take(def, &place);
        domain_device_free(place);
    }
    if (!hypervisor->complete(driver, def, err))
        return NULL;
    return g_steal_pointer(&def);
}

/* The same once more, with the MAC address that the first was given. */
static bool parse_again(const char *xml, const DomainDevice *first, DomainDevice *ret_device,
                        GError **err)
{
    if (!device_edit_parse(xml, ret_device, err))
        return false;
    if (first->kind == DOMAIN_DEVICE_INTERFACE)
        memcpy(ret_device->interface->mac, first->interface->mac, MAC_BYTES);
    return true;
}

/* The definition stays in sight of what the guest may have done to it in the meantime. */
static bool co_put_config(DomainDriver *driver, Domain *domain, DomainDef *config, GError **err)
{
    if (!config)
        return true;
    if (!domain->persistent) {
        domain_def_free(config);
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain '%s' has been undefined while its device was changed",
                         domain->def->name);
    }
    return affect_co_replace_config(driver, domain, config, err);
}

/* Both halves were wanted, and the guest's is done already: a daemon was killed between them. */
static bool fail_half_done(const char *has, const char *has_not, GError **err)
{
    g_prefix_error(err,
                   "the running domain has the device %s, the definition %s, so this is for "
                   "the definition alone (config): ",
                   has, has_not);
    return false;
}

/* ---- attach ---- */

static bool co_attach(DriverCall *call, const remote_domain *dom, const char *xml, unsigned flags,
                      GError **err)
{
    DomainDriver *driver = driver_of(call);
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, dom, "attach device", err);
    g_autoptr(DomainDef) config = NULL;
    DomainDevice device, second, found;
    bool half_done = false;
    Affect affect;

    if (!domain || !affect_resolve(domain, flags, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_attach)
        return refuse_live("attach", err);
    if (!device_edit_parse(xml, &device, err))
        return false;
    if (affect.config) {
        if (!parse_again(xml, &device, &second, err) ||
            !(config = make_config(driver, affect.config, NULL, second, err))) {
            domain_device_free(device);
            return false;
        }
        half_done = affect.live && device_edit_find(affect.live, &device, &found, NULL);
    }
    if (!affect.live)
        domain_device_free(device);
    else if (!driver->hypervisor->co_attach(driver, domain, device, err))
        return half_done ? fail_half_done("already", "does not", err) : false;
    return co_put_config(driver, domain, g_steal_pointer(&config), err);
}

static bool co_attach_device(DriverCall *call, const domain_attach_device_args *args, GError **err)
{
    return co_attach(call, &args->dom, args->xml, DOMAIN_AFFECT_LIVE, err);
}

static bool co_attach_device_flags(DriverCall *call, const domain_attach_device_flags_args *args,
                                   GError **err)
{
    return flags_check(args->flags, DEVICE_AFFECT, "domain_attach_device_flags", err) &&
           co_attach(call, &args->dom, args->xml, args->flags, err);
}

/* ---- detach ---- */

/* wanted is a device of a document, or one that has nothing but an alias. */
static bool find_wanted(const DomainDef *def, const DomainDevice *wanted, const char *alias,
                        DomainDevice *ret_device, GError **err)
{
    if (!alias)
        return device_edit_find(def, wanted, ret_device, err);
    return domain_device_by_alias(def, alias, ret_device) ||
           error_set(err, ERR_DEVICE_MISSING, "domain '%s' has no device with the alias '%s'",
                     def->name, alias);
}

/* The definition without the device; NULL: it cannot be. */
static DomainDef *config_without(DomainDriver *driver, const DomainDef *config,
                                 const DomainDevice *wanted, const char *alias, GError **err)
{
    DomainDevice found;

    if (!find_wanted(config, wanted, alias, &found, err))
        return NULL;
    return make_config(driver, config, &found, (DomainDevice){0}, err);
}

/* Asks the guest. *ret_alias: it has been asked for this device, NULL: it need not be. */
static bool detach_co_ask(DomainDriver *driver, Domain *domain, unsigned flags,
                          const DomainDevice *wanted, const char *alias, char **ret_alias,
                          GError **err)
{
    g_autoptr(DomainDef) config = NULL;
    DomainDevice found;
    Affect affect;

    if (!affect_resolve(domain, flags, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_detach)
        return refuse_live("detach", err);
    if (affect.config && !(config = config_without(driver, affect.config, wanted, alias, err)))
        return false;
    if (!affect.live)
        return co_put_config(driver, domain, g_steal_pointer(&config), err);
    if (!find_wanted(affect.live, wanted, alias, &found, err))
        return config && error_code(*err) == ERR_DEVICE_MISSING
                   ? fail_half_done("no more", "still does", err)
                   : false;
    *ret_alias = g_strdup(found.info->alias);
    return driver->hypervisor->co_detach(driver, domain, *ret_alias, err);
}

/* The guest takes its time, so it is waited for without the job lock; what has become of the
 * definition meanwhile is looked at anew. */
static bool detach_co_rest(DomainDriver *driver, Domain *waiting, unsigned flags,
                           const DomainDevice *wanted, const char *alias, const char *live_alias,
                           GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) config = NULL;
    Affect affect;

    if (!driver->hypervisor->co_await_detached(driver, waiting, live_alias, err))
        return false;
    if (!(flags & DOMAIN_AFFECT_CONFIG))
        return true;
    if (!domain_co_begin_job(waiting, "detach device", err))
        return false;
    domain = domain_ref(waiting);
    if (!affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err) ||
        !(config = config_without(driver, affect.config, wanted, alias, err)))
        return false;
    return co_put_config(driver, domain, g_steal_pointer(&config), err);
}

static bool co_detach(DriverCall *call, const remote_domain *dom, const DomainDevice *wanted,
                      const char *alias, unsigned flags, GError **err)
{
    DomainDriver *driver = driver_of(call);
    g_autoptr(Domain) domain = NULL;
    g_autofree char *live_alias = NULL;

    {
        g_autoptr(ClaimedDomain) claimed = claim_co_wanted(call, dom, "detach device", err);

        if (!claimed || !detach_co_ask(driver, claimed, flags, wanted, alias, &live_alias, err))
            return false;
        domain = domain_ref(claimed);
    }
    return !live_alias || detach_co_rest(driver, domain, flags, wanted, alias, live_alias, err);
}

static bool detach_co_xml(DriverCall *call, const remote_domain *dom, const char *xml,
                          unsigned flags, GError **err)
{
    DomainDevice wanted;
    bool done;

    if (!device_edit_parse(xml, &wanted, err))
        return false;
    done = co_detach(call, dom, &wanted, NULL, flags, err);
    domain_device_free(wanted);
    return done;
}

static bool co_detach_device(DriverCall *call, const domain_detach_device_args *args, GError **err)
{
    return detach_co_xml(call, &args->dom, args->xml, DOMAIN_AFFECT_LIVE, err);
}

static bool co_detach_device_flags(DriverCall *call, const domain_detach_device_flags_args *args,
                                   GError **err)
{
    return flags_check(args->flags, DEVICE_AFFECT, "domain_detach_device_flags", err) &&
           detach_co_xml(call, &args->dom, args->xml, args->flags, err);
}

static bool co_detach_device_alias(DriverCall *call, const domain_detach_device_alias_args *args,
                                   GError **err)
{
    return flags_check(args->flags, DEVICE_AFFECT, "domain_detach_device_alias", err) &&
           co_detach(call, &args->dom, NULL, args->alias, args->flags, err);
}

/* ---- update ---- */

/* What a definition can take; anything else is detached and attached anew. */
static bool check_updatable(const DomainDevice *device, GError **err)
{
    if (device->kind == DOMAIN_DEVICE_DISK || device->kind == DOMAIN_DEVICE_INTERFACE ||
        device->kind == DOMAIN_DEVICE_GRAPHICS || device->kind == DOMAIN_DEVICE_MEMORY)
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "update of a <%s> is not supported; detach it and attach it anew",
                     domain_device_kind_to_string(device->kind));
}

/* What only says where the device is in the guest that runs says nothing of the definition, which
 * may have it elsewhere, or something else there. */
static void forget_live_place(DomainDevice *device, const DomainDevice *live)
{
    DomainDeviceInfo *info = device->info;

    if (domain_address_equal(&info->address, &live->info->address))
        info->address = (DomainAddress){0};
    if (g_strcmp0(info->alias, live->info->alias) == 0)
        g_clear_pointer(&info->alias, g_free);
}

static bool update_co_with(DomainDriver *driver, Domain *domain, const char *xml,
                           const DomainDevice *wanted, unsigned flags, GError **err)
{
    g_autoptr(DomainDef) config = NULL;
    DomainDevice found, second;
    Affect affect;

    if (!check_updatable(wanted, err) ||
        !affect_resolve(domain, flags & DEVICE_AFFECT, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_update)
        return refuse_live("update", err);
    if (affect.live && !device_edit_find(affect.live, wanted, &found, err))
        return false;
    if (affect.config) {
        if (!parse_again(xml, wanted, &second, err))
            return false;
        if (affect.live)
            forget_live_place(&second, &found);
        if (!(config = make_config(driver, affect.config, &second, second, err)))
            return false;
    }
    if (affect.live &&
        !driver->hypervisor->co_update(driver, domain, &found, wanted, flags & DEVICE_FORCE, err))
        return false;
    return co_put_config(driver, domain, g_steal_pointer(&config), err);
}

static bool co_update_device_flags(DriverCall *call, const domain_update_device_flags_args *args,
                                   GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    DomainDevice wanted;
    bool done;

    if (!flags_check(args->flags, DEVICE_AFFECT | DEVICE_FORCE, "domain_update_device_flags",
                     err) ||
        !device_edit_parse(args->xml, &wanted, err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "update device", err);
    done = domain && update_co_with(driver_of(call), domain, args->xml, &wanted, args->flags, err);
    domain_device_free(wanted);
    return done;
}

const RemoteHandlers domain_device_handlers = {
    .domain_attach_device = co_attach_device,
    .domain_attach_device_flags = co_attach_device_flags,
    .domain_detach_device = co_detach_device,
    .domain_detach_device_flags = co_detach_device_flags,
    .domain_detach_device_alias = co_detach_device_alias,
    .domain_update_device_flags = co_update_device_flags,
};
