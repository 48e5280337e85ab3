/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of devices of which nobody knows how far they came (domain_device_co_settle() of
 * domain_device.h): what the guest has, or has no more, decides of the definition; an update is
 * done once more.
 */
#include "base/log.h"
#include "conf/mac.h"
#include "drivers/affect.h"
#include "drivers/domain_device_private.h"

/* What the guest has, the definition gets. */
static bool settle_co_attach(DomainDriver *driver, Domain *domain, const DomainChange *change,
                             GError **err)
{
    DomainDevice device, found;
    DomainDef *config;
    Affect affect;

    if (!change->alias || !domain_device_by_alias(domain->def, change->alias, &found))
        return true;
    if (!affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err) ||
        !device_edit_parse(change->xml, &device, err))
        return false;
    if (device.kind == DOMAIN_DEVICE_INTERFACE && change->mac)
        mac_parse(change->mac, device.interface->mac);
    if (device_edit_find(affect.config, &device, &found, NULL)) {
        domain_device_free(device);
        return true;
    }
    config = domain_device_make_config(driver, affect.config, NULL, device, err);
    return config && domain_device_co_put_config(driver, domain, config, err);
}

/* What it has no more, the definition loses. */
static bool settle_co_detach(DomainDriver *driver, Domain *domain, const DomainChange *change,
                             GError **err)
{
    DeviceWanted wanted = {.xml = change->xml, .alias = change->alias};
    bool has_xml = change->xml != NULL; /* the change may go with the run */
    g_autoptr(GError) why = NULL;
    DomainDevice found;
    bool done;

    if (domain_device_by_alias(domain->def, change->alias, &found))
        return true;
    if (has_xml && !device_edit_parse(change->xml, &wanted.device, err))
        return false;
    done = domain_device_co_detach_config(driver, domain, &wanted, &why) ||
           g_error_matches(why, ERROR_DOMAIN, ERR_DEVICE_MISSING);
    if (has_xml)
        domain_device_free(wanted.device);
    if (!done)
        g_propagate_error(err, g_steal_pointer(&why));
    return done;
}

/* It is done once more, which changes nothing of what has been done. */
static bool settle_co_update(DomainDriver *driver, Domain *domain, const DomainChange *change,
                             GError **err)
{
    DomainDevice wanted;
    bool done;

    if (!device_edit_parse(change->xml, &wanted, err))
        return false;
    done = domain_device_co_update_with(driver, domain, change->xml, &wanted, change->flags, err);
    domain_device_free(wanted);
    return done;
}

void domain_device_co_settle(DomainDriver *driver, Domain *domain, unsigned number)
{
    static bool (*const kinds[])(DomainDriver * driver, Domain * domain, const DomainChange *change,
                                 GError **err) = {
        [DOMAIN_CHANGE_ATTACH] = settle_co_attach,
        [DOMAIN_CHANGE_DETACH] = settle_co_detach,
        [DOMAIN_CHANGE_UPDATE] = settle_co_update,
    };
    DomainChange *change = domain_change_by_number(domain, number);
    g_autoptr(GError) why = NULL;

    if (!change)
        return;
    change->late = false; /* it is nobody else's now, so it stays */
    if (!kinds[change->kind](driver, domain, change, &why))
        log_warning("domain '%s': the change of a device was interrupted, and cannot be finished: "
                    "%s",
                    domain->def->name, why->message);
    domain_device_end_change(driver, domain, number, NULL);
}
