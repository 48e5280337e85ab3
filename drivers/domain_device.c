/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices attached, detached, updated: see domain_device.h.
 *
 * A call that concerns both what runs and the definition makes the changed definition first, then
 * changes the guest, then puts the definition in place: so what is refused anywhere has changed
 * nothing. What is under way is noted (domain_change.h), so that one that was interrupted is ended
 * in both. How a guest is changed is the hypervisor's.
 */
#include "drivers/domain_device.h"

#include <string.h>

#include "base/log.h"
#include "conf/mac.h"
#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_device_private.h"
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

DomainDef *domain_device_make_config(DomainDriver *driver, const DomainDef *config,
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
bool domain_device_co_put_config(DomainDriver *driver, Domain *domain, DomainDef *config,
                                 GError **err)
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

/* Both halves were wanted, and only the guest's is done. */
static bool fail_half_done(const char *has, const char *has_not, GError **err)
{
    g_prefix_error(err,
                   "the running domain has the device %s, the definition %s, so this is for "
                   "the definition alone (config): ",
                   has, has_not);
    return false;
}

void domain_device_end_change(DomainDriver *driver, Domain *domain, unsigned number,
                              const GError *why)
{
    bool late = g_error_matches(why, ERROR_DOMAIN, ERR_OPERATION_TIMEOUT);
    g_autoptr(GError) unsaved = NULL;

    if (!domain_change_by_number(domain, number))
        return;
    domain_change_leave(domain, number, late);
    if (!domain_driver_save_live(driver, domain, &unsaved))
        log_warning("domain '%s': %s", domain->def->name, unsaved->message);
}

/* ---- attach ---- */

/* Before the guest is touched; number is 0 if only one half is concerned. */
static bool begin_attach(Domain *domain, const Affect *affect, unsigned flags, const char *xml,
                         const DomainDevice *device, unsigned *ret_number, GError **err)
{
    char mac[MAC_TEXT_SIZE];

    if (!affect->live || !affect->config)
        return true;
    if (!domain_change_begin(domain, DOMAIN_CHANGE_ATTACH, flags, NULL, xml, ret_number, err))
        return false;
    if (device->kind == DOMAIN_DEVICE_INTERFACE) {
        mac_format(device->interface->mac, mac);
        domain_change_by_number(domain, *ret_number)->mac = g_strdup(mac);
    }
    return true;
}

/* Takes over device. */
static bool co_attach_live(DomainDriver *driver, Domain *domain, const Affect *affect,
                           DomainDevice device, GError **err)
{
    DomainDevice found;
    bool half_done = affect->config && device_edit_find(affect->live, &device, &found, NULL);

    if (driver->hypervisor->co_attach(driver, domain, device, err))
        return true;
    return half_done ? fail_half_done("already", "does not", err) : false;
}

static bool co_attach(DriverCall *call, const remote_domain *dom, const char *xml, unsigned flags,
                      GError **err)
{
    DomainDriver *driver = driver_of(call);
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, dom, "attach device", err);
    g_autoptr(DomainDef) config = NULL;
    g_autoptr(GError) why = NULL;
    DomainDevice device, second;
    unsigned number = 0;
    Affect affect;
    bool done;

    if (!domain || !affect_resolve(domain, flags, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_attach)
        return refuse_live("attach", err);
    if (!device_edit_parse(xml, &device, err))
        return false;
    if ((affect.config &&
         (!parse_again(xml, &device, &second, err) ||
          !(config = domain_device_make_config(driver, affect.config, NULL, second, err)))) ||
        !begin_attach(domain, &affect, flags, xml, &device, &number, err)) {
        domain_device_free(device);
        return false;
    }
    if (!affect.live)
        domain_device_free(device);
    done = !affect.live || co_attach_live(driver, domain, &affect, device, &why);
    if (done)
        done = domain_device_co_put_config(driver, domain, g_steal_pointer(&config), err);
    domain_device_end_change(driver, domain, number, why);
    if (why)
        g_propagate_error(err, g_steal_pointer(&why));
    return done;
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

static bool find_wanted(const DomainDef *def, const DeviceWanted *wanted, DomainDevice *ret_device,
                        GError **err)
{
    if (wanted->xml)
        return device_edit_find(def, &wanted->device, ret_device, err);
    return domain_device_by_alias(def, wanted->alias, ret_device) ||
           error_set(err, ERR_DEVICE_MISSING, "domain '%s' has no device with the alias '%s'",
                     def->name, wanted->alias);
}

/* The definition without the device; NULL: it cannot be. */
static DomainDef *config_without(DomainDriver *driver, const DomainDef *config,
                                 const DeviceWanted *wanted, GError **err)
{
    DomainDevice found;

    if (!find_wanted(config, wanted, &found, err))
        return NULL;
    return domain_device_make_config(driver, config, &found, (DomainDevice){0}, err);
}

/* What is under way once the guest has been asked. */
typedef struct Detaching {
    Domain *domain;  /* referenced */
    char *alias;     /* in what runs; NULL: it need not be waited for */
    unsigned number; /* of the change; 0: what runs is all */
} Detaching;

static void detaching_clear(Detaching *detaching)
{
    domain_unref(detaching->domain);
    g_free(detaching->alias);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Detaching, detaching_clear)

static bool detach_co_live(DomainDriver *driver, const DomainDevice *found,
                           const DeviceWanted *wanted, unsigned flags, Detaching *detaching,
                           GError **err)
{
    Domain *domain = detaching->domain;
    g_autoptr(GError) why = NULL;

    detaching->alias = g_strdup(found->info->alias);
    if ((flags & DOMAIN_AFFECT_CONFIG) &&
        !domain_change_begin(domain, DOMAIN_CHANGE_DETACH, flags, detaching->alias, wanted->xml,
                             &detaching->number, err))
        return false;
    if (driver->hypervisor->co_detach(driver, domain, detaching->alias, &why))
        return true;
    domain_device_end_change(driver, domain, detaching->number, why);
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

/* Asks the guest. */
static bool detach_co_ask(DomainDriver *driver, const DeviceWanted *wanted, unsigned flags,
                          Detaching *detaching, GError **err)
{
    Domain *domain = detaching->domain;
    g_autoptr(DomainDef) config = NULL;
    DomainDevice found;
    Affect affect;

    if (!affect_resolve(domain, flags, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_detach)
        return refuse_live("detach", err);
    if (affect.config && !(config = config_without(driver, affect.config, wanted, err)))
        return false;
    if (!affect.live)
        return domain_device_co_put_config(driver, domain, g_steal_pointer(&config), err);
    if (!find_wanted(affect.live, wanted, &found, err))
        return config && error_code(*err) == ERR_DEVICE_MISSING
                   ? fail_half_done("no more", "still does", err)
                   : false;
    return detach_co_live(driver, &found, wanted, flags, detaching, err);
}

/* What has become of the definition meanwhile is looked at anew. */
bool domain_device_co_detach_config(DomainDriver *driver, Domain *domain,
                                    const DeviceWanted *wanted, GError **err)
{
    g_autoptr(DomainDef) config = NULL;
    Affect affect;

    return affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err) &&
           (config = config_without(driver, affect.config, wanted, err)) &&
           domain_device_co_put_config(driver, domain, g_steal_pointer(&config), err);
}

/* The guest takes its time, so it is waited for without the job lock. */
static bool detach_co_rest(DomainDriver *driver, const DeviceWanted *wanted,
                           const Detaching *detaching, GError **err)
{
    Domain *domain = detaching->domain;
    bool done;

    if (!driver->hypervisor->co_await_detached(driver, domain, detaching->alias, err)) {
        domain_device_end_change(driver, domain, detaching->number, NULL);
        return false;
    }
    if (!detaching->number)
        return true;
    if (!domain_co_begin_job(domain, "detach device", err)) {
        domain_device_end_change(driver, domain, detaching->number, NULL);
        return false;
    }
    done = domain_device_co_detach_config(driver, domain, wanted, err);
    domain_device_end_change(driver, domain, detaching->number, NULL);
    domain_end_job(domain);
    return done;
}

static bool co_detach(DriverCall *call, const remote_domain *dom, const DeviceWanted *wanted,
                      unsigned flags, GError **err)
{
    DomainDriver *driver = driver_of(call);
    g_auto(Detaching) detaching = {0};

    {
        g_autoptr(ClaimedDomain) claimed = claim_co_wanted(call, dom, "detach device", err);

        if (!claimed)
            return false;
        detaching.domain = domain_ref(claimed);
        if (!detach_co_ask(driver, wanted, flags, &detaching, err))
            return false;
    }
    return !detaching.alias || detach_co_rest(driver, wanted, &detaching, err);
}

static bool detach_co_xml(DriverCall *call, const remote_domain *dom, const char *xml,
                          unsigned flags, GError **err)
{
    DeviceWanted wanted = {.xml = xml};
    bool done;

    if (!device_edit_parse(xml, &wanted.device, err))
        return false;
    done = co_detach(call, dom, &wanted, flags, err);
    domain_device_free(wanted.device);
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
    const DeviceWanted wanted = {.alias = args->alias};

    return flags_check(args->flags, DEVICE_AFFECT, "domain_detach_device_alias", err) &&
           co_detach(call, &args->dom, &wanted, args->flags, err);
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

/* *ret_found and *ret_config: what it concerns; NULL for what it does not. */
static bool prepare_update(DomainDriver *driver, Domain *domain, const char *xml,
                           const DomainDevice *wanted, unsigned flags, DomainDevice *ret_found,
                           DomainDef **ret_config, GError **err)
{
    DomainDevice second;
    Affect affect;

    if (!check_updatable(wanted, err) ||
        !affect_resolve(domain, flags & DEVICE_AFFECT, &affect, err))
        return false;
    if (affect.live && !driver->hypervisor->co_update)
        return refuse_live("update", err);
    if (affect.live && !device_edit_find(affect.live, wanted, ret_found, err))
        return false;
    if (!affect.config)
        return true;
    if (!parse_again(xml, wanted, &second, err))
        return false;
    if (affect.live)
        forget_live_place(&second, ret_found);
    *ret_config = domain_device_make_config(driver, affect.config, &second, second, err);
    return *ret_config != NULL;
}

/* What runs first; the change is noted for a next daemon. */
static bool update_co_both(DomainDriver *driver, Domain *domain, const char *xml,
                           const DomainDevice *found, const DomainDevice *wanted, unsigned flags,
                           DomainDef *config, GError **err)
{
    g_autoptr(DomainDef) owned = config;
    g_autoptr(GError) why = NULL;
    unsigned number;
    bool done;

    if (!domain_change_begin(domain, DOMAIN_CHANGE_UPDATE, flags, found->info->alias, xml, &number,
                             err))
        return false;
    done = (!config || domain_driver_save_live(driver, domain, &why)) &&
           driver->hypervisor->co_update(driver, domain, found, wanted, flags & DEVICE_FORCE, &why);
    if (done)
        done = domain_device_co_put_config(driver, domain, g_steal_pointer(&owned), err);
    domain_device_end_change(driver, domain, number, why);
    if (why)
        g_propagate_error(err, g_steal_pointer(&why));
    return done;
}

bool domain_device_co_update_with(DomainDriver *driver, Domain *domain, const char *xml,
                                  const DomainDevice *wanted, unsigned flags, GError **err)
{
    DomainDef *config = NULL;
    DomainDevice found = {0};

    if (!prepare_update(driver, domain, xml, wanted, flags, &found, &config, err))
        return false;
    if (!found.info)
        return domain_device_co_put_config(driver, domain, config, err);
    return update_co_both(driver, domain, xml, &found, wanted, flags, config, err);
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
    done = domain && domain_device_co_update_with(driver_of(call), domain, args->xml, &wanted,
                                                  args->flags, err);
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
